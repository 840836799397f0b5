"""What happens in working groups, for those above that want to know."""

from django.dispatch import Signal

# Sent on commit with `meeting` and `by`, who did it: planned; moved or cancelled; its minutes published.
meeting_planned = Signal()
meeting_changed = Signal()
minutes_published = Signal()
