"""Fields that the forms of several apps have."""

from typing import Any

from django import forms


class PlainTextField(forms.CharField):
    """Lines of text; a line break counts as one character, as it does in the browser."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")
