"""Fields and forms that several apps share."""

import uuid
from typing import Any

from django import forms


class PlainTextField(forms.CharField):
    """A field of several lines. A line break counts as one character, as in the browser."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class OnceForm(forms.Form):
    """A form that acts once, however often it is sent; a refused one can be sent again as it is shown.

    Its row keeps the key: `portal.common.models.SubmittedOnce`.
    """

    submission = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("submission", uuid.uuid4())

    def clean_submission(self) -> uuid.UUID:
        """Read the key; one that no form of ours made counts as none."""
        try:
            return uuid.UUID(self.cleaned_data["submission"])
        except ValueError:
            return uuid.uuid4()

    def refuse(self, error: Exception, *, field: str | None = None, **corrected: str) -> None:
        """Show why nothing was done, and make it possible to do it nevertheless, with `corrected` fields."""
        self.add_error(field, str(error))
        self.data = {name: self.data[name] for name in self.data} | {
            "submission": str(uuid.uuid4()),
            **corrected,
        }
