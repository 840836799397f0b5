"""Signals about the plan, for other apps."""

from django.dispatch import Signal

# Sent on commit with `entry`, when an action's status or progress changed.
action_progressed = Signal()
