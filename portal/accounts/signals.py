"""Signals about accounts, for other apps."""

from django.dispatch import Signal

# An administrator gave an account another address. Arguments: account, former (the address until then).
address_changed = Signal()
