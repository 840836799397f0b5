"""A text of which nothing can be seen is empty, in every field of a form and of a model.

Django asks a field's `empty_values` whether something was given: to refuse what is demanded, with the
field's own message, and to keep the empty text of what is not. Its own list holds the empty text alone, and a
zero-width space passes for a title. What is said here holds for the fields of Django, of Wagtail (titles of
pages, names of collections and groups) and of StreamFields alike, and for those that are added later.

Text is never changed by it: a joiner within an emoji or a soft hyphen within a word stay.
"""

from typing import Any

from django import forms
from django.core.validators import EMPTY_VALUES
from django.db import models
from taggit.utils import _parse_tags
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.fields import RichTextField
from wagtail.rich_text import get_text_for_indexing

from .text import has_something_to_read


class _EmptyTexts(list[Any]):
    """Django's empty values, and every text without anything to read."""

    def __contains__(self, value: object) -> bool:
        if isinstance(value, str):
            return not self.is_read(value)
        return super().__contains__(value)

    def is_read(self, text: str) -> bool:
        return has_something_to_read(text)


class _EmptyRichTexts(_EmptyTexts):
    """The same of HTML: its tags are no text; what is embedded is something to see."""

    def is_read(self, text: str) -> bool:
        return "<embed" in text or has_something_to_read(get_text_for_indexing(text))


_AS_TYPED = list(EMPTY_VALUES)
_TEXTS = _EmptyTexts(EMPTY_VALUES)
_RICH_TEXTS = _EmptyRichTexts(EMPTY_VALUES)


def empty_values_of_form_field(field: forms.CharField) -> list[Any]:
    """What is empty in this field. A password is kept to the sign, as every field that strips nothing."""
    if not field.strip:
        return _AS_TYPED
    return _RICH_TEXTS if isinstance(field.widget, DraftailRichTextArea) else _TEXTS


def empty_values_of_model_field(field: models.Field) -> list[Any]:
    """What is empty in this field. One that may be empty refuses nothing: its validators see the text."""
    if field.blank:
        return _AS_TYPED
    return _RICH_TEXTS if isinstance(field, RichTextField) else _TEXTS


def readable_tags(text: str) -> list[str]:
    """Split what was typed in a field of tags, as taggit does; one that cannot be seen is none."""
    return [tag for tag in _parse_tags(text) if has_something_to_read(tag)]


def install() -> None:
    """Let every field of text ask whether there is something to read."""
    forms.CharField.empty_values = property(empty_values_of_form_field)  # type: ignore[assignment]
    models.CharField.empty_values = property(empty_values_of_model_field)  # type: ignore[assignment]
    models.TextField.empty_values = property(empty_values_of_model_field)  # type: ignore[assignment]
