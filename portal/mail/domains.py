"""What the DNS says of the domain that sends the portal's mail: SPF, DKIM and DMARC.

Servers that receive mail ask for them, and put what has none in the junk mail: RFC 7208, 6376 and 7489.
"""

import enum
from collections.abc import Iterable
from typing import NamedTuple

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

TIMEOUT = 5  # seconds for each question, whatever the servers do


class Verdict(enum.Enum):
    """What a finding means."""

    GOOD = "ok"
    BAD = "to mend"
    UNKNOWN = "unknown"


class Finding(NamedTuple):
    """One answer of the DNS: its subject, and what to do about it."""

    subject: str
    verdict: Verdict
    words: str


def resolver(server: str = "") -> Resolver:
    """Return what asks the name servers of this machine, or the server `host:port`."""
    asking = Resolver(configure=not server)
    if server:
        host, _colon, port = server.partition(":")
        asking.nameservers, asking.port = [host], int(port or 53)
    asking.lifetime = TIMEOUT
    return asking


def check_domain(domain: str, selectors: Iterable[str], asking: Resolver) -> list[Finding]:
    """Return what the DNS says of a domain, and of the DKIM keys of these selectors."""
    findings = [_spf(domain, asking), _dmarc(domain, asking)]
    findings += [_dkim(domain, selector, asking) for selector in selectors]
    return findings


def _spf(domain: str, asking: Resolver) -> Finding:
    subject = f"SPF ({domain})"
    records = _texts(domain, asking)
    if records is None:
        return _no_answer(
            subject, f'a TXT record of {domain} that begins with "v=spf1" and names your server'
        )
    records = [record for record in records if record.lower().split(" ")[0] == "v=spf1"]
    if len(records) != 1:
        return Finding(subject, Verdict.BAD, f"{len(records)} records, where one must name the mail server.")
    last = records[0].split()[-1].lower()
    if last in ("all", "+all", "?all"):
        return Finding(subject, Verdict.BAD, f"It lets everybody send in your name: {records[0]}")
    if last not in ("-all", "~all") and not last.startswith("redirect="):
        return Finding(subject, Verdict.BAD, f"It must end with -all or ~all: {records[0]}")
    return Finding(subject, Verdict.GOOD, f"{records[0]} (see that it names your mail server)")


def _dmarc(domain: str, asking: Resolver) -> Finding:
    """Ask the domain, then those above it: an organisation may have one policy for all its domains."""
    names = domain.split(".")
    for start in range(max(len(names) - 1, 1)):
        name = "_dmarc." + ".".join(names[start:])
        records = _texts(name, asking)
        if records is None:
            return _no_answer(f"DMARC ({name})", f'a TXT record of {name} such as "v=DMARC1; p=quarantine"')
        for record in records:
            tags = _tags(record)
            if tags.get("v") != "DMARC1":
                continue
            if tags.get("p") not in ("none", "quarantine", "reject"):
                return Finding(f"DMARC ({name})", Verdict.BAD, f"It names no policy: {record}")
            return Finding(f"DMARC ({name})", Verdict.GOOD, record)
    return Finding(f"DMARC (_dmarc.{domain})", Verdict.BAD, 'There is none. Begin with "v=DMARC1; p=none".')


def _dkim(domain: str, selector: str, asking: Resolver) -> Finding:
    name = f"{selector}._domainkey.{domain}"
    subject = f"DKIM ({name})"
    records = _texts(name, asking)
    if records is None:
        return _no_answer(subject, f"a TXT record of {name} with the public key of your mail server")
    keys = [tags["p"] for tags in map(_tags, records) if "p" in tags]
    if not keys:
        return Finding(
            subject, Verdict.BAD, "There is no key: ask who runs the mail server for its selector."
        )
    if not keys[0]:
        return Finding(subject, Verdict.BAD, "The key is withdrawn.")
    return Finding(subject, Verdict.GOOD, f"A key of {len(keys[0])} signs is there.")


def _no_answer(subject: str, wanted: str) -> Finding:
    return Finding(subject, Verdict.UNKNOWN, f"The name servers do not answer. Look for {wanted}.")


def _texts(name: str, asking: Resolver) -> list[str] | None:
    """Return the TXT records of a name, or None if the name servers do not answer."""
    try:
        answer = asking.resolve(name, "TXT")
    except (NXDOMAIN, NoAnswer):
        return []
    except DNSException:
        return None
    return [b"".join(record.strings).decode(errors="replace") for record in answer]


def _tags(record: str) -> dict[str, str]:
    parts = (part.partition("=") for part in record.split(";"))
    return {name.strip(): "".join(value.split()) for name, _equals, value in parts}
