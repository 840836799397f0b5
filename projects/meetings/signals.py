"""What happens to meetings, for those above that want to know.

Sent on commit with `notice`, what is announced from now on (its `meeting` says whose it is), and `by`, who
did it. A meeting that is over, before and after what is done, tells nothing: it is recorded afterwards.
"""

from django.dispatch import Signal

meeting_planned = Signal()
meeting_changed = Signal()
meeting_cancelled = Signal()
