"""What a lead person fills in for the volunteers: meetings, hours, messages."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common.forms import OnceForm, PlainTextField
from projects.forms.meetings import MeetingForm

from ..models import Volunteer, VolunteerHours, VolunteerMeeting, VolunteerMessage


def _hours_field(**options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        min_value=Decimal("0.25"),
        max_value=Decimal(24),
        max_digits=5,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.25", "class": "field__short"}),
        **options,
    )


class VolunteerMeetingForm(MeetingForm, OnceForm):
    """A meeting of volunteers, and the hours of each who came."""

    def __init__(
        self, *args: Any, meeting: VolunteerMeeting, volunteers: Sequence[Volunteer], **kwargs: Any
    ) -> None:
        self.meeting, self.volunteers = meeting, volunteers
        given: dict[int, Decimal] = {}
        if meeting.pk:
            kwargs["initial"] = {"submission": meeting.submission}
            given = dict(meeting.attendance.values_list("volunteer_id", "hours"))
        super().__init__(*args, meeting=meeting, **kwargs)
        for volunteer in volunteers:
            self.fields[f"hours_{volunteer.pk}"] = _hours_field(
                label=str(volunteer.agent), required=False, initial=given.get(volunteer.pk)
            )

    @property
    def attendance(self) -> list[forms.BoundField]:
        """The field of each volunteer's hours."""
        return [self[f"hours_{volunteer.pk}"] for volunteer in self.volunteers]

    @property
    def about(self) -> list[forms.BoundField]:
        """The fields of the meeting itself."""
        return [self[name] for name in MeetingForm.base_fields]

    def filled_meeting(self) -> VolunteerMeeting:
        """The meeting with what was typed, not saved."""
        meeting = self.meeting
        for name, value in self.announced().items():
            setattr(meeting, name, value)
        if meeting.pk is None:
            meeting.submission = self.cleaned_data["submission"]
        return meeting

    def hours(self) -> dict[Volunteer, Decimal | None]:
        """The hours of each volunteer; None for who did not come."""
        return {volunteer: self.cleaned_data[f"hours_{volunteer.pk}"] for volunteer in self.volunteers}


class HoursForm(OnceForm):
    """Hours that a volunteer gave besides meetings."""

    date = forms.DateField(
        label=gettext_lazy("Date"),
        initial=timezone.localdate,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    hours = _hours_field(label=gettext_lazy("Hours"))
    note = forms.CharField(
        label=gettext_lazy("What for"),
        max_length=VolunteerHours._meta.get_field("note").max_length,
        required=False,
    )

    def clean_date(self) -> datetime.date:
        date: datetime.date = self.cleaned_data["date"]
        if not datetime.date(2000, 1, 1) <= date <= timezone.localdate():
            raise forms.ValidationError(_("Hours are recorded once they were given."))
        return date


class MessageForm(OnceForm):
    """What a lead person writes to volunteers."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=VolunteerMessage._meta.get_field("subject").max_length
    )
    text = PlainTextField(
        label=gettext_lazy("Message"),
        max_length=VolunteerMessage._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
