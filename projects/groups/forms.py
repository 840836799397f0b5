"""The facilitator's forms: members of the group, its meetings, their minutes."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.common.forms import PlainTextField
from projects.meetings.forms import MeetingForm

from .models import GroupMeeting


class NameForm(forms.Form):
    """Search an agent by name."""

    name = forms.CharField(
        label=gettext_lazy("First or last name"),
        min_length=2,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )


class AgentForm(forms.Form):
    """Choose one of these agents, by a button beside the name."""

    agent = forms.ModelChoiceField(User.objects.none())

    def __init__(self, *args: Any, agents: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["agent"]).queryset = agents


class GroupMeetingForm(MeetingForm):
    """A meeting of a group, with its agenda."""

    agenda = PlainTextField(
        label=gettext_lazy("Agenda"),
        max_length=GroupMeeting._meta.get_field("agenda").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, meeting: GroupMeeting | None = None, **kwargs: Any) -> None:
        if meeting is not None:
            kwargs["initial"] = {"agenda": meeting.agenda}
        super().__init__(*args, meeting=meeting, **kwargs)

    def announced(self) -> dict[str, Any]:
        return {**super().announced(), "agenda": self.cleaned_data["agenda"]}


class MinutesForm(forms.Form):
    """The minutes of a meeting, and those that they replace."""

    minutes = PlainTextField(
        label=gettext_lazy("Minutes"),
        help_text=gettext_lazy(
            "Everyone who may read the group’s page sees the minutes as soon as you publish them."
        ),
        max_length=GroupMeeting._meta.get_field("minutes").max_length,
        widget=forms.Textarea(attrs={"rows": 16}),
        error_messages={"required": gettext_lazy("Write the minutes before you publish them.")},
    )
    replacing = PlainTextField(required=False, strip=False, widget=forms.HiddenInput)
