"""An offer to help."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Volunteer


class VolunteerForm(forms.ModelForm):
    """Both fields are optional: one click is enough."""

    class Meta:
        model = Volunteer
        fields = ["message", "availability"]
        widgets = {"message": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "message": _("Only the lead person of the action reads it."),
            "availability": _("For example: Tuesday and Thursday afternoons."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "volunteer-%s"
        super().__init__(*args, **kwargs)
