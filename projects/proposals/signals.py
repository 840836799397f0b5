"""Signals about proposals, for the apps above.

They are sent on commit. The sender is `ProposalPage`.
"""

from django.dispatch import Signal

# With `proposal`, a page that an agent has just made public.
proposal_posted = Signal()
# With `proposal`, once an answer to it is public; sent again for a later answer.
proposal_answered = Signal()
