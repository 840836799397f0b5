"""The model pages that the law asks for: made once, never overwritten, honest about what is missing."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from django.utils.html import strip_tags

from home.legal_pages import FOLDER, make_legal_pages
from home.models import EditorialPage
from portal.accounts.models import User
from tests.factories import EditorialPageFactory, home_page

pytestmark = pytest.mark.django_db

SLUGS = {"aide", "accessibilite", "donnees-personnelles", "registre-des-traitements", "mentions-legales"}
FILES = sorted(FOLDER.glob("*.yaml"))
# French typography, as in tests/test_catalogue.py: no plain space on the inner side of punctuation.
FIELDS = ("Finalité", "Base légale", "Personnes concernées", "Catégories de données", "Destinataires")
PLAIN_SPACE = re.compile(r" [;:!?»%]|« ")

SignIn = Callable[[User], Client]


def test_they_come_as_drafts() -> None:
    call_command("make_legal_pages")
    pages = EditorialPage.objects.child_of(home_page())
    assert set(pages.values_list("slug", flat=True)) == SLUGS
    assert not pages.live().exists()


def test_made_again_they_overwrite_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    mine = EditorialPageFactory(slug="aide", title="Notre aide")
    call_command("make_legal_pages", "--publish")
    notice = EditorialPage.objects.get(slug="mentions-legales")
    notice.body = [("text", "<p>Complété par nos soins</p>")]
    notice.save_revision().publish()
    capsys.readouterr()
    call_command("make_legal_pages", "--publish")
    assert "rien n’a changé" in capsys.readouterr().out
    mine.refresh_from_db()
    notice.refresh_from_db()
    assert mine.title == "Notre aide"
    assert "Complété par nos soins" in str(notice.body)
    assert EditorialPage.objects.count() == len(SLUGS)


def test_every_page_is_linked_and_marks_what_is_to_be_completed(agent: User, sign_in: SignIn) -> None:
    make_legal_pages(home_page(), publish=True)
    client = sign_in(agent)
    footer = client.get("/").content.decode().partition('<footer class="site-footer">')[2]
    for slug in SLUGS:
        assert f'href="/{slug}/"' in footer
        html = client.get(f"/{slug}/").content.decode()
        left = html.count("[à compléter")
        assert left > 0
        assert html.count('<mark class="to-complete">[à compléter') == left
    assert 'href="/plan-du-site/"' in footer


def test_a_demonstration_says_that_it_invents(agent: User, sign_in: SignIn) -> None:
    make_legal_pages(home_page(), publish=True, demonstration=True)
    client = sign_in(agent)
    for slug in SLUGS:
        html = client.get(f"/{slug}/").content.decode()
        assert "[à compléter" not in html
        assert '<mark class="to-complete">[contenu de démonstration' in html


@pytest.mark.parametrize(
    ("slug", "fields"),
    [
        (
            "accessibilite",
            [
                "article 47 de la loi n°\u00a02005-102",
                "n’est pas conforme",
                "Résultats des tests",
                "Non-conformités",
                "Dérogations pour charge disproportionnée",
                "Contenus non soumis à l’obligation d’accessibilité",
                "Technologies utilisées",
                "Environnement de test",
                "Outils pour évaluer l’accessibilité",
                "Pages du portail ayant fait l’objet",
                "Retour d’information et contact",
                "Défenseur des droits",
            ],
        ),
        ("mentions-legales", ["SIRET", "Direction de la publication", "Hébergeur", "Siège"]),
        (
            "donnees-personnelles",
            ["CNIL", "Vos droits", "protection des données", "30 jours"],
        ),
        ("registre-des-traitements", ["30 jours", "Mesures de sécurité", "Durées de conservation"]),
        ("aide", ["Commenter", "Se porter volontaire", "Chercher", "Au clavier"]),
    ],
)
def test_what_the_law_asks_for_is_there(slug: str, fields: list[str], agent: User, sign_in: SignIn) -> None:
    make_legal_pages(home_page(), publish=True)
    text = strip_tags(sign_in(agent).get(f"/{slug}/").content.decode())
    assert [field for field in fields if field not in text] == []


def test_each_processing_of_the_register_has_its_fields() -> None:
    content = yaml.safe_load((FOLDER / "4-registre.yaml").read_text())
    entries = [part["text"] for part in content["corps"] if re.match(r"<h2>\d\. ", part.get("text") or "")]
    assert len(entries) == 6
    for entry in entries:
        for field in (
            "Finalité",
            "Base légale",
            "Personnes concernées",
            "Catégories de données",
            "Destinataires",
        ):
            assert f"<b>{field}</b>" in entry


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_french_typography(path: Path) -> None:
    text = path.read_text()
    assert "'" not in text
    assert "..." not in text
    assert not PLAIN_SPACE.search(text)


def test_links_between_the_pages_lead_somewhere(agent: User, sign_in: SignIn) -> None:
    make_legal_pages(home_page(), publish=True)
    client = sign_in(agent)
    links = {link for path in FILES for link in re.findall(r'href="(/[^"]*)"', path.read_text())}
    assert "/mon-espace/mes-donnees/" in links
    for link in links:
        assert client.get(link).status_code == 200, link
