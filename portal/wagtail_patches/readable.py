"""A text in which nothing can be seen is empty, in every field of a form and of a model.

Django asks a field's `empty_values` whether something was given. It refuses an empty required field with the
field's own message, and stores the empty text for others. Its own list holds the empty text only, and a
zero-width space would pass for a title. This applies to the fields of Django, of Wagtail (titles of pages,
names of collections and groups) and of StreamFields, and to fields that are added later.

No text is changed here: a joiner within an emoji or a soft hyphen within a word stays.
"""

from typing import Any

from django import forms
from django.core.validators import EMPTY_VALUES
from django.db import models
from taggit.utils import _parse_tags
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.fields import RichTextField
from wagtail.rich_text import get_text_for_indexing

from portal.common.text import has_something_to_read


class _EmptyTexts(list[Any]):
    """Contain Django's empty values, and every text with nothing to read."""

    def __contains__(self, value: object) -> bool:
        if isinstance(value, str):
            return not self.is_read(value)
        return super().__contains__(value)

    def is_read(self, text: str) -> bool:
        return has_something_to_read(text)


class _EmptyRichTexts(_EmptyTexts):
    """Contain every HTML text with nothing to read.

    Tags are no text. Embedded content is something to see.
    """

    def is_read(self, text: str) -> bool:
        return "<embed" in text or has_something_to_read(get_text_for_indexing(text))


_AS_TYPED = list(EMPTY_VALUES)
_TEXTS = _EmptyTexts(EMPTY_VALUES)
_RICH_TEXTS = _EmptyRichTexts(EMPTY_VALUES)


def empty_values_of_form_field(field: forms.CharField) -> list[Any]:
    """Return the empty values of this field.

    A password keeps every character, as does every field that strips nothing.
    """
    if not field.strip:
        return _AS_TYPED
    return _RICH_TEXTS if isinstance(field.widget, DraftailRichTextArea) else _TEXTS


def empty_values_of_model_field(field: models.Field) -> list[Any]:
    """Return the empty values of this field.

    A field that may be blank refuses nothing: its validators see the text.
    """
    if field.blank:
        return _AS_TYPED
    return _RICH_TEXTS if isinstance(field, RichTextField) else _TEXTS


def readable_tags(text: str) -> list[str]:
    """Split what was typed in a field of tags, as taggit does. Drop invisible tags."""
    return [tag for tag in _parse_tags(text) if has_something_to_read(tag)]


def install() -> None:
    """Make every text field ask whether there is something to read."""
    forms.CharField.empty_values = property(empty_values_of_form_field)  # type: ignore[assignment]
    models.CharField.empty_values = property(empty_values_of_model_field)  # type: ignore[assignment]
    models.TextField.empty_values = property(empty_values_of_model_field)  # type: ignore[assignment]
