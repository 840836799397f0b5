"""Announcements about the plan, for other apps."""

from portal.tasks.announcements import Announcement

# With `entry`, when an action's status or progress changed.
action_progressed = Announcement("action_progressed")
