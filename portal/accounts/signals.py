"""What other apps are told of accounts."""

from django.dispatch import Signal

# An administrator gave an account another address. Arguments: account, former (the address until then).
address_changed = Signal()
