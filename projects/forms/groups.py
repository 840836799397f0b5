"""What a facilitator fills in: who joins the group, its meetings, their minutes."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.common.forms import PlainTextField

from ..models import GroupMeeting

_EARLIEST, _LATEST = datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)


class NameForm(forms.Form):
    """Looks for an agent by name."""

    name = forms.CharField(
        label=gettext_lazy("First or last name"),
        min_length=2,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )


class AgentForm(forms.Form):
    """Names one agent, by a button beside the name."""

    agent = forms.ModelChoiceField(User.objects.all())


def _time_field(**options: Any) -> forms.TimeField:
    return forms.TimeField(
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        input_formats=["%H:%M", "%Hh%M", "%Hh"],
        **options,
    )


class MeetingForm(forms.Form):
    """A meeting within one day, in the portal's time zone."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=GroupMeeting._meta.get_field("subject").max_length
    )
    date = forms.DateField(
        label=gettext_lazy("Date"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )
    starts = _time_field(label=gettext_lazy("Begins"))
    ends = _time_field(label=gettext_lazy("Ends"))
    place = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=GroupMeeting._meta.get_field("place").max_length,
        required=False,
    )
    agenda = PlainTextField(
        label=gettext_lazy("Agenda"),
        max_length=GroupMeeting._meta.get_field("agenda").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, meeting: GroupMeeting | None = None, **kwargs: Any) -> None:
        """`meeting` is the one to correct."""
        if meeting is not None:
            start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
            kwargs["initial"] = {
                "subject": meeting.subject,
                "date": start.date(),
                "starts": start.time(),
                "ends": end.time(),
                "place": meeting.place,
                "agenda": meeting.agenda,
            }
        super().__init__(*args, **kwargs)

    def clean_date(self) -> datetime.date:
        date: datetime.date = self.cleaned_data["date"]
        if not _EARLIEST <= date <= _LATEST:
            raise forms.ValidationError(_("This date is out of reach."))
        return date

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if {"starts", "ends"} <= cleaned.keys() and cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", _("The meeting ends before it begins."))
        return cleaned

    def announced(self) -> dict[str, Any]:
        """What the verbs of `services` take of a valid form."""
        data = self.cleaned_data
        return {
            "subject": data["subject"],
            "starts_at": timezone.make_aware(datetime.datetime.combine(data["date"], data["starts"])),
            "ends_at": timezone.make_aware(datetime.datetime.combine(data["date"], data["ends"])),
            "place": data["place"],
            "agenda": data["agenda"],
        }


class MinutesForm(forms.Form):
    """The minutes of a meeting, and those that they replace."""

    minutes = PlainTextField(
        label=gettext_lazy("Minutes"),
        help_text=gettext_lazy("Whoever reads the page of the group reads them as soon as you publish."),
        max_length=GroupMeeting._meta.get_field("minutes").max_length,
        widget=forms.Textarea(attrs={"rows": 16}),
        error_messages={"required": gettext_lazy("Write the minutes before you publish them.")},
    )
    replacing = PlainTextField(required=False, strip=False, widget=forms.HiddenInput)
