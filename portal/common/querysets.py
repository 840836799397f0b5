"""What querysets of pages have in common."""

from typing import Any

from wagtail.query import PageQuerySet


class JoinedPageQuerySet(PageQuerySet):
    """Pages of a manager that joins other tables by default."""

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete without the joins: the page tree reads but a few columns of what goes.

        Django raises `FieldError` for a join through a column that is not read.
        """
        return super(JoinedPageQuerySet, self.select_related(None)).delete(*args, **kwargs)
