"""What happens in working groups, for those above that want to know; of meetings, see `projects.meetings`."""

from django.dispatch import Signal

# Sent on commit with `meeting` and `by`, who did it.
minutes_published = Signal()
