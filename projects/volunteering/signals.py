"""Signals about volunteers, for the apps above.

They are sent on commit. The sender is the model of the first argument.
"""

from django.dispatch import Signal

# With `volunteer`, for a place or for the waiting list.
volunteer_joined = Signal()
# With `volunteer`: the manager of the service is informed or asked; `volunteer.manager_is_asked` tells.
manager_asked = Signal()
# With `volunteer` and `previous`, the status before; also when a freed place gives the next one a place.
volunteer_changed = Signal()
# With `message`: .action .sender .subject .text .recipients
volunteers_messaged = Signal()
