"""The account of a person whom the directory identifies.

It is known, created at the first sign-in, or linked once the person has proven that it is theirs.
"""

import logging
import time
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import NAME_LENGTH, User
from portal.common.text import has_something_to_read, lower_case, one_line
from portal.http.logs import log_security_event

from ..enums import Source
from .mapping import Attributes, Placement, Rules, apply
from .models import Identity

logger = logging.getLogger(__name__)

# Session key: the identity that waits for the proof that an account is the same person's.
PENDING_BINDING = "pending_binding"
# What a directory says of an account, by the names of its columns.
PROFILE = ["first_name", "last_name", "job_title", "email", "organisation_id", "service_id"]
LONGEST_ADDRESS = 254  # characters
BINDING_PATIENCE = 10 * 60  # seconds to prove it


@dataclass(frozen=True)
class Person:
    """A person whom a directory vouches for. `email` is empty when it is unknown or not verified."""

    source: Source
    issuer: str
    subject: str
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    job_title: str = ""
    attributes: Attributes = field(default_factory=dict)


class Refusal(Exception):  # noqa: N818 - an answer to the person, not a fault
    """The person may not sign in. `message` tells them why."""

    message: Promise


class NotAdmitted(Refusal):
    """No rule gives this person access."""

    message = _(
        "Your identity is recognised, but nothing in it gives access to this portal. If you should have "
        "access, write to the team that runs the portal."
    )


class AccountClosed(Refusal):
    """The person's account is closed."""

    message = _("Your account on this portal is closed. If it should not be, write to the team that runs it.")


class NoAddress(Refusal):
    """The directory gives no verified address, which an account needs."""

    message = _(
        "Your directory gives no verified e-mail address for you: the portal needs one for your account."
    )


class BindingNeeded(Refusal):
    """An account has this address, but nothing proves that it belongs to this person."""

    def __init__(self, person: Person, user: User) -> None:
        super().__init__()
        self.person = person
        self.user = user
        self.can_prove = settings.PASSWORD_SIGN_IN and user.has_usable_password()

    @property
    def message(self) -> Promise:
        if self.can_prove:
            return _(
                "An account of this portal already uses your address. To link it to your directory identity, "
                "sign in once here with the password of that account."
            )
        return _(
            "An account of this portal already uses your address, and is not linked to your directory "
            "identity. Ask the team that runs the portal to allow the link, then sign in again."
        )


def usable_address(text: str) -> str:
    """Return the e-mail address unchanged, or an empty text if it is not one."""
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text if len(text) <= LONGEST_ADDRESS else ""


def plain_text(text: str) -> str:
    """Return a name on one line that the database accepts, or an empty text if nobody could read it."""
    line = one_line("".join(char for char in text if char.isprintable() or char.isspace()))
    return line if has_something_to_read(line) else ""


def admit(person: Person) -> User:
    """Return the account of this person, created or updated from the directory's data. Raise `Refusal`."""
    try:
        return _admit(person)
    except IntegrityError:  # two first sign-ins at the same moment: the other one made the account
        return _admit(person)


@transaction.atomic
def _admit(person: Person) -> User:
    identity = (
        Identity.objects.select_related("user").filter(issuer=person.issuer, subject=person.subject).first()
    )
    if identity and not identity.user.is_active:
        raise AccountClosed
    placement = Rules(person.source).place(person.attributes)
    if placement.organisation is None:
        raise NotAdmitted
    user = identity.user if identity else _first_sign_in(person)
    refresh(user, person, placement)
    return user


def _first_sign_in(person: Person) -> User:
    if not person.email:
        raise NoAddress
    user = User.objects.filter(email__iexact=person.email).first()
    if user is None:
        last_name = person.last_name or person.email.partition("@")[0]
        user = User.objects.create_user(
            person.email, first_name=person.first_name[:NAME_LENGTH], last_name=last_name[:NAME_LENGTH]
        )
    elif not user.is_active:
        raise AccountClosed
    elif not user.binding_allowed:
        raise BindingNeeded(person, user)
    bind(user, issuer=person.issuer, subject=person.subject)
    return user


@transaction.atomic
def bind(user: User, *, issuer: str, subject: str) -> None:
    """Link this person of the directory to this account, instead of an earlier person if any."""
    Identity.objects.update_or_create(user=user, issuer=issuer, defaults={"subject": subject})
    if user.binding_allowed:
        user.binding_allowed = False
        user.save(update_fields=["binding_allowed"])
    log_security_event("identity_bound", account=user.pk, issuer=issuer)


def refresh(user: User, person: Person, placement: Placement) -> None:
    """Update name, address, organisation, service and groups from the directory."""
    before = _profile(user)
    user.first_name = person.first_name[:NAME_LENGTH] or user.first_name
    user.last_name = person.last_name[:NAME_LENGTH] or user.last_name
    user.job_title = person.job_title[:120] or user.job_title
    if person.email and lower_case(person.email) != lower_case(user.email):
        if User.objects.filter(email__iexact=person.email).exclude(pk=user.pk).exists():
            logger.warning("Account %s keeps its address: another account has the new one", user.pk)
        else:
            user.email = person.email
    apply(user, placement)
    if _profile(user) != before:
        user.save(update_fields=PROFILE)  # not `is_active`, which an administrator may just have changed


def _profile(user: User) -> list[object]:
    return [getattr(user, name) for name in PROFILE]


def remember_binding(session: SessionBase, needed: BindingNeeded) -> None:
    """Keep for a few minutes the identity to link once the person proves that the account is theirs."""
    if needed.can_prove:
        session[PENDING_BINDING] = {
            "user": needed.user.pk,
            "issuer": needed.person.issuer,
            "subject": needed.person.subject,
            "until": time.time() + BINDING_PATIENCE,
        }


def complete_binding(session: SessionBase, user: User) -> bool:
    """Link the identity that waits in this session, since `user` gave the password. Return True if any."""
    pending = session.pop(PENDING_BINDING, None)
    if not pending or pending["user"] != user.pk or pending["until"] < time.time():
        return False
    if Identity.objects.filter(issuer=pending["issuer"], subject=pending["subject"]).exists():
        return False  # meanwhile it got an account
    bind(user, issuer=pending["issuer"], subject=pending["subject"])
    return True
