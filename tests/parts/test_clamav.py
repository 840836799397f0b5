"""Uploads checked by a real clamd, with a signature database of these tests' own."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from portal.accounts.models import User
from portal.media.models import CustomDocument
from portal.media.uploads.scanning import scan
from tests.factories import UserFactory
from tests.media.files import PDF
from tests.parts.servers import free_port, program, wait_until

pytestmark = pytest.mark.parts

SIGNATURE = b"Ceci est un virus d'essai des tests du portail"
LARGEST_MB = 2


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The addresses of one daemon: its socket and its port."""
    folder = tmp_path_factory.mktemp("clamav")
    database = folder / "db"
    database.mkdir()
    (database / "essai.ndb").write_text(f"Essai.Virus:0:*:{SIGNATURE.hex()}\n")
    port = free_port()
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {database}\nLocalSocket {folder}/clamd.ctl\nTCPSocket {port}\nTCPAddr 127.0.0.1\n"
        f"Foreground yes\nStreamMaxLength {LARGEST_MB}M\nMaxThreads 2\nTemporaryDirectory {folder}\n"
        f"LogFile {folder}/log\n"
    )
    server = subprocess.Popen(
        [program("clamd"), "--config-file", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL
    )
    try:
        wait_until((folder / "clamd.ctl").exists, "ClamAV")
        yield f"{folder}/clamd.ctl", f"127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(params=["socket", "port"])
def scanned(clamd: tuple[str, str], request: pytest.FixtureRequest, settings: Settings) -> None:
    settings.CLAMAV_SOCKET = clamd[0 if request.param == "socket" else 1]


def refusal(content: bytes) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        scan(ContentFile(content, "fichier.pdf"))
    return refused.value


def test_a_clean_file_passes_and_can_still_be_read(scanned: None) -> None:
    for content in (b"", PDF, bytes(range(256)) * 4000):
        file = ContentFile(content, "fichier.pdf")
        scan(file)
        assert file.read() == content


@pytest.mark.parametrize("before", [0, 300_000], ids=["at the start", "after the first chunk"])
def test_a_recognised_file_is_refused_by_its_name(scanned: None, before: int) -> None:
    error = refusal(b" " * before + SIGNATURE)
    assert error.code == "infected"
    assert "Essai.Virus" in str(error.message)


def test_a_file_larger_than_the_antivirus_takes_is_refused(scanned: None) -> None:
    assert refusal(b"x" * (LARGEST_MB * 1024 * 1024 * 2)).code == "antivirus"


@pytest.mark.parametrize("where", ["missing.ctl", "127.0.0.1:{port}"])
def test_nothing_is_kept_while_the_antivirus_is_out(where: str, settings: Settings, tmp_path: Path) -> None:
    settings.CLAMAV_SOCKET = (
        str(tmp_path / where) if where.endswith(".ctl") else where.format(port=free_port())
    )
    error = refusal(PDF)
    assert error.code == "antivirus"
    with translation.override("fr"):
        assert "antivirus" in str(error.message).lower()


@pytest.mark.django_db
def test_an_editor_is_told_and_the_file_is_not_kept(
    clamd: tuple[str, str], settings: Settings, sign_in: Callable[[User], Client]
) -> None:
    settings.CLAMAV_SOCKET = clamd[0]
    editor = sign_in(UserFactory(groups=["Communication"]))
    for content, kept in ((PDF + SIGNATURE, 0), (PDF, 1)):
        response = editor.post(
            reverse("wagtaildocs:add"),
            {"title": "Note", "collection": 1, "tags": "", "file": SimpleUploadedFile("note.pdf", content)},
        )
        assert CustomDocument.objects.count() == kept
        if not kept:
            assert "Essai.Virus" in response.context["form"].errors["file"][0]
            assert 'value="Note"' in response.content.decode(), "what was typed is still there"
