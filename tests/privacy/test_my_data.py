"""Each agent sees and downloads their own data, all of it, and nobody else's."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import User
from portal.common.personal_data import personal_data
from portal.media.models import CustomDocument
from portal.privacy import archive
from projects.comments.models import MAX_DEPTH, Comment
from projects.comments.services import post_comment
from projects.models import ActionPage
from tests.factories import CommentFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SignIn = Callable[[User], Client]
Download = Callable[[Client], dict[str, Any]]
PAGE = "/mon-espace/mes-donnees/"


def test_the_fixture_holds_something_of_every_kind(person: User) -> None:
    """So that the tests below cover every kind that an app registers."""
    assert [kind.key for kind in personal_data() if not kind.held(person).exists()] == [
        "sessions",  # the tests sign in on their own
        "submissions",
        "approvals",
        "locked_pages",
    ]


def test_the_page_says_in_words_what_is_held(person: User, sign_in: SignIn) -> None:
    response = sign_in(person).get(PAGE)
    html = response.content.decode()
    for title in ("Votre compte", "Commentaires", "Volontariat", "Comptes rendus d’avancement"):
        assert f"<dt>{title}" in html
    assert "2\u00a0éléments" in html or "2 éléments" in html
    assert "no-store" in response["Cache-Control"]


def test_the_archive_holds_everything(person: User, sign_in: SignIn, download: Download) -> None:
    data = download(sign_in(person))
    assert data["profile"][0] | {"joined_at": "", "last_sign_in": ""} == {
        "first_name": "Dominique",
        "last_name": "Introuvable",
        "email": "dominique.introuvable@exemple.invalid",
        "job_title": "Cartographe",
        "service": person.service.name,
        "organisation": person.organisation.name,
        "joined_at": "",
        "last_sign_in": "",
        "is_active": True,
        "is_superuser": False,
        "forget_texts": False,
    }
    assert {row["name"] for row in data["groups"]} == {"Agents", "Communication"}
    assert [row["text"] for row in data["comments"]] == ["Mon avis est fait", "Trop vif", ""]
    assert data["comments"][0]["page"] == "Le parapheur"
    assert [row["text"] for row in data["comment_versions"]] == ["Premier jet"]
    received = data["moderation_of_comments"]
    assert [row["reason"] for row in received] == ["Article 3", "Donnée personnelle"]
    assert received[1]["message"] == "Entre nous"
    assert [row["text"] for row in data["appeals"]] == ["Je conteste"]
    assert [row["reason"] for row in data["reports"]] == ["Cela me vise"]
    assert len(data["sealed_texts"]) == 1
    assert "Un secret" not in str(data)
    assert [row["reason"] for row in data["moderation_decisions"]] == ["Article 4"]
    assert data["volunteering"][0]["message"] == "Appelez-moi au 12"
    assert data["volunteering"][0]["status"] == "Proposition reçue"
    assert data["progress_reports"][0]["note"] == "Ça avance"
    assert data["led_actions"][0]["action"] == "Le parapheur"
    assert data["privacy_requests"][0]["answer"] == "C’est fait"
    assert data["notes"][0]["text"] == "À revoir"
    assert data["unsaved_forms"][0]["content"] == "title=Brouillon"
    assert {(mail["recipient"], mail["attempts"]) for mail in data["mail"]} == {(person.email, 0)}
    assert set(data) >= {kind.key for kind in personal_data()}
    assert "Réponse d’un autre" not in str(data)


def test_the_archive_names_the_comment_that_was_really_answered(
    agent: User, action: ActionPage, sign_in: SignIn, download: Download
) -> None:
    second = CommentFactory(page=action, parent=CommentFactory(page=action), depth=MAX_DEPTH - 1)
    third = CommentFactory(page=action, author=agent, parent=second, depth=MAX_DEPTH)
    post_comment(page=action, author=agent, parent=third, text="Je précise")
    rows = download(sign_in(agent))["comments"]
    assert [row["answer_to"] for row in rows] == [second.pk, third.pk]


def test_the_page_of_the_archive_reads_alone(person: User, sign_in: SignIn, download: Download) -> None:
    CommentFactory(author=person, text="<script>alert(1)</script> & la suite")
    html = download(sign_in(person))["html"]
    assert "Mon avis est fait" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; la suite" in html
    assert "Données de <bdi>Dominique Introuvable</bdi>" in html
    for outside in ("http://", "https://", "src=", "<script", "<link"):
        assert outside not in html


def test_the_archive_joins_the_files(person: User, sign_in: SignIn, download: Download) -> None:
    data = download(sign_in(person))
    joined = [row["in_archive"] for row in data["files"]]
    assert len(joined) == 4
    assert set(joined) <= set(data[""])
    assert b"Une note" in data[""].values()
    assert all(name.startswith(("fichiers/", "donnees.json", "lisible.html")) for name in data[""])


def test_files_that_do_not_fit_or_are_lost_are_named(
    person: User, sign_in: SignIn, download: Download, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = CustomDocument.objects.get(uploaded_by_user=person)
    document.file.storage.delete(document.file.name)
    monkeypatch.setattr(archive, "MAX_FILES_SIZE", 20)
    files = {row["file"]: row for row in download(sign_in(person))["files"]}
    assert files[document.file.name]["missing"] == "le portail n’a plus ce fichier"
    assert sum("missing" in row for row in files.values()) == 3
    assert sum("in_archive" in row for row in files.values()) == 1


def test_an_archive_is_one_s_own(person: User, agent: User, sign_in: SignIn, download: Download) -> None:
    client = sign_in(agent)
    assert "Introuvable" not in client.get(f"{PAGE}?user={person.pk}").content.decode()
    data = download(client)
    assert "Introuvable" not in str(data)
    assert data["comments"] == []


def test_only_a_form_of_the_portal_downloads(agent: User, sign_in: SignIn) -> None:
    assert sign_in(agent).get(f"{PAGE}telecharger/").status_code == 405
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    assert client.post(f"{PAGE}telecharger/").status_code == 403
    assert Client().post(f"{PAGE}telecharger/").status_code == 302


def test_nobody_keeps_a_copy_on_the_way(agent: User, sign_in: SignIn) -> None:
    response = sign_in(agent).post(f"{PAGE}telecharger/")
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith('attachment; filename="mes-donnees-')
    assert response["Content-Type"] == "application/zip"


@pytest.mark.long
def test_five_thousand_comments_take_no_more_queries(
    person: User, action: ActionPage, sign_in: SignIn, download: Download
) -> None:
    client = sign_in(person)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            download(client)
        return len(captured)

    download(client)  # the first one of the day writes the row that counts them
    few = queries()
    started = timezone.now() - datetime.timedelta(days=900)
    Comment.objects.bulk_create(
        Comment(
            page_id=action.pk,
            author=person,
            text=f"Un avis, le {number}e. " * 20,
            created_at=started + datetime.timedelta(hours=number),
        )
        for number in range(5000)
    )
    assert queries() == few
    assert few <= len(personal_data()) + 15
    assert len(download(client)["comments"]) == 5003


def test_the_page_costs_one_count_for_each_kind(person: User, sign_in: SignIn) -> None:
    client = sign_in(person)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as captured:
        client.get(PAGE)
    assert len(captured) <= len(personal_data()) + 10


def test_an_agent_of_whom_little_is_held(sign_in: SignIn) -> None:
    html = sign_in(UserFactory()).get(PAGE).content.decode()
    assert "<dt>Votre compte" in html
    assert "<dt>Commentaires" not in html
    assert "Vous n’avez fait aucune demande" in html
