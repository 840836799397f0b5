"""axe-core finds no violation on any page type, at two widths, light and dark, and pages reflow."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import AGENT, Visit

pytestmark = pytest.mark.browser

LEAD = "helene.valtreuil@exemple.invalid"

PAGES = {
    "home": "/",
    "project": "/projet/",
    "axis": "/projet/axes/simplifier/",
    "theme": "/projet/themes/accueil/",
    "actions": "/projet/actions/",
    "actions filtered": "/projet/actions/?axe=simplifier&statut=done&theme=inconnu",
    "actions table": "/projet/actions/?vue=tableau",
    "actions none": "/projet/actions/?q=zzzz",
    "action": "/projet/actions/reduire-les-visas/",
    "action with a call": "/projet/actions/parapheur-electronique/",
    "reply form": "/projet/actions/reduire-les-visas/?repondre=1",
    "groups": "/projet/groupes/",
    "group": "/projet/groupes/numerique-utile/",
    "films": "/films/",
    "film": "/films/le-voyage-du-parapheur/",
    "letters": "/lettres/",
    "letter": "/lettres/lettre-1/",
    "editorial page": "/charte-de-participation/",
    "search": "/recherche/?q=accueil",
    "search nothing": "/recherche/?q=zzzzzz",
    "my space": "/mon-espace/",
    "my data": "/mon-espace/mes-donnees/",
    "request about my data": "/mon-espace/mes-donnees/demande/?objet=objection",
    "profile": "/mon-espace/profil/",
    "closing my account": "/mon-espace/fermer-mon-compte/",
    "help": "/aide/",
    "accessibility statement": "/accessibilite/",
    "privacy": "/donnees-personnelles/",
    "register of processing": "/registre-des-traitements/",
    "legal notice": "/mentions-legales/",
    "site map": "/plan-du-site/",
    "password": "/mot-de-passe/",
    "not found": "/nulle-part/",
}
SIGNED_OUT = {"sign in": "/connexion/", "forgotten password": "/mot-de-passe/oublie/"}
LEAD_PAGES = {"my space of a lead": "/mon-espace/"}
ADDRESSES = [
    *((name, path, AGENT) for name, path in PAGES.items()),
    *((name, path, None) for name, path in SIGNED_OUT.items()),
    *((name, path, LEAD) for name, path in LEAD_PAGES.items()),
]


# Pages of one action that its lead person reaches by a link.
LEAD_OF_ACTION = "karim.zellaoui@exemple.invalid"
ACTION = "/projet/actions/parapheur-electronique/"
LINKS = {
    "volunteers": "#volontaires a[href*='volontaires']",
    "progress report": "a[href*='avancement']",
    "deletion of a comment": "a[href*='supprimer']",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("name", "path", "email"), ADDRESSES, ids=[row[0] for row in ADDRESSES])
def test_no_violation(name: str, path: str, email: str | None, width: int, scheme: str, visit: Visit) -> None:
    page = visit(
        path,
        email=email,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", sorted(LINKS))
def test_no_violation_behind_a_link(name: str, width: int, scheme: str, visit: Visit) -> None:
    page = visit(
        ACTION,
        email=LEAD_OF_ACTION,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page.locator(LINKS[name]).first.click()
    page.wait_for_url(lambda url: ACTION not in url)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize(("name", "path", "email"), ADDRESSES, ids=[row[0] for row in ADDRESSES])
def test_pages_reflow_at_320_px(name: str, path: str, email: str | None, visit: Visit) -> None:
    page = visit(path, email=email, viewport={"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
