"""Forms for volunteers, lead persons, managers and editors."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common.forms import OnceForm, PlainTextField
from portal.common.limits import limit_in_words_lazy
from projects.meetings.forms import MeetingForm
from projects.models import ProjectPage

from .importing import Reading, read_file
from .models import Volunteer, VolunteerHours, VolunteerMeeting, VolunteerMessage

YES, NO = "oui", "non"


class VolunteerForm(forms.ModelForm):
    """An offer to volunteer. Both fields are optional, so one click is enough."""

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
    """The reason why a volunteer is declined. It is required."""

    decline_message = PlainTextField(
        label=gettext_lazy("Message to the volunteer"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Say why you decline this time, and thank the volunteer, who reads it."),
    )


class ManagerForm(forms.Form):
    """A manager's yes or no. A no needs a message to the volunteer."""

    agreed = forms.TypedChoiceField(
        label=gettext_lazy("Your answer"),
        choices=[(YES, gettext_lazy("Yes, I agree")), (NO, gettext_lazy("No, not this time"))],
        coerce=lambda answer: answer == YES,
        widget=forms.RadioSelect,
    )
    decline_message = PlainTextField(
        label=gettext_lazy("Message to the volunteer"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Required if you answer no. The volunteer and the lead person read it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("agreed") is False and "decline_message" in cleaned and not cleaned["decline_message"]:
            self.add_error("decline_message", _("Tell the volunteer why you answer no."))
        return cleaned


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
        self.volunteers = volunteers
        given: dict[int, Decimal] = {}
        if meeting.pk:
            kwargs["initial"] = {"submission": meeting.submission}
            given = meeting.hours_given
        super().__init__(*args, meeting=meeting, **kwargs)
        for volunteer in volunteers:
            self.fields[f"hours_{volunteer.pk}"] = _hours_field(
                label=str(volunteer.agent), required=False, initial=given.get(volunteer.pk)
            )

    @property
    def attendance(self) -> list[forms.BoundField]:
        """Return the field of each volunteer's hours."""
        return [self[f"hours_{volunteer.pk}"] for volunteer in self.volunteers]

    @property
    def about(self) -> list[forms.BoundField]:
        """Return the fields of the meeting itself."""
        return [self[name] for name in MeetingForm.base_fields]

    def hours(self) -> dict[Volunteer, Decimal | None]:
        """Return the hours of each volunteer, None for those who did not come."""
        return {volunteer: self.cleaned_data[f"hours_{volunteer.pk}"] for volunteer in self.volunteers}


class HoursForm(OnceForm):
    """Hours that a volunteer gave outside meetings."""

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
            raise forms.ValidationError(_("Hours are recorded after they are given: choose a past date."))
        return date


class MessageForm(OnceForm):
    """A message from a lead person to volunteers."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=VolunteerMessage._meta.get_field("subject").max_length
    )
    text = PlainTextField(
        label=gettext_lazy("Message"),
        max_length=VolunteerMessage._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class ImportForm(forms.Form):
    """A project and a table. `reading` holds the contents of the table once the form is valid."""

    project = forms.ModelChoiceField(
        ProjectPage.objects.all(), label=gettext_lazy("Project"), empty_label=None
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=format_lazy(
            gettext_lazy(
                "CSV or XLSX, {most} at most. The first line names the columns: date; action (its number), "
                "atelier or service; heures, personnes, coût; note, référence, ensemble (oui for the overall "
                "figure)."
            ),
            most=limit_in_words_lazy("import_bytes"),
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    reading: Reading

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if {"project", "file"} <= cleaned.keys():
            try:
                self.reading = read_file(cleaned["file"], cleaned["project"])
            except ValidationError as error:
                self.add_error("file", error)
        return cleaned
