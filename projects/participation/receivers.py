"""What participation does when something else changes, and what it refuses to whoever deletes."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.signals import page_published

from portal.accounts.models import User
from projects.models import ActionPage

from .models import ProposalPage
from .services import free_places_of, give_free_places


@receiver(pre_delete, sender=ProposalPage)
def keep_proposals(sender: type[ProposalPage], instance: ProposalPage, **kwargs: Any) -> None:
    """A proposal goes with nothing above it either: not with its list, its project or the site."""
    raise PermissionDenied(_("A proposal is never deleted, nor what it stands under."))


def give_places_of_a_larger_call(sender: type[ActionPage], instance: ActionPage, **kwargs: Any) -> None:
    """A call that was made larger, or opened again, serves its waiting list at once."""
    give_free_places(action_id=instance.pk)


def free_places_of_a_closed_account(
    sender: type[User], instance: User, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    """Who left holds no place that a colleague could take."""
    if not (created or raw or instance.is_active):
        free_places_of(agent=instance)


page_published.connect(give_places_of_a_larger_call, sender=ActionPage)
post_save.connect(free_places_of_a_closed_account, sender=User)
