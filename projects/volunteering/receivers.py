"""Updates of places when an action or an account changes."""

from typing import Any

from django.db.models.signals import post_save
from wagtail.signals import page_published

from portal.accounts.models import User
from projects.models import ActionPage

from .services import free_places_of, give_free_places


def give_places_of_a_larger_call(sender: type[ActionPage], instance: ActionPage, **kwargs: Any) -> None:
    """Give the places of a call that was enlarged or opened again to its waiting list."""
    give_free_places(action_id=instance.pk)


def free_places_of_a_closed_account(
    sender: type[User], instance: User, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    """Free the places of a person who left, for colleagues."""
    if not (created or raw or instance.is_active):
        free_places_of(agent=instance)


page_published.connect(give_places_of_a_larger_call, sender=ActionPage)
post_save.connect(free_places_of_a_closed_account, sender=User)
