"""Pauses of the mail server, and of domains: what answers to nobody is not asked for each mail."""

import datetime
import logging
import random

from django.db.models import F

from .failures import Blame, Failure
from .models import OutgoingMail, Trouble

logger = logging.getLogger(__name__)

SERVER = ""  # in the place of a domain
# Mails that must fail one after the other before their domain pauses: one address of it may be at fault.
EVIDENCE = 3
# A pause doubles, up to the longest. Account mails leave within a minute of the server's return.
FIRST_PAUSE = {True: datetime.timedelta(seconds=15), False: datetime.timedelta(minutes=1)}
LONGEST_PAUSE = {True: datetime.timedelta(minutes=1), False: datetime.timedelta(minutes=30)}
# Those that failed come after the others of their domain.
BEHIND = datetime.timedelta(minutes=1)


def jittered(pause: datetime.timedelta) -> datetime.timedelta:
    """Return the pause, shortened at random: what failed together is not tried again together."""
    return pause * random.uniform(0.75, 1)  # noqa: S311 no secret


def server_is_away() -> bool:
    """Return True if no mail leaves at present."""
    return Trouble.objects.filter(domain=SERVER, until__isnull=False).exists()


class Pauses:
    """The troubles as one sender knows them. Read them anew with each batch: other senders write them too."""

    def __init__(self) -> None:
        self._known = {trouble.domain: trouble for trouble in Trouble.objects.all()}

    def until(self, domain: str, now: datetime.datetime) -> datetime.datetime | None:
        """Return the end of the pause of this domain, or None if mail to it is tried."""
        trouble = self._known.get(domain)
        return trouble.until if trouble and trouble.until and trouble.until > now else None

    def failed(self, domain: str, mail: int, failure: Failure, now: datetime.datetime) -> None:
        """Note that a mail failed. The domain pauses after a few."""
        trouble = self._trouble(domain, failure, now)
        if mail not in trouble.mails:
            trouble.mails.append(mail)
        if len(trouble.mails) >= EVIDENCE:
            self._pause(trouble, failure, now)
        else:
            Trouble.objects.filter(pk=trouble.pk).update(mails=trouble.mails, reason=trouble.reason)

    def away(self, failure: Failure, now: datetime.datetime) -> None:
        """Pause the mail server at once: no mail is to blame."""
        self._pause(self._trouble(SERVER, failure, now), failure, now)

    def accepted(self, domain: str, now: datetime.datetime) -> None:
        """Forget the troubles of a domain, or of the server, since it took a mail."""
        trouble = self._known.pop(domain, None)
        if trouble is None:
            return
        if Trouble.objects.filter(pk=trouble.pk).delete()[0] and trouble.pauses:
            waited = datetime.timedelta(seconds=round((now - trouble.since).total_seconds()))
            logger.info("%s takes mail again, after %s", _name(trouble), waited)

    def _trouble(self, domain: str, failure: Failure, now: datetime.datetime) -> Trouble:
        """Return the row as it is now: other senders write it too."""
        trouble, _created = Trouble.objects.get_or_create(
            domain=domain, defaults={"reason": failure.words, "since": now}
        )
        trouble.reason = failure.words
        self._known[domain] = trouble
        return trouble

    def _pause(self, trouble: Trouble, failure: Failure, now: datetime.datetime) -> None:
        is_server = trouble.domain == SERVER
        doubled = FIRST_PAUSE[is_server] * 2 ** min(trouble.pauses, 10)
        trouble.until = now + jittered(min(LONGEST_PAUSE[is_server], doubled))
        behind = trouble.until + BEHIND
        failed = OutgoingMail.objects.waiting().filter(pk__in=trouble.mails, next_attempt_at__lt=behind)
        failed.update(next_attempt_at=behind)
        trouble.mails = []
        unchanged = Trouble.objects.filter(pk=trouble.pk, pauses=trouble.pauses)
        is_first = bool(
            unchanged.update(mails=[], reason=trouble.reason, until=trouble.until, pauses=F("pauses") + 1)
        )
        # One line for each trouble, and one at its end.
        if is_first and trouble.pauses == 0:
            level = logging.ERROR if failure.blame is Blame.SETTINGS else logging.WARNING
            logger.log(level, "%s takes no mail, which waits: %s", _name(trouble), failure.name)
        trouble.pauses += 1


def _name(trouble: Trouble) -> str:
    return f"Domain {trouble}" if trouble.domain else "The mail server"
