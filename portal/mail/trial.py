"""Test of the mail settings: one mail, and what the server said at each step, in its own words."""

import smtplib
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.quotas.limits import limited

from .messages import make_message
from .models import MailTrial

KEPT = 5  # the last tests, for their screen
# What is asked of a server; anything else that is sent may hold the password.
VERBS = {"EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "QUIT"}
LONGEST_STEP = 500


class Conversation(smtplib.SMTP):
    """Note each command, without its arguments, and the answer to it."""

    asked = ""

    def __init__(self, steps: list[str], *args: Any, **kwargs: Any) -> None:
        self.steps = steps
        super().__init__(*args, **kwargs)

    def putcmd(self, cmd: str, args: str = "") -> None:
        """Note the verb of a command."""
        verb = cmd.upper()
        if verb in VERBS:
            self.asked = verb
        super().putcmd(cmd, args)

    def getreply(self) -> tuple[int, bytes]:
        """Note the answer."""
        code, words = super().getreply()
        said = " ".join(words.decode(errors="replace").split())
        asked = self.asked or _("connection")
        self.steps.append(f"{asked} → {code} {said}"[:LONGEST_STEP])
        return code, words


class ConversationInTls(Conversation, smtplib.SMTP_SSL):
    """The same over a connection that is encrypted from its beginning."""


class NotingBackend(EmailBackend):
    """Django's way to the mail server of the settings, which notes what is said on it."""

    def __init__(self, steps: list[str]) -> None:
        super().__init__()
        self.steps = steps

    @property
    def connection_class(self) -> Any:
        """What opens the connection."""
        return partial(ConversationInTls if self.use_ssl else Conversation, self.steps)


def try_mail_server(address: str) -> tuple[bool, list[str]]:
    """Send a mail of test to this address now. Return whether the server accepted it, and what was said."""
    message: EmailMessage = make_message("mail/trial", address, {"asked_at": timezone.now()})
    steps: list[str] = []
    if issubclass(import_string(settings.MAIL_TRANSPORT), EmailBackend):
        transport: Any = NotingBackend(steps)
        steps.append(f"{transport.host}:{transport.port}, {_security(transport)}")
    else:
        transport = get_connection(settings.MAIL_TRANSPORT)
        steps.append(_("No mail server is set: EMAIL_URL keeps mail here (%s).") % settings.MAIL_TRANSPORT)
    try:
        transport.open()
        transport.send_messages([message])
        transport.close()
    except (OSError, ValueError) as error:
        steps.append(f"{type(error).__name__}: {error}"[:LONGEST_STEP])
        return False, steps
    return True, steps


def _security(transport: EmailBackend) -> str:
    if transport.use_ssl:
        return _("encrypted")
    return _("encrypted by STARTTLS") if transport.use_tls else _("not encrypted")


@limited("mail_trial", gettext_lazy("Tests of the mail settings"), by="by")
def ask_for_trial(*, address: str, by: Any) -> MailTrial:
    """Ask for a test. The sender of mail carries it out in a moment: no request waits for a mail server."""
    trial = MailTrial.objects.create(address=address)
    kept = MailTrial.objects.values("pk")[:KEPT]
    MailTrial.objects.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    return trial


def carry_out_trials() -> None:
    """Carry out the tests that were asked for. Each is begun once."""
    for trial in MailTrial.objects.filter(ended_at=None):
        if not MailTrial.objects.filter(pk=trial.pk, ended_at=None).update(ended_at=timezone.now()):
            continue
        accepted, steps = try_mail_server(trial.address)
        MailTrial.objects.filter(pk=trial.pk).update(ended_at=timezone.now(), accepted=accepted, steps=steps)
