"""Fetch what matters from a running demonstration, signed in as one of its agents.

Run by .ci/run: `python -m tests.smoke http://localhost:8000`. Ends with an error when a page lacks
what it should show.
"""

import http.cookiejar
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from portal.demo.credentials import PASSWORD

AGENT = "sandrine.loubressac@exemple.invalid"
PATIENCE = 300  # seconds for a server to answer, on a machine that does other things


class Visitor:
    """A browser without JavaScript: keeps cookies, follows redirects."""

    def __init__(self, root: str) -> None:
        self.root = root
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        with self.opener.open(urllib.request.Request(self.root + path, headers=headers)) as answer:
            return answer.status, answer.read()

    def send(self, path: str, **fields: str) -> str:
        """Send the form of a page, and give the address that it leads to."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path)[1].decode())
        assert token, f"{path} has no form"
        data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token.group(1)}).encode()
        with self.opener.open(self.root + path, data) as answer:
            return answer.url.removeprefix(self.root)

    def expect(self, path: str, *texts: str) -> None:
        status, body = self.get(path)
        page = body.decode()
        missing = [text for text in texts if text not in page]
        assert status == 200, f"{path}: {status}"
        assert not missing, f"{path} lacks {missing}"
        print(f"{path}: {len(body)} bytes, shows {', '.join(texts)}")


def wait_for(visitor: Visitor) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            visitor.get("/connexion/")
            return
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def main(root: str) -> None:
    visitor = Visitor(root)
    wait_for(visitor)
    assert visitor.send("/mot-de-passe/oublie/", email=AGENT) == "/mot-de-passe/envoye/"
    assert visitor.send("/connexion/", username=AGENT, password=PASSWORD) == "/"
    visitor.expect("/", "117", "contenu de démonstration")
    visitor.expect("/projet/actions/reduire-les-visas/", "Réduire le nombre de visas", "Olivier Champdavoine")
    visitor.expect("/recherche/?q=teletravail", "<mark>")
    visitor.expect("/films/le-voyage-du-parapheur/", "parapheur", "<track")
    film = visitor.get("/films/le-voyage-du-parapheur/")[1].decode()
    source = re.search(r'src="(/media/[^"#]+\.mp4)', film)
    assert source, "the film page names no video file"
    status, start = visitor.get(source.group(1), Range="bytes=0-99")
    assert (status, len(start)) == (206, 100), f"{source.group(1)}: {status}, {len(start)} bytes"
    print(f"{source.group(1)}: answers a range")


if __name__ == "__main__":
    main(*sys.argv[1:])
