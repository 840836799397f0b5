"""Lists that depend on nothing but their rows, rendered again when these say something else."""

from collections.abc import Sequence
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString

from .content import kept_each


def kept_list(template_name: str, rows: Sequence[Any]) -> SafeString:
    """Return the rows as their template shows them, kept for all for whom they say the same.

    The template knows the `rows` alone, whose `repr` holds all that it shows: neither reader nor token.
    """
    template = get_template(template_name).template  # type: ignore[attr-defined]
    (html,) = kept_each(
        template_name, [repr(rows)], make=lambda _number: str(template.render(Context({"rows": rows})))
    )
    return SafeString(html)
