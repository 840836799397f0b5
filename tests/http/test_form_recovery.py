"""What was typed into any form comes back to who typed it, and to nobody else."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from portal.accounts.enums import RoleName
from portal.accounts.models import User
from portal.http import form_recovery
from portal.http.form_owner import sign_owner
from portal.privacy.models import PrivacyRequest
from projects.moderation.models import ModerationDecision
from tests.factories import (
    PASSWORD,
    ActionPageFactory,
    CommentFactory,
    EditorialPageFactory,
    UserFactory,
    home_page,
)
from tests.posted_forms import PostedForm, forms_of

pytestmark = pytest.mark.django_db


def test_neither_a_password_nor_a_code_waits_in_a_session(agent: User) -> None:
    visitor = Client()
    data = {"forget_texts": "on", "password": "mon secret", "code": "123456", "note": "Une note."}
    visitor.post(reverse("close_account"), data | {"_owner": sign_owner(agent.pk)})
    assert "Une note." in str(visitor.session["kept_form"])
    assert "mon secret" not in str(dict(visitor.session.items()))
    assert "123456" not in str(dict(visitor.session.items()))


@pytest.fixture
def left(agent: User) -> Client:
    """A browser in which the form of an agent was sent after their session had ended."""
    visitor = Client()
    data = {"kind": "access", "text": "Une confidence.", "_owner": sign_owner(agent.pk)}
    assert visitor.post(ASK, data).status_code == 302
    return visitor


ASK = "/mon-espace/mes-donnees/demande/"


def test_the_sign_in_page_says_that_the_text_waits(left: Client, agent: User) -> None:
    page = left.get(f"/connexion/?next={ASK}").content.decode()
    assert "Votre session avait expiré" in page
    assert "Une confidence." not in page
    back = left.post(f"/connexion/?next={ASK}", {"username": agent.email, "password": PASSWORD})
    assert back.url == ASK
    assert "Une confidence." in left.get(ASK).content.decode()


def test_the_next_person_at_the_same_desk_sees_nothing_of_it(left: Client, agent: User) -> None:
    other = UserFactory()
    left.post("/connexion/", {"username": other.email, "password": PASSWORD})
    assert "Une confidence." not in left.get(ASK).content.decode()
    assert "kept_form" not in left.session
    left.force_login(agent)
    assert "Une confidence." not in left.get(ASK).content.decode(), "it is gone for good"


def test_signing_out_forgets_it(left: Client, agent: User) -> None:
    left.force_login(agent)
    assert "Une confidence." in left.get(ASK).content.decode()
    left.post(reverse("logout"))
    left.force_login(agent)
    assert "Une confidence." not in left.get(ASK).content.decode()


def test_it_can_be_discarded_and_is_gone_once_sent(left: Client, agent: User) -> None:
    left.force_login(agent)
    assert 'name="_discard"' in left.get(ASK).content.decode()
    discarded = left.post(ASK, {"kind": "access", "text": "Une confidence.", "_discard": "1"}, follow=True)
    assert "Une confidence." not in discarded.content.decode()
    assert "effacé" in discarded.content.decode()
    assert not PrivacyRequest.objects.filter(agent=agent).exists()


def test_what_was_sent_does_not_come_back(left: Client, agent: User) -> None:
    left.force_login(agent)
    left.post(ASK, {"kind": "access", "text": "Une confidence."})
    assert PrivacyRequest.objects.filter(agent=agent).count() == 1
    assert "Une confidence." not in left.get(ASK).content.decode()


def test_the_browser_goes_to_the_form_at_once(left: Client, agent: User) -> None:
    left.force_login(agent)
    page = BeautifulSoup(left.get(ASK).content, "html.parser")
    [focused] = page.find_all(autofocus=True)
    assert focused.find_parent("form") is not None
    assert "Votre session avait expiré" in focused.text


def test_a_form_shown_to_somebody_else_is_not_sent_in_ones_name(agent: User) -> None:
    client = Client()
    client.force_login(agent)
    data = {"kind": "access", "text": "De qui ?", "_owner": sign_owner(UserFactory().pk)}
    refused = client.post(ASK, data)
    assert refused.status_code == 403
    assert "De qui ?" not in refused.content.decode()
    assert not PrivacyRequest.objects.filter(agent=agent).exists()


@pytest.mark.parametrize("owner", ["", "1", "1:x:y", "faux:jeton"])
def test_a_visitor_without_one_of_our_forms_leaves_nothing(owner: str) -> None:
    visitor = Client()
    visitor.post(ASK, {"text": "Un avis.", "_owner": owner})
    assert not visitor.session.keys()


def test_a_text_too_long_to_wait_is_given_back_at_once(agent: User) -> None:
    visitor = Client()
    text = "Un avis. " * (form_recovery.LONGEST_FORM // 9 + 1)
    answer = visitor.post(ASK, {"text": text, "_owner": sign_owner(agent.pk)})
    assert answer.status_code == 403
    assert text.strip() in answer.content.decode()
    assert "kept_form" not in visitor.session


def test_what_a_script_sends_by_itself_is_not_kept(agent: User) -> None:
    visitor = Client()
    data = {"text": "Un avis.", "_owner": sign_owner(agent.pk)}
    visitor.post(ASK, data, headers={"Sec-Fetch-Mode": "cors"})
    assert "kept_form" not in visitor.session


@pytest.mark.parametrize(
    "referer", ["https://ailleurs.invalid/piege/", "http://[", "", "//ailleurs.invalid/"]
)
def test_nobody_is_sent_elsewhere(referer: str, agent: User) -> None:
    data = {"text": "Un avis.", "_owner": sign_owner(agent.pk)}
    answer = Client().post(ASK, data, headers={"Referer": referer})
    assert answer.url == f"/connexion/?next={ASK}"


def refuse(page: Page) -> None:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    assert not restriction.groups.exists()


@pytest.mark.parametrize("vanish", [Page.unpublish, Page.delete, refuse])
def test_a_page_that_vanished_gives_the_text_back(vanish: object, agent: User) -> None:
    action = ActionPageFactory(seeking_volunteers=True)
    client = Client()
    client.force_login(agent)
    address = reverse("volunteering:volunteer", args=[action.pk])
    vanish(action)
    answer = client.post(address, {"message": "Je connais bien le sujet", "availability": "mardi"})
    assert answer.status_code == 404
    assert "Je connais bien le sujet\n\nmardi</textarea>" in answer.content.decode()
    button = client.post(address, {"support": "1", "kind": "thanks"})
    assert "<textarea" not in button.content.decode(), "a button is no text"


def test_a_text_refused_by_the_administration_is_given_back() -> None:
    editor = UserFactory(groups=[RoleName.COMMUNICATION])
    client = Client()
    client.force_login(editor)
    page = EditorialPageFactory(parent=home_page())
    editor.groups.clear()
    editor.groups.add(*UserFactory(groups=[RoleName.MODERATORS]).groups.all())
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"title": "Un long titre"})
    assert answer.status_code == 404
    assert "Un long titre</textarea>" in answer.content.decode()


def test_an_editor_goes_on_with_every_block(media_root: object) -> None:
    """The page is saved as a draft with all that was typed, and not published."""
    editor = UserFactory(groups=[RoleName.COMMUNICATION])
    page = EditorialPageFactory(parent=home_page(), title="Avant")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = {
        "title": "Après", "slug": page.slug, "summary": "Le résumé.", "action-publish": "1",
        "body-count": "1", "body-0-type": "quote", "body-0-order": "0", "body-0-deleted": "",
        "body-0-value-text": "Un bloc tapé.", "body-0-value-author": "", "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0", "_owner": sign_owner(editor.pk),
    }  # fmt: skip
    client = Client()
    assert client.post(address, data).url == f"/connexion/?next={address}"
    client.force_login(editor)
    html = client.get(address).content
    [form] = [one for one in forms_of(html, role="", place=address) if one.action == address]
    sent = form.filled()
    assert "action-publish" not in sent
    assert client.post(address, sent).status_code in (200, 302)
    page.refresh_from_db()
    assert page.title == "Avant"
    assert page.get_latest_revision_as_object().title == "Après"


ELSEWHERE = "http://testserver//ailleurs.invalid/piege/"


@pytest.mark.parametrize("header", ["Referer", "HX-Current-URL"])
@pytest.mark.parametrize("sent", [{"_discard": "1"}, {}])
def test_an_address_with_two_slashes_leads_to_no_other_site(
    header: str, sent: dict[str, str], agent: User
) -> None:
    """The page of an address that we do not have carries forms, and is their place."""
    client = Client(enforce_csrf_checks=not sent)
    client.force_login(agent)
    headers = {header: ELSEWHERE, "Sec-Fetch-Site": "same-origin"}
    if header == "HX-Current-URL":
        headers["HX-Request"] = "true"
    data = {"text": "Un avis.", "_owner": sign_owner(agent.pk)} | sent
    answer = client.post(ASK, data, headers=headers)
    address = answer.headers.get("HX-Redirect") or answer.headers["Location"]
    assert address == "/%2Failleurs.invalid/piege/"


@pytest.mark.parametrize(
    "address", ["//ailleurs.invalid/", "/\\ailleurs.invalid/", "https://ailleurs.invalid/"]
)
def test_next_leads_to_no_other_site(address: str, agent: User) -> None:
    client = Client()
    assert client.post(reverse("set_language"), {"language": "fr", "next": address}).url == "/"
    entering = client.post(f"/connexion/?next={address}", {"username": agent.email, "password": PASSWORD})
    assert entering.url == "/"
    assert client.get(f"/connexion/?next={address}").url == "/", "signed in already"


def administration_form(address: str, client: Client) -> PostedForm:
    html = client.get(address).content
    [form] = [one for one in forms_of(html, role="", place=address) if one.action == address]
    return form


def left_form(address: str, user: User, **typed: str) -> Client:
    """The browser of a person who comes back to a form of the administration that was sent too late."""
    client = Client()
    client.force_login(user)
    sent = administration_form(address, client).filled() | typed
    visitor = Client()
    answer = visitor.post(address, sent, headers={"Referer": f"http://testserver{address}"})
    assert answer.url == f"/connexion/?next={address}"
    visitor.force_login(user)
    return visitor


def test_a_decision_of_moderation_is_shown_again_and_not_taken() -> None:
    moderator = UserFactory(groups=[RoleName.MODERATORS])
    comment = CommentFactory(page=ActionPageFactory())
    address = reverse("moderation_case", args=[comment.pk])
    visitor = left_form(address, moderator, outcome="fold", reasoning="Un avis motivé.")
    html = visitor.get(address).content.decode()
    assert "Un avis motivé.</textarea>" in html
    assert re.search(r'value="fold"[^>]* checked|checked[^>]* value="fold"', html)
    assert not ModerationDecision.objects.exists()
    assert "Votre session avait expiré" in html


def test_an_account_is_shown_again_and_not_changed() -> None:
    administrator = UserFactory(groups=[RoleName.ADMINISTRATORS])
    other = UserFactory(first_name="Avant")
    address = reverse("wagtailusers_users:edit", args=[other.pk])
    visitor = left_form(address, administrator, first_name="Après")
    form = next(
        one for one in forms_of(visitor.get(address).content, role="", place=address) if one.action == address
    )
    [field] = [tag for tag in form.controls() if tag["name"] == "first_name"]
    assert field["value"] == "Après"
    assert "first_name" in form.kinds(), "it can be read and corrected before it is sent"
    other.refresh_from_db()
    assert (other.first_name, other.is_active) == ("Avant", True)
