"""Signals about working groups, for the apps above. Those about meetings are in `projects.meetings`."""

from django.dispatch import Signal

# Sent on commit with `meeting`, and `by`, who did it. The sender is `GroupMeeting`.
minutes_published = Signal()
