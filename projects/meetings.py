"""The date, time and place of a meeting: what the forms of all meetings ask."""

import datetime
from typing import Any, Protocol

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_EARLIEST, _LATEST = datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)


class Meeting(Protocol):
    """A meeting of any model."""

    @property
    def pk(self) -> Any: ...

    subject: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    place: str


def _time_field(**options: Any) -> forms.TimeField:
    return forms.TimeField(widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **options)


class MeetingForm(forms.Form):
    """A meeting within one day, in the portal's time zone."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=160)
    date = forms.DateField(
        label=gettext_lazy("Date"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    starts = _time_field(label=gettext_lazy("Begins"))
    ends = _time_field(label=gettext_lazy("Ends"))
    place = forms.CharField(label=gettext_lazy("Place"), max_length=160, required=False)

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        """Fill the form from `meeting` if it is saved."""
        if meeting is not None and meeting.pk:
            start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
            kwargs["initial"] = {
                "subject": meeting.subject,
                "date": start.date(),
                "starts": start.time(),
                "ends": end.time(),
                "place": meeting.place,
                **kwargs.get("initial", {}),
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
        """Return the fields of the meeting by their names in its model, once the form is valid."""
        data = self.cleaned_data
        return {
            "subject": data["subject"],
            "starts_at": timezone.make_aware(datetime.datetime.combine(data["date"], data["starts"])),
            "ends_at": timezone.make_aware(datetime.datetime.combine(data["date"], data["ends"])),
            "place": data["place"],
        }
