"""Actions about signing in, for the log of accounts."""

from django.utils.translation import gettext_lazy

from .directory.enums import Source

ACTIONS = {
    "accounts.sign_in": gettext_lazy("Sign-in of someone who may use the administration"),
    "accounts.lock": gettext_lazy("Too many wrong passwords or codes"),
    "accounts.unlock": gettext_lazy("Lock lifted"),
    "accounts.password": gettext_lazy("Password changed"),
    "accounts.second_factor_on": gettext_lazy("Two-step verification turned on"),
    "accounts.second_factor_off": gettext_lazy("Two-step verification turned off by its owner"),
    "accounts.second_factor_removed": gettext_lazy("Two-step verification removed by an administrator"),
    "accounts.signed_out": gettext_lazy("Signed out everywhere by an administrator"),
}

METHODS = {"password": gettext_lazy("Password"), **dict(Source.choices)}
