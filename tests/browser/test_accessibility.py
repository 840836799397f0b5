"""axe-core finds no violation on any page type, at two widths, light and dark, and pages reflow."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.extent import FULL

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
    "search near": "/recherche/?q=teletravial",
    "search facets": "/recherche/?q=accueil&type=action&statut=done",
    "my space": "/mon-espace/",
    "security": "/mon-espace/securite/",
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
ADMINISTRATOR = "administrateur@exemple.invalid"
SCREENS = {
    "tasks": "/gestion/taches/",
    "tasks done once": "/gestion/taches/ponctuelles/",
    "mail that did not leave": "/gestion/taches/courriels/",
}
ADDRESSES = [
    *((name, path, AGENT) for name, path in PAGES.items()),
    *((name, path, None) for name, path in SIGNED_OUT.items()),
    *((name, path, LEAD) for name, path in LEAD_PAGES.items()),
    *((name, path, ADMINISTRATOR) for name, path in SCREENS.items()),
]


# Pages of one action that its lead person reaches by a link.
LEAD_OF_ACTION = "karim.zellaoui@exemple.invalid"
ACTION = "/projet/actions/parapheur-electronique/"
LINKS = {
    "volunteers": "#volontaires a[href*='volontaires']",
    "progress report": "a[href*='avancement']",
    "deletion of a comment": "a[href*='supprimer']",
}


# Colours do not depend on the width but at the edges of layouts, which FULL looks at too.
LOOKS = [(1280, "light"), (390, "dark"), *([(1280, "dark"), (390, "light")] if FULL else [])]


# The administration's buttons change their colour slowly.
TRANSITIONS_END = "Promise.allSettled(document.getAnimations().map(one => one.finished)).then(() => null)"


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page, wide and narrow, light and dark."""
    found = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(TRANSITIONS_END)
        results = Axe().run(page)
        if results.violations_count:
            found.append(f"{width} px, {scheme}: {results.generate_report()}")
    return found


@pytest.mark.parametrize(("name", "path", "email"), ADDRESSES, ids=[row[0] for row in ADDRESSES])
def test_no_violation_and_no_overflow(name: str, path: str, email: str | None, visit: Visit) -> None:
    page = visit(path, email=email, reduced_motion="reduce")
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", sorted(LINKS))
def test_no_violation_behind_a_link(name: str, visit: Visit) -> None:
    page = visit(ACTION, email=LEAD_OF_ACTION, reduced_motion="reduce")
    page.locator(LINKS[name]).first.click()
    page.wait_for_url(lambda url: ACTION not in url)
    assert violations(page) == []
