"""What happens to the plan, for those above that want to know."""

from django.dispatch import Signal

# Sent on commit with `entry`, when an action's status or progress changed.
action_progressed = Signal()
