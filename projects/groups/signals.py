"""Announcements about working groups, for the apps above. Those about meetings are in `projects.meetings`."""

from portal.tasks.announcements import Announcement

# With `meeting`, and `by`, who did it.
minutes_published = Announcement("minutes_published")
