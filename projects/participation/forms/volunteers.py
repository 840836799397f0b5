"""An offer to help, and what lead persons and managers answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common.forms import PlainTextField

from ..models import Volunteer

YES, NO = "oui", "non"


class VolunteerForm(forms.ModelForm):
    """Both fields are optional: one click is enough."""

    class Meta:
        model = Volunteer
        fields = ["message", "availability"]
        widgets = {"message": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "message": gettext_lazy("Only the lead person of the action reads it."),
            "availability": gettext_lazy("For example: Tuesday and Thursday afternoons."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "volunteer-%s"
        super().__init__(*args, **kwargs)


class DeclineForm(forms.Form):
    """Nobody is declined without a word."""

    kind_word = PlainTextField(
        label=gettext_lazy("A kind word"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The volunteer reads it: why not this time, and thank you."),
    )


class ManagerForm(forms.Form):
    """A manager's yes or no; a no comes with a kind word."""

    agreed = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=[(YES, gettext_lazy("Yes, I agree")), (NO, gettext_lazy("No, not this time"))],
        widget=forms.RadioSelect,
    )
    kind_word = PlainTextField(
        label=gettext_lazy("A kind word"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Needed for a no. The volunteer and the lead person read it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("agreed") == NO and "kind_word" in cleaned and not cleaned["kind_word"]:
            self.add_error("kind_word", _("Tell the volunteer why, in a kind word."))
        return cleaned
