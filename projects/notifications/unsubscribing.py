"""The signed address that stops mail of some categories, for readers who are not signed in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing

from portal.accounts.models import User

from .enums import Category

_SALT = "notifications.unsubscribe"


@dataclass(frozen=True)
class Unsubscription:
    """The agent whose mail would stop, and its categories."""

    agent: User
    categories: list[Category]


def sign_unsubscription(agent: User, categories: Iterable[Category]) -> str:
    """Return a token for an address. The token does not expire, since mails are kept."""
    chosen = [category.value for category in Category if category in set(categories)]
    return signing.dumps([agent.pk, chosen], salt=_SALT)


def read_unsubscription(token: str) -> Unsubscription | None:
    """Return the content of a token, or None if it is forged or the account is closed."""
    try:
        agent_id, categories = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    agent = User.objects.filter(pk=agent_id, is_active=True).first()
    known = [Category(category) for category in categories if category in Category.values]
    return Unsubscription(agent, known) if agent and known else None
