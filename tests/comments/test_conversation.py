"""Conversations through HTTP: kinds, orders, long threads, permalinks, mentions, reactions, answers."""

import datetime
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from portal.signin.signing_in import PREVIOUS_VISIT
from projects.comments.errors import CommentGoneError
from projects.comments.models import Comment, CommentVersion, Mention, Reaction
from projects.comments.personal_data import anonymise_mentions_of
from projects.comments.services import delete_comment, edit_comment, give_official_answer, post_comment, react
from projects.comments.signals import agents_mentioned, official_answer_given
from projects.comments.threads import ANSWERS_ALONE, ANSWERS_SHOWN, THREADS_SHOWN
from projects.models import ActionPage
from tests.comments.test_comments import HTMX, address, order, shown
from tests.factories import CommentFactory, UserFactory
from tests.forms import read_form

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DAY = datetime.timedelta(days=1)


def thread_of(action: ActionPage, answers: int) -> tuple[Comment, list[Comment]]:
    first = CommentFactory(page=action, text="Le début du fil")
    shared = {"page": action, "author": first.author, "parent": first, "depth": 2, "thread": first.thread}
    made = [
        Comment(
            **shared,
            text=f"Réponse n{n}n",
            created_at=first.created_at + n * datetime.timedelta(seconds=1),
        )
        for n in range(1, answers + 1)
    ]  # fmt: skip
    return first, Comment.objects.bulk_create(made)


def opened(client: Client, comment: Comment) -> str:
    """The page to which the permanent address of a comment leads."""
    response = client.get(comment.get_absolute_url())
    assert response.url.endswith(f"#commentaire-{comment.pk}")
    return client.get(response.url).content.decode()


def is_shown(comment: Comment, html: str) -> bool:
    return f'id="commentaire-{comment.pk}"' in html


@pytest.fixture
def lead(action: ActionPage) -> User:
    assert action.lead_person is not None
    return action.lead_person


# Kinds


def test_a_kind_can_be_said_shown_and_filtered(client: Client, action: ActionPage) -> None:
    form = read_form(shown(client, action), "commenter")
    client.post(form.action, form.fields | {"text": "Et le samedi ?", "kind": "question"})
    CommentFactory(page=action, text="Sans genre")
    CommentFactory(page=action, text="Une idée", kind="idea")
    html = shown(client, action)
    assert 'class="comment__kind comment__kind--question"' in html
    assert "Question (1)" in html
    only = shown(client, action, "?genre-commentaires=question")
    assert "Et le samedi ?" in only
    assert "Sans genre" not in only
    assert "Une idée" not in only
    assert "3 commentaires" in only  # the total is that of the page
    nothing = shown(client, action, "?genre-commentaires=objection")
    assert "3 commentaires" in nothing
    assert "Sans genre" not in nothing


@pytest.mark.parametrize("kind", ["autre", "<b>", "question\x00"])
def test_an_unknown_kind_is_refused_and_the_text_kept(kind: str, client: Client, action: ActionPage) -> None:
    form = read_form(shown(client, action), "commenter")
    html = client.post(form.action, form.fields | {"text": "Gardé", "kind": kind}).content.decode()
    assert read_form(html, "commenter").fields["text"] == "Gardé"
    assert not Comment.objects.exists()
    with pytest.raises(ValidationError):
        post_comment(page=action, author=UserFactory(), text="Non", kind="autre")


def test_an_answer_has_no_kind(action: ActionPage, agent: User) -> None:
    first = CommentFactory(page=action, kind="idea")
    assert post_comment(page=action, author=agent, text="Oui", parent=first, kind="idea").kind == ""
    with pytest.raises(IntegrityError):
        CommentFactory(page=action, parent=first, depth=2, kind="idea")


# Long conversations


def test_a_long_list_is_shown_by_batches_that_miss_nothing(client: Client, action: ActionPage) -> None:
    made = CommentFactory.create_batch(2 * THREADS_SHOWN + 5, page=action)
    for choice in ("recents", "anciens", "discutes"):
        query = f"?tri-commentaires={choice}"
        seen: list[int] = []
        for _batch in range(3):
            html = shown(client, action, query)
            assert f"{len(made)} commentaires" in html
            here = [comment.pk for comment in made if is_shown(comment, html)]
            assert 0 < len(here) <= THREADS_SHOWN
            seen += here
            links = [part.split('"')[0] for part in html.split('href="?') if "apres=" in part.split('"')[0]]
            query = "?" + links[-1].split("#")[0].replace("&amp;", "&") if links else ""
        assert sorted(seen) == [comment.pk for comment in made]
        assert query == ""


def test_htmx_gets_the_next_batch_alone(client: Client, action: ActionPage) -> None:
    made = CommentFactory.create_batch(THREADS_SHOWN + 1, page=action)
    response = client.get(f"{address(action)}?apres={made[1].pk}", **HTMX)
    html = response.content.decode()
    assert "<html" not in html
    assert [is_shown(comment, html) for comment in made[:3]] == [True, False, False]


def test_the_most_discussed_come_first(client: Client, action: ActionPage) -> None:
    calm, lively, quiet = (CommentFactory(page=action, text=text) for text in ("Calme", "Animé", "Muet"))
    for parent, answers in ((calm, 1), (lively, 3)):
        CommentFactory.create_batch(answers, page=action, parent=parent, depth=2)
    html = shown(client, action, "?tri-commentaires=discutes")
    assert order(html, "Animé", "Calme", "Muet")
    next_ones = shown(client, action, f"?tri-commentaires=discutes&apres={lively.pk}")
    assert [is_shown(comment, next_ones) for comment in (lively, calm, quiet)] == [False, True, True]


def test_the_answers_of_a_long_thread_come_by_batches_that_miss_nothing(
    client: Client, action: ActionPage
) -> None:
    first, answers = thread_of(action, ANSWERS_SHOWN + ANSWERS_ALONE + 5)
    html = shown(client, action)
    rest = ANSWERS_ALONE + 5
    assert [is_shown(answer, html) for answer in answers] == [True] * ANSWERS_SHOWN + [False] * rest
    assert str(rest) in html.split('class="comments__more"')[1].split("</li>")[0]
    seen = answers[:ANSWERS_SHOWN]
    for left in (5, 0):
        html = shown(client, action, f"?fil={first.pk}&apres={seen[-1].pk}")
        assert is_shown(first, html)
        following = answers[len(seen)]
        assert html.split(f'id="commentaire-{following.pk}"')[1].split(">")[0].endswith("autofocus")
        seen += [answer for answer in answers if is_shown(answer, html)]
        assert ('class="comments__more"' in html) is bool(left)
    assert seen == answers


@pytest.mark.parametrize("place", [0, ANSWERS_SHOWN, ANSWERS_ALONE - 1, ANSWERS_ALONE, ANSWERS_ALONE + 30])
def test_a_permanent_address_opens_the_thread_where_its_comment_is(
    place: int, client: Client, action: ActionPage
) -> None:
    _first, answers = thread_of(action, ANSWERS_ALONE + 40)
    CommentFactory.create_batch(THREADS_SHOWN + 1, page=action)
    html = opened(client, answers[place])
    assert is_shown(answers[place], html)


def test_a_permanent_address_of_a_short_conversation_shows_all_of_it(
    client: Client, action: ActionPage
) -> None:
    one, two = CommentFactory(page=action), CommentFactory(page=action)
    html = opened(client, one)
    assert is_shown(one, html)
    assert is_shown(two, html)


def test_a_permanent_address_of_a_deleted_comment_says_so(client: Client, action: ActionPage) -> None:
    comment = CommentFactory(page=action)
    delete_comment(comment=comment)
    html = opened(client, comment)
    assert "Ce commentaire n’est plus ici." in html


def test_a_permanent_address_is_closed_with_its_page(client: Client, action: ActionPage) -> None:
    comment = CommentFactory(page=action)
    action.unpublish()
    assert client.get(comment.get_absolute_url()).status_code == 404
    assert client.get(reverse("comments:comment", args=[comment.pk + 1])).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["?fil=abc", "?fil=", "?fil=9" * 9, "?apres=abc", f"?apres={'9' * 30}", f"?fil={'9' * 30}&apres=1",
     "?genre-commentaires=x", "?tri-commentaires=", "?fil=١"],
)  # fmt: skip
def test_an_address_that_names_nothing_shows_the_conversation(
    query: str, client: Client, action: ActionPage
) -> None:
    comment = CommentFactory(page=action)
    assert is_shown(comment, shown(client, action, query))


def test_a_comment_of_another_page_is_not_found_here(client: Client, action: ActionPage) -> None:
    elsewhere = CommentFactory(text="D’une autre page")
    assert "D’une autre page" not in shown(client, action, f"?fil={elsewhere.pk}")


def test_an_answer_to_what_the_list_does_not_show_is_written_and_seen(
    client: Client, action: ActionPage
) -> None:
    _first, answers = thread_of(action, ANSWERS_SHOWN + 5)
    form = read_form(shown(client, action, f"?repondre={answers[-1].pk}"), "repondre")
    response = client.post(form.action, form.fields | {"text": "Vue ?"})
    posted = Comment.objects.get(text="Vue ?")
    assert posted.parent == answers[-1]
    assert is_shown(posted, client.get(response.url).content.decode())
    html = client.post(form.action, form.fields | {"text": "Vue ?"}, **HTMX).content.decode()
    assert is_shown(posted, html)


def test_a_new_comment_is_seen_even_at_the_end(client: Client, action: ActionPage) -> None:
    CommentFactory.create_batch(THREADS_SHOWN + 1, page=action)
    form = read_form(shown(client, action, "?tri-commentaires=anciens"), "commenter")
    response = client.post(form.action, form.fields | {"text": "Le dernier"})
    assert is_shown(Comment.objects.get(text="Le dernier"), client.get(response.url).content.decode())


# New since my last visit


def test_what_came_since_the_previous_visit_is_marked_and_reached(
    client: Client, agent: User, action: ActionPage
) -> None:
    now = timezone.now()
    CommentFactory(page=action, created_at=now - 3 * DAY)
    news = [CommentFactory(page=action, created_at=now - hours * DAY / 24) for hours in (5, 4)]
    CommentFactory(page=action, author=agent)  # one's own is never new
    assert "badge--new" not in shown(client, action)
    session = client.session
    session[PREVIOUS_VISIT] = (now - DAY).isoformat()
    session.save()
    html = shown(client, action)
    assert html.split('id="commentaires"')[1].count("badge--new") == 2
    assert f'href="?fil={news[0].pk}#commentaire-{news[0].pk}"' in html


# Mentions


@pytest.fixture
def heard() -> object:
    """What the signal of mentions says."""
    calls: list[tuple[Comment, list[User]]] = []

    def listen(comment: Comment, agents: list[User], **kwargs: object) -> None:
        calls.append((comment, agents))

    agents_mentioned.listen(listen, name="test")
    yield calls
    del agents_mentioned.listeners["test"]


@pytest.mark.parametrize(
    ("text", "is_mentioned"),
    [
        ("Merci @Élise Garandeau-Roy, c’est clair.", True),
        ("@Élise Garandeau-Roy", True),
        ("(@Élise Garandeau-Roy)", True),
        ("Merci @Élise\nGarandeau-Roy", False),
        ("Merci @Élise Garandeau", False),
        ("Merci Élise Garandeau-Roy", False),
        ("elise@Élise Garandeau-Roy", False),
        ("@Élise Garandeau-Royer", False),
        ("@ @@ @a " * 60, False),
    ],
)
def test_a_name_after_an_at_mentions(
    text: str, is_mentioned: bool, client: Client, action: ActionPage, agent: User
) -> None:
    colleague = UserFactory(first_name="Élise", last_name="Garandeau-Roy")
    comment = post_comment(page=action, author=agent, text=text)
    assert [mention.agent for mention in comment.mentions.all()] == ([colleague] if is_mentioned else [])
    marked = '<strong class="mention">@Élise Garandeau-Roy</strong>' in shown(client, action)
    assert marked is is_mentioned


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        ("Élise", "Garandeau-Roy", "E\u0301lise Garandeau-Roy"),
        ("Élise", "Garandeau-Roy", "elise  GARANDEAU\u2011roy"),
        ("Jean", "D’Hondt", "Jean D'Hondt"),
        ("Jean", "D'Hondt", "Jean\u00a0d’hondt"),
        ("Anne (DRH)", "Le Cœur", "Anne (DRH) Le Coeur"),
        ("", "Standard", "standard"),
        ("Maria", "da Silva de la Cruz y Ramos", "Maria da Silva de la Cruz y Ramos"),
        ("Łukasz", "Muñoz", "Lukasz Munoz"),
        ("Nguyễn", "J.", "Nguyen J."),
    ],
)
def test_a_name_mentions_however_it_is_typed(
    first: str, last: str, written: str, client: Client, action: ActionPage, agent: User
) -> None:
    colleague = UserFactory(first_name=first, last_name=last)
    comment = post_comment(
        page=action, author=agent, text=f"Merci @{written}, et encore (@{written.upper()})"
    )
    assert [mention.agent for mention in comment.mentions.all()] == [colleague]
    assert shown(client, action).count('<strong class="mention">@') == 2
    anonymise_mentions_of(colleague)
    comment.refresh_from_db()
    assert comment.text == "Merci @Agent parti, et encore (@Agent parti)"


def test_the_beginning_of_a_longer_name_mentions_nobody(action: ActionPage, agent: User) -> None:
    UserFactory(first_name="Jean", last_name="Martin")
    for written in ("Jean Martin-Dupré", "Jean Martin’s", "Jean Martine"):
        assert not post_comment(page=action, author=agent, text=f"@{written}").mentions.exists()


@pytest.mark.parametrize("typed", ["munoz", "lecoeur", "nguyen", "lukasz", "d'hondt", "D’Hondt", "drh"])
def test_the_list_finds_names_however_they_are_typed(typed: str, client: Client) -> None:
    UserFactory(first_name="Łukasz (DRH) Nguyễn", last_name="Muñoz Lecœur D’Hondt")
    assert len(client.get(reverse("comments:agents"), {"q": typed}).json()["options"]) == 1


def test_the_longest_name_counts_and_homonyms_are_all_named(action: ActionPage, agent: User) -> None:
    UserFactory(first_name="Jean", last_name="Martin")
    longer = [UserFactory(first_name="Jean", last_name="Martin Dupré") for _homonym in range(2)]
    UserFactory(first_name="Jean", last_name="Martin Dupré", is_active=False)
    comment = post_comment(page=action, author=agent, text="Avec @Jean Martin Dupré demain")
    assert {mention.agent for mention in comment.mentions.all()} == set(longer)


def test_only_who_is_newly_mentioned_and_may_read_is_told(
    action: ActionPage,
    agent: User,
    heard: list,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    one = UserFactory(first_name="Anne", last_name="Un")
    two = UserFactory(first_name="Bertrand", last_name="Deux")
    with django_capture_on_commit_callbacks(execute=True):
        comment = post_comment(page=action, author=agent, text=f"@Anne Un et @{agent.get_full_name()}")
    with django_capture_on_commit_callbacks(execute=True):
        edit_comment(comment=comment, text="@Anne Un et @Bertrand Deux")
    assert heard == [(comment, [one]), (comment, [two])]
    with django_capture_on_commit_callbacks(execute=True):
        edit_comment(comment=comment, text="@Bertrand Deux")
    assert [mention.agent for mention in comment.mentions.all()] == [two]
    assert len(heard) == 2
    group = Group.objects.create(name="Comité")
    restriction = PageViewRestriction.objects.create(
        page=action.get_parent(), restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(group)
    two.groups.add(group)
    with django_capture_on_commit_callbacks(execute=True):
        closed = post_comment(
            page=ActionPage.objects.get(pk=action.pk), author=agent, text="@Anne Un @Bertrand Deux"
        )
    assert heard[2:] == [(closed, [two])]


def test_a_mention_is_text_and_never_html(client: Client, action: ActionPage, agent: User) -> None:
    UserFactory(first_name="Jeanne", last_name="O'Brien")
    post_comment(page=action, author=agent, text='@Jeanne O\'Brien <img src="x">')
    html = shown(client, action)
    assert '<strong class="mention">@Jeanne O&#x27;Brien</strong> &lt;img' in html


def test_the_name_of_a_departed_agent_leaves_the_mentions(action: ActionPage, agent: User) -> None:
    gone = UserFactory(first_name="Firmin", last_name="Delaunay")
    comment = post_comment(page=action, author=agent, text="Vu avec @Firmin Delaunay hier")
    edit_comment(comment=comment, text="Vu avec @Firmin Delaunay ce matin")
    anonymise_mentions_of(gone)
    comment.refresh_from_db()
    assert comment.text == "Vu avec @Agent parti ce matin"
    assert CommentVersion.objects.get().text == "Vu avec @Agent parti hier"
    assert Mention.objects.get().written == "Agent parti"


@pytest.mark.parametrize("typed", ["eli", "Éli", "garan", "élise g", "roy"])
def test_names_are_suggested_whatever_their_accents(typed: str, client: Client) -> None:
    UserFactory(first_name="Élise", last_name="Garandeau-Roy")
    UserFactory(first_name="Élise", last_name="Garandeau-Partie", is_active=False)
    found = client.get(reverse("comments:agents"), {"q": typed}).json()
    assert [agent["label"] for agent in found["options"]] == ["Élise Garandeau-Roy"]
    assert found["status"]


@pytest.mark.parametrize("typed", ["", "e", "zzz", ".*", "(", "\x00\x00", "[a-", "%"])
def test_nothing_is_suggested_for_nothing(typed: str, client: Client) -> None:
    assert client.get(reverse("comments:agents"), {"q": typed}).json() == {"options": [], "status": ""}


def test_names_are_for_agents_and_few(client: Client) -> None:
    for _agent in range(12):
        UserFactory(first_name="Dominique")
    assert len(client.get(reverse("comments:agents"), {"q": "domi"}).json()["options"]) == 8
    assert Client().get(reverse("comments:agents"), {"q": "domi"}).status_code == 302


# Reactions


def test_a_reaction_is_given_changed_and_taken_back(client: Client, agent: User, action: ActionPage) -> None:
    comment = CommentFactory(page=action)
    path = reverse("comments:react")
    for sent, kinds in (
        ("agree-{}", ["agree"]),
        ("agree-{}", ["agree"]),
        ("thanks-{}", ["thanks"]),
        ("thanks-{}-off", []),
        ("thanks-{}-off", []),
    ):
        response = client.post(path, {"reaction": sent.format(comment.pk)})
        assert response.url.endswith(f"#commentaire-{comment.pk}")
        assert list(Reaction.objects.values_list("kind", flat=True)) == kinds


def test_reactions_are_counted_and_ones_own_is_pressed(
    client: Client, agent: User, action: ActionPage
) -> None:
    comment = CommentFactory(page=action)
    for _colleague in range(3):
        react(comment=comment, agent=UserFactory(), kind="agree")
    react(comment=comment, agent=agent, kind="thanks")
    html = shown(client, action).split('class="reactions"')[1].split("</div>")[0]
    agree, thanks, interesting, _unconvinced = html.split("</button>")[:4]
    sends = f'value="agree-{comment.pk}"' in agree
    assert ("<b>3</b>" in agree, 'aria-pressed="true"' in agree, sends) == (True, False, True)
    sends = f'value="thanks-{comment.pk}-off"' in thanks
    assert ("<b>1</b>" in thanks, 'aria-pressed="true"' in thanks, sends) == (True, True, True)
    assert "<b>" not in interesting


def test_htmx_gets_the_reactions_of_the_comment_alone(client: Client, action: ActionPage) -> None:
    comment = CommentFactory(page=action)
    sent = {"reaction": f"agree-{comment.pk}"}
    response = client.post(reverse("comments:react"), sent, **HTMX)
    html = response.content.decode()
    assert response["HX-Retarget"] == f"#commentaire-{comment.pk} > footer > .reactions"
    assert html.count("autofocus") == 1
    assert html.strip().startswith('<div class="reactions"')
    assert "<b>1</b>" in html


def test_a_reaction_to_nothing_is_refused(client: Client, agent: User, action: ActionPage) -> None:
    comment = CommentFactory(page=action)
    path = reverse("comments:react")
    for sent in ("hate-{}", "agree", "agree-", "agree-x", "agree-{}-on", "", "agree-" + "9" * 30, "agree-١"):
        assert client.post(path, {"reaction": sent.format(comment.pk)}).status_code == 400
    assert client.get(path).status_code == 302
    delete_comment(comment=comment)
    assert client.post(path, {"reaction": f"agree-{comment.pk}"}).status_code == 404
    with pytest.raises(CommentGoneError):
        react(comment=comment, agent=agent, kind="agree")
    other = CommentFactory(page=action)
    action.unpublish()
    assert client.post(path, {"reaction": f"agree-{other.pk}"}).status_code == 404
    assert not Reaction.objects.exists()


# The official answer


def test_the_lead_person_marks_an_answer_which_comes_first(
    client: Client, action: ActionPage, lead: User, sign_in: Callable[[User], Client]
) -> None:
    first, _answers = thread_of(action, ANSWERS_SHOWN + 5)
    answer = post_comment(page=action, author=lead, text="Voici notre réponse.", parent=first)
    path = reverse("comments:official_answer", args=[answer.pk])
    assert path not in shown(client, action)
    leads = sign_in(lead)
    assert path in opened(leads, answer)
    assert leads.post(path, {"official": "1"}).url.endswith(f"#commentaire-{answer.pk}")
    html = shown(client, action)
    assert order(html, "Le début du fil", "Réponse officielle", "Voici notre réponse.", "Réponse n1n")
    assert html.count("Voici notre réponse.") == 1
    rest = shown(client, action, f"?fil={first.pk}&apres={_answers[ANSWERS_SHOWN].pk}")
    assert "Voici notre réponse." not in rest
    leads.post(path, {"official": "0"})
    assert "Réponse officielle" not in shown(client, action)


def test_an_official_comment_of_the_first_level_heads_the_list(
    client: Client, action: ActionPage, lead: User
) -> None:
    official = CommentFactory(page=action, author=lead, text="Notre point d’étape")
    made = CommentFactory.create_batch(THREADS_SHOWN + 5, page=action)
    give_official_answer(comment=official)
    html = shown(client, action)
    assert order(html, "Notre point d’étape", made[-1].text)
    rest = shown(client, action, f"?apres={made[5].pk}")
    assert "Notre point d’étape" not in rest
    delete_comment(comment=official)
    assert "Notre point d’étape" not in shown(client, action)


def test_a_thread_has_one_official_answer(
    action: ActionPage, lead: User, django_capture_on_commit_callbacks: Callable
) -> None:
    heard: list[Comment] = []

    def listen(comment: Comment, **kwargs: object) -> None:
        heard.append(comment)

    official_answer_given.listen(listen, name="test")
    try:
        first = CommentFactory(page=action)
        one, two = (CommentFactory(page=action, author=lead, parent=first, depth=2) for _answer in range(2))
        with django_capture_on_commit_callbacks(execute=True):
            for comment in (one, one, two):
                give_official_answer(comment=comment)
    finally:
        del official_answer_given.listeners["test"]
    assert heard == [one, two]
    assert list(Comment.objects.filter(official_at__isnull=False)) == [two]


def test_nobody_else_marks_an_official_answer(
    client: Client, action: ActionPage, agent: User, lead: User, sign_in: Callable[[User], Client]
) -> None:
    mine, theirs = CommentFactory(page=action, author=agent), CommentFactory(page=action, author=lead)
    for comment in (mine, theirs):
        path = reverse("comments:official_answer", args=[comment.pk])
        assert client.post(path, {"official": "1"}).status_code == 403
    path = reverse("comments:official_answer", args=[mine.pk])
    assert sign_in(lead).post(path, {"official": "1"}).status_code == 403
    assert not Comment.objects.filter(official_at__isnull=False).exists()
    agent.groups.add(Group.objects.get(name="Administration"))
    assert client.post(path, {"official": "1"}).status_code == 302
    assert Comment.objects.get(official_at__isnull=False) == mine


# A page that vanishes under an open form


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_page_unpublished_under_an_open_form_gives_the_text_back(
    headers: dict[str, str], client: Client, action: ActionPage
) -> None:
    form = read_form(shown(client, action), "commenter")
    action.unpublish()
    response = client.post(form.action, form.fields | {"text": "Un long <texte>\r\nà garder"}, **headers)
    html = response.content.decode()
    assert response.status_code == (200 if headers else 404)  # htmx shows no answer that says 404
    assert "Un long &lt;texte&gt;\r\nà garder" in html
    assert action.title not in html
    assert response.headers.get("HX-Retarget") == ("main" if headers else None)
    assert not Comment.objects.exists()


def test_a_correction_of_what_vanished_is_given_back(client: Client, agent: User, action: ActionPage) -> None:
    comment = CommentFactory(page=action, author=agent)
    path = reverse("comments:edit_comment", args=[comment.pk])
    action.unpublish()
    response = client.post(path, {"text": "Corrigé"})
    assert response.status_code == 404
    assert "Corrigé</textarea>" in response.content.decode()
    assert client.get(path).status_code == 404
