"""One way to read dates and times in every form, the portal's own and Wagtail's.

Wagtail, django-filter and Django make these fields themselves, from models, blocks and filters, with the
formats of the interface's language: in English, the month would come first.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.common.dates import read_date, read_datetime, read_time


def _reading(
    to_python: Callable[[Any, Any], Any], read: Callable[[str], Any], refusal: Any
) -> Callable[[Any, Any], Any]:
    """Wrap a field's `to_python` so that `read` interprets the text.

    `refusal` is the error when it cannot.
    """

    def read_first(field: forms.Field, value: Any) -> Any:
        if isinstance(value, str) and value:
            try:
                value = read(value)
            except ValueError as error:
                raise ValidationError(refusal, code="invalid") from error
        return to_python(field, value)

    return read_first


def install() -> None:
    """Make Django's date and time fields read what people type, whatever formats they were given."""
    forms.DateField.to_python = _reading(  # type: ignore[method-assign, assignment]
        forms.DateField.to_python,
        read_date,
        _("This date is not understood, or does not exist. Write it like this: 15/12/2026."),
    )
    forms.TimeField.to_python = _reading(  # type: ignore[method-assign, assignment]
        forms.TimeField.to_python,
        read_time,
        _("This time is not understood. Write it like this: 14:05."),
    )
    forms.DateTimeField.to_python = _reading(  # type: ignore[method-assign, assignment]
        forms.DateTimeField.to_python,
        read_datetime,
        _("This date and time are not understood, or do not exist. Write them like this: 15/12/2026 14:05."),
    )
