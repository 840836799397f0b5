"""Kinds of things that search finds, and what finds them."""

from django.db import models
from django.utils.translation import gettext
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
        return {
            Kind.ACTION: gettext("Action"),
            Kind.FILM: gettext("Film"),
            Kind.LETTER: gettext("Letter"),
            Kind.GROUP: gettext("Working group"),
            Kind.PROPOSAL: gettext("Proposal"),
            Kind.THEME: gettext("Theme"),
            Kind.PAGE: gettext("Page"),
            Kind.DOCUMENT: gettext("Document"),
        }[self]


class Engine(models.TextChoices):
    """The place where documents are indexed."""

    EMBEDDED = "embedded", _("Embedded engine")
    SERVER = "server", _("Search server")
