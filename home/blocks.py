"""Blocks of free pages only."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StaticBlock

from projects.blocks import ContentBlock


class RetentionPeriodsBlock(StaticBlock):
    """The table of retention periods, read from the settings that the daily purge obeys."""

    class Meta:
        icon = "history"
        label = _("Retention periods")
        admin_text = _("The table of the periods that the portal applies. It writes itself.")
        template = "blocks/retention_periods.html"


class CharterRulesBlock(StaticBlock):
    """The rules of the charter of participation in force, to which moderation's decisions point."""

    class Meta:
        icon = "list-ol"
        label = _("Rules of the charter")
        admin_text = _("The numbered rules, as “Rules of the charter” in the menu has them.")
        template = "blocks/charter_rules.html"


class EditorialBlock(ContentBlock):
    """The body of a free page."""

    retention_periods = RetentionPeriodsBlock()
    charter_rules = CharterRulesBlock()
