"""Announcements about meetings, for the apps above.

With the `notice` of what is announced from now on, and `by`, who did it. Nothing is announced of a meeting
that was over before the change and still is.
"""

from portal.tasks.announcements import Announcement

meeting_planned = Announcement("meeting_planned")
meeting_changed = Announcement("meeting_changed")
meeting_cancelled = Announcement("meeting_cancelled")
