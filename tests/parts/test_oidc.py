"""The journeys of a sign-in, against a certified OpenID provider (oidc-provider, under Node)."""

import html
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urljoin

import pytest
import requests
from django.core.cache import cache
from pytest_django.fixtures import Settings

from tests.parts.servers import free_port, program, wait_until
from tests.signin.openid_provider import CLIENT_ID
from tests.signin.provider_contract import LOGOUT, PORTAL, Browser, ProviderContract, Screen

pytestmark = [pytest.mark.parts, pytest.mark.django_db]

SOURCES = Path(__file__).parent / "openid"
CLIENT_SECRET = "un-secret-partage-de-trente-deux-octets"
FORM = re.compile(r'<form[^>]*\baction="([^"]+)".*?</form>', re.DOTALL)
INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the provider and what it needs; PORTAL_NODE_CACHE keeps it from one run to the next."""
    folder = Path(os.environ.get("PORTAL_NODE_CACHE") or tmp_path_factory.mktemp("openid"))
    folder.mkdir(parents=True, exist_ok=True)
    for source in SOURCES.iterdir():
        shutil.copy(source, folder)
    command = [program("npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    return folder


class RealProvider:
    """The provider's process, and what a person does on its pages."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.received: list[str] = []  # logout tokens that it sent
        self.receiver = ThreadingHTTPServer(("127.0.0.1", 0), self._receiving())
        threading.Thread(target=self.receiver.serve_forever, args=(0.01,), daemon=True).start()
        environment = {
            "PATH": os.environ["PATH"],
            "ISSUER": self.issuer,
            "PORT": str(self.port),
            "PORTAL": PORTAL,
            "BACKCHANNEL": f"http://127.0.0.1:{self.receiver.server_port}{LOGOUT}",
            "CLIENT_ID": CLIENT_ID,
            "CLIENT_SECRET": CLIENT_SECRET,
        }
        with (folder / "provider.log").open("wb") as log:
            self.process = subprocess.Popen(
                [program("node"), "provider.mjs"], cwd=folder, env=environment, stdout=log, stderr=log
            )
        document = f"{self.issuer}/.well-known/openid-configuration"
        wait_until(lambda: requests.get(document, timeout=2).ok, "The OpenID provider")

    def pass_through(self, browser: Browser, screen: Screen) -> Screen:
        """Send the forms that the provider shows: signing in, confirming to sign out."""
        while screen.address.startswith(self.issuer):
            form = FORM.search(screen.text)
            assert form, f"{screen.address} {screen.status} {screen.text}"
            fields = {name: html.unescape(value) for name, value in INPUT.findall(form.group(0))}
            screen = browser.open(urljoin(screen.address, form.group(1)), {**fields, "logout": "yes"})
        return screen

    def end_access(self, browser: Browser) -> str:
        """The person signs out on the provider's own page."""
        page = browser.open(f"{self.issuer}/session/end")
        form = FORM.search(page.text)
        assert form, page.text
        browser.open(
            urljoin(page.address, form.group(1)), {**dict(INPUT.findall(form.group(0))), "logout": "yes"}
        )
        wait_until(lambda: self.received, "The provider's word to the portal")
        return self.received[-1]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
        self.receiver.shutdown()
        self.receiver.server_close()

    def _receiving(self) -> type[BaseHTTPRequestHandler]:
        received = self.received

        class Receiver(BaseHTTPRequestHandler):
            """Takes the portal's place for what the provider sends by itself."""

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                received.extend(parse_qs(body)["logout_token"])
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        return Receiver


class TestRealProvider(ProviderContract):
    @pytest.fixture
    def journeys(self, installed: Path, settings: Settings) -> Iterator[RealProvider]:
        cache.clear()
        provider = RealProvider(installed)
        settings.OIDC_ISSUER = provider.issuer
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        settings.OIDC_NAME = "AgentConnexion"
        settings.OIDC_SIGNED_USERINFO = True
        yield provider
        provider.stop()
        cache.clear()
