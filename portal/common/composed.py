"""Text is composed (NFC) on its way in: an accent typed apart from its letter joins it.

What macOS names, some PDF readers copy and a few keyboards send is decomposed: it looks the same, counts more
characters, and no comparison of a database finds it. Every field composes, of Django, of Wagtail and those
added later: a form's what is read before it is kept (passwords too, as RFC 8265 asks), a model's what comes
by another way (imports, directories, commands) and what the database is asked.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models
from wagtail.fields import StreamField

from .text import compose


def install() -> None:
    """Let every field of text compose what it is given."""
    for kind in (forms.CharField, models.CharField, models.TextField):
        kind.to_python = _composing(kind.to_python)  # type: ignore[assignment]
    StreamField.get_prep_value = _composing(StreamField.get_prep_value)


def _composing(method: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def composed(field: Any, value: Any) -> Any:
        return _composed(method(field, value))

    return composed


def _composed(value: Any) -> Any:
    """The value with all its texts composed: a StreamField gives lists of blocks."""
    if isinstance(value, str):
        return compose(value)
    if isinstance(value, list):
        return [_composed(item) for item in value]
    if isinstance(value, dict):
        return {key: _composed(item) for key, item in value.items()}
    return value
