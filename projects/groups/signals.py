"""Signals about working groups, for other apps."""

from django.dispatch import Signal

# Sent on commit with `meeting` and `by`, who did it: planned; moved or cancelled; its minutes published.
meeting_planned = Signal()
meeting_changed = Signal()
minutes_published = Signal()
