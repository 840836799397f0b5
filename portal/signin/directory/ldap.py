"""LDAP and Active Directory: check passwords, and find which people are still listed.

A service account finds the entry, then the person's own password is tried on it. Certificates are verified
and referrals are not followed. An empty password never reaches the server, which would accept it as an
anonymous bind.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.common.text import one_line

from ..enums import Source
from .identities import Person, Refusal, plain_text, usable_address
from .mapping import Rules

try:
    import ldap as library
    from ldap.controls import SimplePagedResultsControl
    from ldap.filter import escape_filter_chars
except ImportError:  # the group `ldap` is not installed; where LDAP is configured, `check` says so
    library = None

Connection = Any  # the library has no types
Row = tuple[str, dict[str, list[bytes]]]

ISSUER = "ldap"  # one directory: its address may change, its entries' identifiers stay
CONNECT_WITHIN, ANSWER_WITHIN = 3, 5  # seconds
ENTRIES_AT_ONCE = 200  # identifiers in one filter, rows in one page
LONGEST_LOGIN = 254  # characters

# Attributes of the standard person, and those that say an account is shut.
PERSON = ("mail", "givenName", "sn", "title")
SHUT = ("userAccountControl", "nsAccountLock", "pwdAccountLockedTime")
AD_DISABLED = 0x2  # bit of userAccountControl
LOCKED_FOR_EVER = "000001010000Z"  # pwdAccountLockedTime of an account locked by an administrator


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


def is_installed() -> bool:
    """Return True if the library that asks the directory is installed."""
    return library is not None


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


def find_all(connection: Connection, subjects: Sequence[str]) -> dict[str, Entry]:
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


def shows_anybody(connection: Connection) -> bool:
    """Return True if our service account sees people. If not, that somebody is not found says nothing."""
    anyone = settings.LDAP_USER_FILTER.replace("{login}", "*")
    search = connection.search_ext(
        settings.LDAP_USER_BASE, library.SCOPE_SUBTREE, anyone, ["1.1"], sizelimit=1
    )
    first, *_rest = connection.result(search, all=0)
    return first == library.RES_SEARCH_ENTRY


@contextmanager
def connect() -> Iterator[Connection]:
    """Yield a connection of the service account. Raise `DirectoryUnavailable`, also while it is used."""
    try:
        connection = library.initialize(settings.LDAP_URL)
        try:
            _prepare(connection)
            connection.simple_bind_s(settings.LDAP_BIND_DN, settings.LDAP_BIND_PASSWORD)
            yield connection
        finally:
            connection.unbind_s()
    except library.LDAPError as error:
        raise DirectoryUnavailable(f"{type(error).__name__}: {error}") from error


def _prepare(connection: Connection) -> None:
    """Bound the waiting, refuse referrals and unverified certificates, and encrypt."""
    connection.set_option(library.OPT_NETWORK_TIMEOUT, CONNECT_WITHIN)
    connection.set_option(library.OPT_TIMEOUT, ANSWER_WITHIN)
    connection.set_option(library.OPT_CONNECT_ASYNC, library.OPT_ON)  # or nothing bounds the start of TLS
    connection.set_option(library.OPT_REFERRALS, library.OPT_OFF)
    connection.set_option(library.OPT_X_TLS_REQUIRE_CERT, library.OPT_X_TLS_DEMAND)
    if settings.LDAP_CA_FILE:
        connection.set_option(library.OPT_X_TLS_CACERTFILE, settings.LDAP_CA_FILE)
    connection.set_option(library.OPT_X_TLS_NEWCTX, 0)  # takes what is set above
    if settings.LDAP_STARTTLS and urlsplit(settings.LDAP_URL).scheme != "ldaps":
        connection.start_tls_s()


def _accepts(connection: Connection, dn: str, password: str) -> bool:
    """Return True if the server accepts this password. Any failure of its own is raised."""
    try:
        connection.simple_bind_s(dn, password)
    except (
        library.INVALID_CREDENTIALS,
        library.INAPPROPRIATE_AUTH,
        library.NO_SUCH_OBJECT,
        library.INVALID_DN_SYNTAX,
        library.UNWILLING_TO_PERFORM,
        library.INSUFFICIENT_ACCESS,
        library.CONSTRAINT_VIOLATION,
    ):
        return False
    return True


def _attributes() -> set[str]:
    return {*PERSON, *SHUT, settings.LDAP_ID_ATTRIBUTE, *Rules(Source.LDAP).attributes}


def _search(connection: Connection, wanted: str, attributes: Iterable[str]) -> list[Entry]:
    rows = _rows(connection, settings.LDAP_USER_BASE, wanted, attributes)
    groups = _groups(connection, [dn for dn, _values in rows]) if settings.LDAP_GROUP_BASE else {}
    entries = []
    for dn, row in rows:
        raw = {name.casefold(): values for name, values in row.items()}
        identifiers = raw.pop(settings.LDAP_ID_ATTRIBUTE.casefold(), [])
        if len(identifiers) != 1:
            continue  # nothing permanent to bind an account to
        values = {name: frozenset(map(_text, some)) for name, some in raw.items()}
        if groups:
            values["memberof"] = values.get("memberof", frozenset()) | groups.get(dn.casefold(), frozenset())
        entries.append(
            Entry(dn=dn, subject=_subject(identifiers[0]), is_shut=_is_shut(values), attributes=values)
        )
    return entries


def _groups(connection: Connection, people: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the names (DN) of the groups of each person, for servers without `memberOf`."""
    if not people:
        return {}
    named = "".join(
        f"(member={name})(uniqueMember={name})" for name in (escape_filter_chars(dn) for dn in people)
    )
    groups: dict[str, frozenset[str]] = {}
    for group, row in _rows(connection, settings.LDAP_GROUP_BASE, f"(|{named})", {"member", "uniqueMember"}):
        for member in (value for values in row.values() for value in values):
            dn = _text(member).casefold()
            groups[dn] = groups.get(dn, frozenset()) | {group}
    return groups


def _rows(connection: Connection, base: str, wanted: str, attributes: Iterable[str]) -> list[Row]:
    page = SimplePagedResultsControl(size=ENTRIES_AT_ONCE, cookie=b"")
    found: list[Row] = []
    while True:
        search = connection.search_ext(
            base, library.SCOPE_SUBTREE, wanted, sorted(attributes), serverctrls=[page]
        )
        _kind, rows, _search, controls = connection.result3(search)
        found += [(dn, values) for dn, values in rows if dn is not None]  # and no referral to elsewhere
        page.cookie = next((one.cookie for one in controls if one.controlType == page.controlType), b"")
        if not page.cookie:
            return found


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
    return str(uuid.UUID(bytes_le=raw)) if _has_binary_identifiers() else one_line(_text(raw))[:255]


def _in_filter(subject: str) -> str:
    if _has_binary_identifiers():
        return "".join(f"\\{byte:02x}" for byte in uuid.UUID(subject).bytes_le)
    return escape_filter_chars(subject)


def _text(raw: bytes) -> str:
    return raw.decode(errors="replace")
