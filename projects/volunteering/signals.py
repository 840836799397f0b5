"""Announcements about volunteers, for the apps above."""

from portal.tasks.announcements import Announcement

# With `volunteer`, for a place or for the waiting list.
volunteer_joined = Announcement("volunteer_joined")
# With `volunteer`: the manager of the service is informed or asked; `volunteer.manager_is_asked` tells.
manager_asked = Announcement("manager_asked")
# With `volunteer` and `previous`, the status before; also when a freed place gives the next one a place.
volunteer_changed = Announcement("volunteer_changed")
# With `message`: .action .sender .subject .text .recipients
volunteers_messaged = Announcement("volunteers_messaged")
