"""Kinds and states of requests about personal data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestKind(models.TextChoices):
    """A kind of request about one's own data."""

    OBJECTION = "objection", _("Object to a use of my data")
    RECTIFICATION = "rectification", _("Have my data corrected")
    ERASURE = "erasure", _("Have data erased")
    ACCESS = "access", _("Know what is held about me, and why")
    RESTRICTION = "restriction", _("Have a use of my data suspended")


class RequestStatus(models.TextChoices):
    """The state of a request."""

    RECEIVED = "received", _("Received")
    UNDER_WAY = "under_way", _("Being examined")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused, with reasons")


CLOSED = (RequestStatus.GRANTED, RequestStatus.REFUSED)
