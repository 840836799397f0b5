"""LDAP and Active Directory: check passwords, and find which people are still listed.

A service account finds the entry, then the person's own password is tried on it. Certificates are verified
and referrals are not followed. An empty password never reaches the server, which would accept it as an
anonymous bind.
"""

import ssl
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import ldap3
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from ldap3.core import exceptions
from ldap3.utils.conv import escape_bytes, escape_filter_chars

from .enums import Source
from .identities import Person, Refusal, plain_text, usable_address
from .mapping import Rules

ISSUER = "ldap"  # one directory: its address may change, its entries' identifiers stay
CONNECT_WITHIN, ANSWER_WITHIN = 3, 5  # seconds
ENTRIES_AT_ONCE = 200  # identifiers in one filter, rows in one page
LONGEST_LOGIN = 254  # characters

# Attributes of the standard person, and those that say an account is shut.
PERSON = ("mail", "givenName", "sn", "title")
SHUT = ("userAccountControl", "nsAccountLock", "pwdAccountLockedTime")
AD_DISABLED = 0x2  # bit of userAccountControl
LOCKED_FOR_EVER = "000001010000Z"  # pwdAccountLockedTime of an account locked by an administrator

# What a server answers when it does not let this person in, rather than when it cannot work.
REFUSED_BIND = (
    exceptions.LDAPInvalidCredentialsResult,
    exceptions.LDAPInappropriateAuthenticationResult,
    exceptions.LDAPNoSuchObjectResult,
    exceptions.LDAPInvalidDNSyntaxResult,
    exceptions.LDAPUnwillingToPerformResult,
    exceptions.LDAPInsufficientAccessRightsResult,
    exceptions.LDAPConstraintViolationResult,
    exceptions.LDAPSASLPrepError,  # no password holds such characters
)


class DirectoryUnavailable(Refusal):
    """LDAP does not answer, refuses our own account, or lacks what the settings name."""

    message = _(
        "The directory of your organisation does not answer: passwords cannot be checked at the moment. Try "
        "again in a few minutes."
    )


@dataclass(frozen=True)
class Entry:
    """A person's entry in the directory."""

    dn: str
    subject: str
    is_shut: bool
    attributes: Mapping[str, frozenset[str]]

    @property
    def person(self) -> Person:
        return Person(
            source=Source.LDAP,
            issuer=ISSUER,
            subject=self.subject,
            email=usable_address(self._first("mail")),
            first_name=self._first("givenName"),
            last_name=self._first("sn"),
            job_title=self._first("title"),
            attributes=self.attributes,
        )

    def _first(self, name: str) -> str:
        return plain_text(min(self.attributes.get(name.casefold()) or {""}))


def is_configured() -> bool:
    """Return True if passwords are checked in a directory."""
    return bool(settings.LDAP_URL)


def find_and_verify(login: str, password: str) -> Person | None:
    """Return the person with this login and this password.

    Return None if the password is wrong, the account is shut or the login is ambiguous. An unknown login
    costs a refused bind too, so that the response time does not reveal it. Raise `DirectoryUnavailable`.
    """
    if not password or not login or len(login) > LONGEST_LOGIN or not login.isprintable():
        return None
    wanted = settings.LDAP_USER_FILTER.replace("{login}", escape_filter_chars(login))
    with connect() as connection:
        found = [entry for entry in _search(connection, wanted, _attributes()) if not entry.is_shut]
        entry = found[0] if len(found) == 1 else None
        dn = entry.dn if entry else f"cn=nobody,{settings.LDAP_USER_BASE}"
        if not _accepts(connection, dn, password) or entry is None:
            return None
    return entry.person


def find_all(connection: ldap3.Connection, subjects: Sequence[str]) -> dict[str, Entry]:
    """Return the entries with these permanent identifiers that may sign in, by identifier."""
    anyone = settings.LDAP_USER_FILTER.replace("{login}", "*")
    attributes = _attributes()
    found: dict[str, Entry] = {}
    for start in range(0, len(subjects), ENTRIES_AT_ONCE):
        chunk = subjects[start : start + ENTRIES_AT_ONCE]
        named = "".join(f"({settings.LDAP_ID_ATTRIBUTE}={_in_filter(subject)})" for subject in chunk)
        entries = _search(connection, f"(&{anyone}(|{named}))", attributes)
        found.update({entry.subject: entry for entry in entries})
    return found


def shows_anybody(connection: ldap3.Connection) -> bool:
    """Return True if our service account sees people at all.

    If it does not, a person who is not found may still be there.
    """
    anyone = settings.LDAP_USER_FILTER.replace("{login}", "*")
    with suppress(exceptions.LDAPSizeLimitExceededResult):
        connection.search(settings.LDAP_USER_BASE, anyone, size_limit=1, attributes=["1.1"])
    return any(item["type"] == "searchResEntry" for item in connection.response or [])


@contextmanager
def connect() -> Iterator[ldap3.Connection]:
    """Yield a connection bound as the service account.

    Raise `DirectoryUnavailable`, also for a failure while the connection is used.
    """
    server = ldap3.Server(
        settings.LDAP_URL,
        tls=ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=settings.LDAP_CA_FILE or None),
        connect_timeout=CONNECT_WITHIN,
        get_info=ldap3.NONE,
    )
    connection = ldap3.Connection(
        server,
        user=settings.LDAP_BIND_DN or None,
        password=settings.LDAP_BIND_PASSWORD or None,
        receive_timeout=ANSWER_WITHIN,
        auto_referrals=False,
        check_names=False,
        raise_exceptions=True,
        read_only=True,
    )
    try:
        connection.open()
        if not server.ssl and settings.LDAP_STARTTLS:
            connection.start_tls()
        connection.bind()
        yield connection
    except exceptions.LDAPException as error:
        raise DirectoryUnavailable(f"{type(error).__name__}: {error}") from error
    finally:
        with suppress(exceptions.LDAPException):
            connection.unbind()


def _accepts(connection: ldap3.Connection, dn: str, password: str) -> bool:
    try:
        return connection.rebind(user=dn, password=password)
    except REFUSED_BIND:
        return False


def _attributes() -> set[str]:
    """Return the names of the attributes to read of an entry."""
    return {*PERSON, *SHUT, settings.LDAP_ID_ATTRIBUTE, *Rules(Source.LDAP).attributes}


def _search(connection: ldap3.Connection, wanted: str, attributes: Iterable[str]) -> list[Entry]:
    rows = _rows(connection, settings.LDAP_USER_BASE, wanted, attributes)
    groups = _groups(connection, [row["dn"] for row in rows]) if settings.LDAP_GROUP_BASE else {}
    entries = []
    for row in rows:
        raw = {name.casefold(): values for name, values in row["raw_attributes"].items()}
        identifiers = raw.pop(settings.LDAP_ID_ATTRIBUTE.casefold(), [])
        if len(identifiers) != 1:
            continue  # nothing permanent to bind an account to
        values = {name: frozenset(map(_text, some)) for name, some in raw.items()}
        if groups:
            values["memberof"] = values.get("memberof", frozenset()) | groups.get(
                row["dn"].casefold(), frozenset()
            )
        entries.append(
            Entry(dn=row["dn"], subject=_subject(identifiers[0]), is_shut=_is_shut(values), attributes=values)
        )
    return entries


def _groups(connection: ldap3.Connection, people: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the names (DN) of each person's groups, for servers without `memberOf`."""
    if not people:
        return {}
    named = "".join(
        f"(member={name})(uniqueMember={name})" for name in (escape_filter_chars(dn) for dn in people)
    )
    groups: dict[str, frozenset[str]] = {}
    for row in _rows(connection, settings.LDAP_GROUP_BASE, f"(|{named})", {"member", "uniqueMember"}):
        for member in (value for values in row["raw_attributes"].values() for value in values):
            dn = _text(member).casefold()
            groups[dn] = groups.get(dn, frozenset()) | {row["dn"]}
    return groups


def _rows(
    connection: ldap3.Connection, base: str, wanted: str, attributes: Iterable[str]
) -> list[dict[str, Any]]:
    found = connection.extend.standard.paged_search(
        base, wanted, attributes=sorted(attributes), paged_size=ENTRIES_AT_ONCE, generator=False
    )
    return [row for row in found if row["type"] == "searchResEntry"]  # and no referral to elsewhere


def _is_shut(values: Mapping[str, frozenset[str]]) -> bool:
    control = next(iter(values.get("useraccountcontrol", ())), "0")
    return (
        (control.isdecimal() and bool(int(control) & AD_DISABLED))
        or "true" in {value.casefold() for value in values.get("nsaccountlock", ())}
        or LOCKED_FOR_EVER in values.get("pwdaccountlockedtime", ())
    )


def _has_binary_identifiers() -> bool:
    return settings.LDAP_ID_ATTRIBUTE.casefold() == "objectguid"


def _subject(raw: bytes) -> str:
    return str(uuid.UUID(bytes_le=raw)) if _has_binary_identifiers() else _text(raw)[:255]


def _in_filter(subject: str) -> str:
    return (
        escape_bytes(uuid.UUID(subject).bytes_le)
        if _has_binary_identifiers()
        else escape_filter_chars(subject)
    )


def _text(raw: bytes) -> str:
    return raw.decode(errors="replace")
