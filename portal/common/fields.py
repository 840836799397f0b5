"""Model fields that several apps share."""

from typing import Any

from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField as WagtailStreamField


class StreamField(WagtailStreamField):
    """A StreamField whose blocks are not in migrations: the database keeps the same JSON whatever they are.

    A data migration must change that JSON (`wagtail.blocks.migrations`), and never save a whole row: its
    historical field has no blocks, and would keep none.
    """

    def __init__(self, block_types: StreamBlock | list[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(block_types or [], **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _blocks, kwargs = super().deconstruct()
        del kwargs["block_lookup"]
        return name, path, [], kwargs
