"""Decide about the mail that a restore put on hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from portal.common.display import format_datetime
from portal.mail.holding import held_mail, release_held_mail


class Command(BaseCommand):
    help = "Say which mail a restore put on hold: it may have left after the backup. Release it, or drop it."

    def add_arguments(self, parser: CommandParser) -> None:
        decision = parser.add_mutually_exclusive_group()
        decision.add_argument("--release", action="store_true", help="let all of it leave")
        decision.add_argument("--drop", action="store_true", help="delete all of it")

    def handle(self, *args: Any, release: bool, drop: bool, **options: Any) -> None:
        if release:
            self.stdout.write(_("%(count)s mails leave now.") % {"count": release_held_mail()})
            return
        if drop:
            dropped = held_mail().delete()[0]
            self.stdout.write(_("%(count)s mails are deleted.") % {"count": dropped})
            return
        # Numbers and times alone: no screen and no command shows who is written to.
        for mail in held_mail().order_by("pk"):
            self.stdout.write(
                _("mail %(pk)s, written on %(date)s")
                % {"pk": mail.pk, "date": format_datetime(mail.created_at)}
            )
        self.stdout.write(_("%(count)s mails are on hold.") % {"count": held_mail().count()})
