"""Shared methods of page querysets."""

from typing import Any

from wagtail.query import PageQuerySet


class JoinedPageQuerySet(PageQuerySet):
    """Pages whose manager joins other tables by default."""

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete without the joins, because the page tree reads a few columns only of what it deletes.

        Django raises `FieldError` for a join through a column that is not read.
        """
        return super(JoinedPageQuerySet, self.select_related(None)).delete(*args, **kwargs)
