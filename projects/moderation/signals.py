"""Signals about moderation, for the apps above.

They are sent on commit. The sender is the model of the argument.
"""

from django.dispatch import Signal

# With `report`.
comment_reported = Signal()
# With `decision`; not for the decision on an appeal.
moderation_decided = Signal()
# With `appeal`; once decided, it has its `outcome` and its `answer`.
appeal_lodged = Signal()
appeal_decided = Signal()
# With `flood`, once all its comments are decided.
flood_decided = Signal()
