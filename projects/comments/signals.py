"""Signals about comments, for the apps above.

They are sent on commit unless said otherwise. The sender is `Comment`.
"""

from django.dispatch import Signal

# With `comment`.
comment_posted = Signal()
# In the transaction of the deletion, with `comment`.
comment_deleted = Signal()
# With `comment` and `agents`: those newly mentioned in it who may read its page.
agents_mentioned = Signal()
# With `comment`, once its author marked it as the official answer.
official_answer_given = Signal()
