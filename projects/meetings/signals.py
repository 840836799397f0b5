"""Signals about meetings, for the apps above.

They are sent on commit with the `notice` of what is announced from now on, and `by`, who did it. The sender
is the model of the meeting. No signal is sent if the meeting was over before the change and still is.
"""

from django.dispatch import Signal

meeting_planned = Signal()
meeting_changed = Signal()
meeting_cancelled = Signal()
