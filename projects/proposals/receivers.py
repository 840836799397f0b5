"""Refusals to delete a page that holds proposals."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _

from .models import ProposalPage


@receiver(pre_delete, sender=ProposalPage)
def keep_proposals(sender: type[ProposalPage], instance: ProposalPage, **kwargs: Any) -> None:
    """Refuse to delete a page above a proposal: its list, its project or the site."""
    raise PermissionDenied(_("A proposal is never deleted, nor are the pages above it."))
