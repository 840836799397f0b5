"""Kinds of things that search finds, and what finds them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The tabs of the results page, in their order."""

    ACTION = "action", _("Actions")
    FILM = "film", _("Films")
    LETTER = "letter", _("Letters")
    GROUP = "group", _("Working groups")
    PROPOSAL = "proposal", _("Proposals")
    THEME = "theme", _("Themes")
    PAGE = "page", _("Pages")
    DOCUMENT = "document", _("Documents")

    @property
    def one(self) -> str:
        """The name of a single one."""
        return str(_ONE[self])


_ONE = {
    Kind.ACTION: _("Action"),
    Kind.FILM: _("Film"),
    Kind.LETTER: _("Letter"),
    Kind.GROUP: _("Working group"),
    Kind.PROPOSAL: _("Proposal"),
    Kind.THEME: _("Theme"),
    Kind.PAGE: _("Page"),
    Kind.DOCUMENT: _("Document"),
}


class Engine(models.TextChoices):
    """The place where documents are indexed."""

    EMBEDDED = "embedded", _("Embedded engine")
    SERVER = "server", _("Search server")
