"""The signed address that stops the mail of some categories, for who reads a mail and is not signed in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing

from portal.accounts.models import User

from .enums import Category

_SALT = "notifications.unsubscribe"


@dataclass(frozen=True)
class Unsubscription:
    """Whose mail would stop, and about what."""

    agent: User
    categories: list[Category]


def sign_unsubscription(agent: User, categories: Iterable[Category]) -> str:
    """A token for an address; it does not expire, since mails are kept."""
    chosen = [category.value for category in Category if category in set(categories)]
    return signing.dumps([agent.pk, chosen], salt=_SALT)


def read_unsubscription(token: str) -> Unsubscription | None:
    """What a token says; None for a forged one, or for an account that is closed."""
    try:
        agent_id, categories = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    agent = User.objects.filter(pk=agent_id, is_active=True).first()
    known = [Category(category) for category in categories if category in Category.values]
    return Unsubscription(agent, known) if agent and known else None
