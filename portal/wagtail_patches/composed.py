"""Every text that comes in is composed (Unicode's NFC), and what is one line is one line.

An accent typed apart from its letter joins it. File names of macOS, texts copied from some PDF readers and a
few keyboards are decomposed. Such a text looks the same, counts more characters, and no database comparison
finds it. Every field of Django, of Wagtail and of later code composes: a form field before validation
(passwords too, as RFC 8265 asks), a model field for values that come another way (imports, directories,
commands) and for what the database is asked.

A name or a title is a line: a line break, a character that turns the direction of the words that follow, or
one that nobody sees, would write into the sentences, the mails and the lists where the name stands.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models
from wagtail.fields import StreamField

from portal.common.text import compose, one_line


def install() -> None:
    """Make every text field compose its values, and write those that are one line on one line."""
    for kind in (forms.CharField, models.CharField, models.TextField):
        kind.to_python = _composing(kind.to_python)  # type: ignore[assignment]
    StreamField.get_prep_value = _composing(StreamField.get_prep_value)


def is_one_line(field: Any) -> bool:
    """Return True for a text that people type in one line. A password or a hidden value is none."""
    if isinstance(field, forms.CharField):
        return field.strip and isinstance(field.widget, forms.TextInput)
    return isinstance(field, models.CharField)


def _composing(method: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def composed(field: Any, value: Any) -> Any:
        given = method(field, value)
        # A NUL stays: nobody types it, and Django's form fields refuse it.
        if isinstance(given, str) and is_one_line(field) and "\0" not in given:
            return one_line(given)
        return _composed(given)

    return composed


def _composed(value: Any) -> Any:
    """Return the value with all its texts composed. A StreamField gives lists of blocks."""
    if isinstance(value, str):
        return compose(value)
    if isinstance(value, list):
        return [_composed(item) for item in value]
    if isinstance(value, dict):
        return {key: _composed(item) for key, item in value.items()}
    return value
