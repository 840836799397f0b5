"""The form that every kind of meeting extends: subject, date, times and place."""

import datetime
from typing import Any

from django import forms
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Announced, Meeting

_EARLIEST, _LATEST = datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)


def _time_field(**options: Any) -> forms.TimeField:
    return forms.TimeField(widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **options)


class MeetingForm(forms.Form):
    """A meeting within one day, in the portal's time zone."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=Announced._meta.get_field("subject").max_length
    )
    date = forms.DateField(
        label=gettext_lazy("Date"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    starts = _time_field(
        label=gettext_lazy("Begins"),
        error_messages={"required": gettext_lazy("Say at what time the meeting begins.")},
    )
    ends = _time_field(
        label=gettext_lazy("Ends"),
        error_messages={"required": gettext_lazy("Say at what time the meeting ends.")},
    )
    place = forms.CharField(
        label=gettext_lazy("Place"), max_length=Announced._meta.get_field("place").max_length, required=False
    )

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
            raise forms.ValidationError(_("Choose a date between 2000 and 2100."))
        return date

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self._place_in_time("starts", "starts_at")
        self._place_in_time("ends", "ends_at")
        if {"starts_at", "ends_at"} <= cleaned.keys() and cleaned["ends_at"] <= cleaned["starts_at"]:
            self.add_error("ends", _("The meeting ends before it begins."))
        return cleaned

    def _place_in_time(self, hour: str, moment: str) -> None:
        """Refuse an hour that does not exist, or comes twice, on the day when the clocks change."""
        cleaned = self.cleaned_data
        if {"date", hour} <= cleaned.keys():
            try:
                cleaned[moment] = from_current_timezone(
                    datetime.datetime.combine(cleaned["date"], cleaned[hour])
                )
            except forms.ValidationError:
                self.add_error(hour, _("The clocks change at this hour: choose another one."))

    def announced(self) -> dict[str, Any]:
        """Return the announced fields of the meeting by name. The form must be valid."""
        return {name: self.cleaned_data[name] for name in Meeting.ANNOUNCED}
