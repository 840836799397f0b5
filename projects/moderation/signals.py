"""Announcements about moderation, for the apps above."""

from portal.tasks.announcements import Announcement

# With `report`.
comment_reported = Announcement("comment_reported")
# With `decision`; not for the decision on an appeal.
moderation_decided = Announcement("moderation_decided")
# With `appeal`; once decided, it has its `outcome` and its `answer`.
appeal_lodged = Announcement("appeal_lodged")
appeal_decided = Announcement("appeal_decided")
# With `flood`, once all its comments are decided.
flood_decided = Announcement("flood_decided")
