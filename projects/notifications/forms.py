"""The settings form of notification mails."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import Category, Frequency
from .models import MailSettings

HELP = {
    Category.DECISIONS: _("Moderation of what you wrote, answers to your appeals."),
    Category.ALARMS: _("For administrators: a reported text about which nobody may decide."),
    Category.DUTIES: _("Comments and volunteers on the actions that you lead, reports to moderate."),
    Category.VOLUNTEERING: _("Your place, messages from the lead person, dates."),
    Category.ANSWERS: _("Somebody answers your comment or your proposal, or names you."),
    Category.CONVERSATIONS: _("New comments where you take part, or by colleagues whom you follow."),
    Category.ACTIONS: _("Progress, official answers, new proposals."),
    Category.SEARCHES: _("New results of the searches that you keep."),
}


class SettingsForm(forms.ModelForm):
    """A frequency for each category, then the hours."""

    class Meta:
        model = MailSettings
        fields = ["quiet_from", "quiet_until", "working_days_only"]
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, frequencies: dict[Category, Frequency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for category in Category:
            self.fields[category.value] = forms.ChoiceField(
                label=category.label,
                help_text=HELP[category],
                choices=Frequency.choices,
                initial=frequencies[category],
                widget=forms.RadioSelect,
            )

    @property
    def categories(self) -> list[forms.BoundField]:
        return [self[category.value] for category in Category]

    @property
    def frequencies(self) -> dict[Category, Frequency]:
        """The chosen frequencies, once the form is valid."""
        return {category: Frequency(self.cleaned_data[category.value]) for category in Category}

    @property
    def hours(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
