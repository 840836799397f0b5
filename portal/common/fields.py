"""Fields of the models of several apps."""

from typing import Any

from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField as WagtailStreamField


class StreamField(WagtailStreamField):
    """Blocks, of which migrations know nothing: the database keeps the same JSON whatever they are.

    A data migration must change that JSON (`wagtail.blocks.migrations`), and never save a whole row: the
    field as it sees it has no blocks, and would keep none.
    """

    def __init__(self, block_types: StreamBlock | list[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(block_types or [], **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _blocks, kwargs = super().deconstruct()
        del kwargs["block_lookup"]
        return name, path, [], kwargs
