"""Announcements about proposals, for the apps above."""

from portal.tasks.announcements import Announcement

# With `proposal`, a page that an agent has just made public.
proposal_posted = Announcement("proposal_posted")
# With `proposal`, once an answer to it is public; announced again for a later answer.
proposal_answered = Announcement("proposal_answered")
