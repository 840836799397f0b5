"""The antivirus, when the installation has one: ClamAV's daemon, asked over its socket."""

import logging
import socket
import struct

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from portal.common.outages import Outage
from portal.http.logs import log_security_event

logger = logging.getLogger(__name__)
outage = Outage(
    logger,
    begins="The antivirus does not check files: none is kept.",
    ends="The antivirus checks files again.",
)

TIMEOUT = 60  # seconds without a word from the antivirus
CHUNK_BYTES = 256 * 1024


class ScannerError(Exception):
    """The antivirus did not say whether the file is clean. Its words follow."""


def scan(file: File) -> None:
    """Refuse a file that the antivirus recognises, and any file while it does not answer."""
    if not settings.CLAMAV_SOCKET:
        return
    try:
        found = _signature_found(file)
    except (OSError, ScannerError) as error:
        outage.failed(error)
        raise ValidationError(
            _(
                "The antivirus does not answer, so the file was not kept. Send it again in a few minutes; if"
                " this lasts, tell the people who run the portal."
            ),
            code="antivirus",
        ) from error
    finally:
        file.seek(0)
    outage.worked()
    if found:
        log_security_event("infected_file_refused", level=logging.WARNING, signature=found)
        raise ValidationError(
            _("The antivirus found something dangerous in this file (%(found)s): it was refused.")
            % {"found": found},
            code="infected",
        )


def _signature_found(file: File) -> str:
    """Return the name of what the antivirus recognised, empty for a clean file."""
    with _connected() as connection:
        try:
            connection.sendall(b"zINSTREAM\0")
            for chunk in file.chunks(CHUNK_BYTES):
                connection.sendall(struct.pack(">I", len(chunk)) + chunk)
            connection.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            logger.info("The antivirus stopped listening; it says why")
        answer = b""
        while not answer.endswith(b"\0") and (part := connection.recv(4096)):
            answer += part
    verdict = answer.rstrip(b"\0").decode("utf-8", "replace").removeprefix("stream: ")
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise ScannerError(verdict or "no answer")


def _connected() -> socket.socket:
    """Connect to `/path/of/a.socket` or `host:port`."""
    where: str = settings.CLAMAV_SOCKET
    if not where.startswith("/"):
        host, _colon, port = where.rpartition(":")
        return socket.create_connection((host, int(port)), TIMEOUT)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(TIMEOUT)
    try:
        connection.connect(where)
    except OSError:
        connection.close()
        raise
    return connection
