"""Check what the DNS says of the domain that sends mail."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.mail.domains import Verdict, check_domain, resolver


class Command(BaseCommand):
    help = "Check SPF, DMARC and DKIM of the domain that sends the portal's mail: docs/courriels.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("domain", nargs="?", help="by default that of DEFAULT_FROM_EMAIL")
        parser.add_argument(
            "--selector", action="append", help="of a DKIM key; by default those of MAIL_DKIM_SELECTORS"
        )
        parser.add_argument("--server", default="", metavar="HOST:PORT", help="the name server to ask")

    def handle(self, *args: Any, **options: Any) -> None:
        domain = options["domain"] or parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        selectors = options["selector"] or settings.MAIL_DKIM_SELECTORS
        findings = check_domain(domain.lower(), selectors, resolver(options["server"]))
        for finding in findings:
            self.stdout.write(f"{finding.subject}: {finding.verdict.value}. {finding.words}")
        if not selectors:
            self.stdout.write("DKIM: not looked for. Name a selector: --selector, or MAIL_DKIM_SELECTORS.")
        if any(finding.verdict is Verdict.BAD for finding in findings):
            raise CommandError("Mail of this domain may be taken for junk: see docs/courriels.md.")
