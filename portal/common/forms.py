"""Form fields that several apps share."""

from typing import Any

from django import forms


class PlainTextField(forms.CharField):
    """A field of several lines. A line break counts as one character, as in the browser."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")
