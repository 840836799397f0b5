"""What happens in participation, for those above it that want to know.

Sent on commit unless said otherwise; the sender is the model of the first argument.
"""

from django.dispatch import Signal

# With `comment`.
comment_posted = Signal()
# In the transaction of the deletion, with `comment`.
comment_deleted = Signal()
# Moderation. With `report`.
comment_reported = Signal()
# With `decision`; not for the decision on an appeal.
moderation_decided = Signal()
# With `appeal`; once decided, it has its `outcome` and its `answer`.
appeal_lodged = Signal()
appeal_decided = Signal()
# With `comment` and `agents`: those newly mentioned in it who may read its page.
agents_mentioned = Signal()
# With `comment`, once its author marked it as the official answer.
official_answer_given = Signal()
# With `volunteer`, for a place or for the waiting list.
volunteer_joined = Signal()
# Volunteering.
# With `volunteer`: the manager of the service is informed or asked; `volunteer.manager_is_asked` tells.
manager_asked = Signal()
# With `volunteer` and `previous`, the status before; also when a freed place gives the next one a place.
volunteer_changed = Signal()
# With `message`: .action .sender .subject .text .recipients
volunteers_addressed = Signal()

# Proposals.
# With `proposal`, a page that an agent has just made public.
proposal_posted = Signal()
# With `proposal`, once an answer to it is public; sent again for a later answer.
proposal_answered = Signal()
