"""Kinds of things that search finds, and what finds them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The tabs of the results page, in their order."""

    ACTION = "action", _("Actions")
    FILM = "film", _("Films")
    LETTER = "letter", _("Letters")
    GROUP = "group", _("Working groups")
    THEME = "theme", _("Themes")
    PAGE = "page", _("Pages")
    DOCUMENT = "document", _("Documents")


class Engine(models.TextChoices):
    """Where documents are indexed."""

    EMBEDDED = "embedded", _("Embedded engine")
    SERVER = "server", _("Search server")
