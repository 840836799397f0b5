"""What is told about comments to the apps above: announcements, and a signal."""

from django.dispatch import Signal

from portal.tasks.announcements import Announcement

# With `comment`.
comment_posted = Announcement("comment_posted")
# Sent in the transaction of the deletion, by `Comment`, with `comment`.
comment_deleted = Signal()
# With `comment` and `agents`: those newly mentioned in it who may read its page.
agents_mentioned = Announcement("agents_mentioned")
# With `comment`, once its author marked it as the official answer.
official_answer_given = Announcement("official_answer_given")
