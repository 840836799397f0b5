"""Comments through HTTP: posting, answering, editing, deleting, masking."""

import datetime
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from portal.accounts.models import User
from portal.common.errors import AlreadySentError, RefusalError
from projects.comments.errors import CannotReplyError
from projects.comments.models import Comment
from projects.comments.services import delete_comment, edit_comment, post_comment
from projects.comments.signals import comment_posted
from projects.models import ActionPage
from tests.factories import (
    ActionPageFactory,
    CommentFactory,
    EditorialPageFactory,
    FilmPageFactory,
    NewsletterPageFactory,
    UserFactory,
)
from tests.forms import read_form
from tests.moderating import withdraw_text

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def address(page: Page) -> str:
    return reverse("comments:comments", args=[page.pk])


def shown(client: Client, page: Page, query: str = "") -> str:
    response = client.get(page.get_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def order(html: str, *texts: str) -> bool:
    positions = [html.index(text) for text in texts]
    return all(first < second for first, second in pairwise(positions))


def old(comment: Comment, **ago: int) -> Comment:
    comment.created_at = timezone.now() - datetime.timedelta(**ago)
    comment.save()
    return comment


# Posting


@pytest.mark.parametrize("factory", [ActionPageFactory, FilmPageFactory, NewsletterPageFactory])
def test_an_agent_comments_on_an_action_a_film_or_a_letter(
    factory: type, client: Client, agent: User
) -> None:
    page = factory()
    form = read_form(shown(client, page), "commenter")
    response = client.post(form.action, form.fields | {"text": "Bonne idée.\r\nVraiment."})
    comment = Comment.objects.get()
    assert (comment.author, comment.page_id, comment.text) == (agent, page.pk, "Bonne idée.\nVraiment.")
    assert response.url == f"{page.get_url()}#commentaire-{comment.pk}"
    html = shown(client, page)
    assert f'id="commentaire-{comment.pk}"' in html
    assert "<p>Bonne idée.<br>Vraiment.</p>" in html


def test_the_same_form_sent_twice_posts_once(client: Client, action: ActionPage) -> None:
    form = read_form(shown(client, action), "commenter")
    sent = form.fields | {"text": "Une fois."}
    first, second = client.post(form.action, sent), client.post(form.action, sent)
    assert Comment.objects.count() == 1
    assert first.url == second.url


def test_another_text_sent_with_a_used_form_is_neither_lost_nor_posted(
    client: Client, action: ActionPage
) -> None:
    form = read_form(shown(client, action), "commenter")
    client.post(form.action, form.fields | {"text": "Premier."})
    response = client.post(form.action, form.fields | {"text": "Second."})
    again = read_form(response.content.decode(), "commenter")
    assert again.fields["text"] == "Second."
    client.post(again.action, again.fields)
    assert set(Comment.objects.values_list("text", flat=True)) == {"Premier.", "Second."}


@pytest.mark.parametrize("text", ["", "   \r\n ", "x" * 5001, "nul\x00"])
def test_a_refused_text_is_kept_with_the_reason_beside_it(
    text: str, client: Client, action: ActionPage
) -> None:
    form = read_form(shown(client, action), "commenter")
    response = client.post(form.action, form.fields | {"text": text})
    html = response.content.decode()
    assert not Comment.objects.exists()
    assert action.title in html  # the page itself, not a form alone
    assert 'id="comment-text_error"' in html
    assert 'aria-describedby="comment-text_error"' in html
    assert 'aria-invalid="true"' in html
    if text.strip() and "\x00" not in text:
        assert read_form(html, "commenter").fields["text"] == text


def test_line_breaks_of_the_browser_count_once(client: Client, action: ActionPage) -> None:
    form = read_form(shown(client, action), "commenter")
    client.post(form.action, form.fields | {"text": "x\r\n" * 2499 + "fi"})
    assert len(Comment.objects.get().text) == 5000


def test_a_text_is_never_html(client: Client, action: ActionPage) -> None:
    text = '<script>alert(1)</script> <b onclick="x">gras</b> & "fin" javascript:alert(1)'
    CommentFactory(page=action, text=text)
    html = shown(client, action)
    assert "<script>alert(1)" not in html
    assert "<b onclick" not in html
    assert 'href="javascript' not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_addresses_can_be_clicked(client: Client, action: ActionPage) -> None:
    CommentFactory(page=action, text='Voir (https://exemple.invalid/a?b=1&c="2").\n\nEt www.exemple.org')
    html = shown(client, action)
    assert '<a href="https://exemple.invalid/a?b=1&amp;c=" rel="nofollow noopener">' in html
    assert 'rel="nofollow noopener">www.exemple.org</a></p>' in html


def test_htmx_gets_the_comments_alone_and_hears_what_happened(client: Client, action: ActionPage) -> None:
    form = read_form(shown(client, action), "commenter")
    response = client.post(form.action, form.fields | {"text": "Sans recharger."}, **HTMX)
    html = response.content.decode()
    assert "<html" not in html
    assert "Sans recharger." in html
    assert Comment.objects.get().anchor in response["HX-Replace-Url"]
    status = html.split('role="status">')[1].split("</p>")[0]
    assert status.strip()
    refused = client.post(form.action, form.fields | {"text": ""}, **HTMX).content.decode()
    assert "<html" not in refused
    assert "comment-text_error" in refused


def test_a_page_without_comments_takes_none(client: Client) -> None:
    page = EditorialPageFactory()
    assert client.post(address(page), {"text": "Ici ?"}).status_code == 404
    assert not Comment.objects.exists()


def test_a_visit_to_the_form_s_address_leads_to_the_page(client: Client, action: ActionPage) -> None:
    response = client.get(f"{address(action)}?repondre=3")
    assert response.url == f"{action.get_url()}?repondre=3"


def test_a_comment_is_announced_on_commit_and_once(
    action: ActionPage, agent: User, django_capture_on_commit_callbacks: Callable
) -> None:
    heard: list[Comment] = []

    def listen(comment: Comment, **kwargs: object) -> None:
        heard.append(comment)

    comment_posted.listen(listen, name="test")
    try:
        with django_capture_on_commit_callbacks(execute=True):
            comment = post_comment(page=action, author=agent, text="Bonjour")
            post_comment(page=action, author=agent, text="Bonjour", submission=comment.submission)
            assert heard == []
    finally:
        del comment_posted.listeners["test"]
    assert heard == [comment]


# Who may


def test_who_cannot_read_the_page_can_do_nothing_with_its_comments(
    client: Client, agent: User, action: ActionPage
) -> None:
    comment = CommentFactory(page=action, author=agent)
    restriction = PageViewRestriction.objects.create(
        page=action.get_parent(), restriction_type=PageViewRestriction.GROUPS
    )
    assert restriction.groups.count() == 0
    assert client.post(address(action), {"text": "Dedans"}).status_code == 404
    for name in ("edit_comment", "delete_comment", "comment_versions"):
        path = reverse(f"comments:{name}", args=[comment.pk])
        assert client.get(path).status_code == 404
        assert client.post(path, {"text": "Autre"}).status_code in (404, 405)
    assert Comment.objects.get().deleted_at is None


def test_an_unpublished_page_takes_no_comment(client: Client, action: ActionPage) -> None:
    action.unpublish()
    assert client.post(address(action), {"text": "Dedans"}).status_code == 404


@pytest.mark.parametrize("name", ["edit_comment", "delete_comment"])
def test_nobody_else_edits_or_deletes(name: str, client: Client, action: ActionPage) -> None:
    comment = CommentFactory(page=action)
    path = reverse(f"comments:{name}", args=[comment.pk])
    assert path not in shown(client, action)
    assert client.get(path).status_code == 403
    assert client.post(path, {"text": "Autre"}).status_code == 403
    unchanged = Comment.objects.get()
    assert (unchanged.text, unchanged.deleted_at) == (comment.text, None)


# Threads


def test_the_reply_form_is_under_its_comment_and_alone(client: Client, action: ActionPage) -> None:
    first, second = (CommentFactory(page=action, text=text) for text in ("Un premier", "Un second"))
    html = shown(client, action, f"?repondre={first.pk}&tri-commentaires=anciens")
    assert html.count('name="text"') == 1
    assert order(html, "Un premier", 'id="repondre"', "Un second")
    form = read_form(html, "repondre")
    client.post(form.action, form.fields | {"text": "Une réponse"})
    reply = Comment.objects.get(text="Une réponse")
    assert (reply.parent, reply.depth) == (first, 2)
    assert order(shown(client, action, "?tri-commentaires=anciens"), "Un premier", "Une réponse", "Un second")
    assert second.depth == 1


@pytest.mark.parametrize("query", ["?repondre=999999", "?repondre=abc", "?repondre=", "?tri-commentaires=x"])
def test_an_unknown_comment_to_answer_shows_the_plain_form(
    query: str, client: Client, action: ActionPage
) -> None:
    read_form(shown(client, action, query), "commenter")


def test_an_answer_to_the_last_level_joins_it(action: ActionPage, agent: User) -> None:
    one = post_comment(page=action, author=agent, text="1")
    two = post_comment(page=action, author=agent, text="2", parent=one)
    three = post_comment(page=action, author=agent, text="3", parent=two)
    four = post_comment(page=action, author=agent, text="4", parent=three)
    assert (three.depth, four.depth) == (3, 3)
    assert (four.parent, four.answered) == (two, three)


def test_nested_lists_are_well_formed(client: Client, action: ActionPage, agent: User) -> None:
    one = post_comment(page=action, author=agent, text="A1")
    two = post_comment(page=action, author=agent, text="A2", parent=one)
    post_comment(page=action, author=agent, text="A3", parent=two)
    post_comment(page=action, author=agent, text="A4", parent=one)
    post_comment(page=action, author=agent, text="B1")
    html = shown(client, action, "?tri-commentaires=anciens")
    start = html.index('<ol class="comments__list" id="fils">')
    thread = html[start : html.index("</section>", start)]
    for tag in ("ol", "li", "article"):
        assert thread.count(f"<{tag}") == thread.count(f"</{tag}>")
    assert (thread.count("<h3"), thread.count("<h4"), thread.count("<h5")) == (2, 2, 1)
    outline = thread.replace("</ol>", "\x00)\x00").replace("<ol", "\x00(\x00").split("\x00")
    levels = {}
    depth = 0
    for part in outline:
        depth += {"(": 1, ")": -1}.get(part, 0)
        for text in ("A1", "A2", "A3", "A4", "B1"):
            if f"<p>{text}</p>" in part:
                levels[text] = depth
    assert levels == {"A1": 1, "A2": 2, "A3": 3, "A4": 2, "B1": 1}
    assert depth == 0


def test_newest_or_oldest_first_while_answers_follow_time(client: Client, action: ActionPage) -> None:
    first = old(CommentFactory(page=action, text="Ancien"), days=3)
    old(CommentFactory(page=action, text="Réponse une", parent=first, depth=2), days=2)
    old(CommentFactory(page=action, text="Réponse deux", parent=first, depth=2), hours=30)
    old(CommentFactory(page=action, text="Récent"), days=1)
    newest = shown(client, action)
    assert order(newest, "Récent", "Ancien", "Réponse une", "Réponse deux")
    assert newest.count("<article") == shown(client, action, "?tri-commentaires=recents").count("<article")
    assert order(
        shown(client, action, "?tri-commentaires=anciens"), "Ancien", "Réponse une", "Réponse deux", "Récent"
    )


def test_a_parent_of_another_page_is_refused_and_the_text_kept(client: Client, action: ActionPage) -> None:
    elsewhere = CommentFactory()
    response = client.post(address(action), {"text": "Perdue ?", "parent": elsewhere.pk})
    again = read_form(response.content.decode(), "commenter")
    assert (again.fields["text"], again.fields["parent"]) == ("Perdue ?", "")
    with pytest.raises(CannotReplyError):
        post_comment(page=action, author=elsewhere.author, text="Non", parent=elsewhere)


def test_an_answer_to_a_comment_deleted_meanwhile_can_be_posted_alone(
    client: Client, action: ActionPage
) -> None:
    comment = CommentFactory(page=action)
    form = read_form(shown(client, action, f"?repondre={comment.pk}"), "repondre")
    delete_comment(comment=comment)
    response = client.post(form.action, form.fields | {"text": "Trop tard"})
    again = read_form(response.content.decode(), "commenter")
    client.post(again.action, again.fields)
    posted = Comment.objects.get(text="Trop tard")
    assert (posted.parent, posted.depth) == (None, 1)


# Editing


def test_the_author_edits_within_fifteen_minutes_and_versions_stay_readable(
    client: Client, agent: User, action: ActionPage, sign_in: Callable[[User], Client]
) -> None:
    comment = old(CommentFactory(page=action, author=agent, text="Avec une fote"), minutes=14)
    path = reverse("comments:edit_comment", args=[comment.pk])
    versions = reverse("comments:comment_versions", args=[comment.pk])
    html = shown(client, action)
    assert path in html
    assert versions not in html
    assert "Avec une fote" in client.get(path).content.decode()
    assert client.post(path, {"text": "Avec une faute"}).url.endswith(f"#commentaire-{comment.pk}")
    reader = sign_in(UserFactory())
    assert versions in shown(reader, action)
    page = reader.get(versions).content.decode()
    assert "Avec une fote" in page
    assert "Avec une faute" in page


def test_saving_the_same_text_marks_nothing(client: Client, agent: User, action: ActionPage) -> None:
    comment = CommentFactory(page=action, author=agent, text="Pareil")
    client.post(reverse("comments:edit_comment", args=[comment.pk]), {"text": "Pareil"})
    comment.refresh_from_db()
    assert comment.edited_at is None
    assert not comment.versions.exists()


def test_after_fifteen_minutes_the_text_stays_and_what_was_typed_is_kept(
    client: Client, agent: User, action: ActionPage
) -> None:
    comment = old(CommentFactory(page=action, author=agent, text="Avant"), minutes=15)
    path = reverse("comments:edit_comment", args=[comment.pk])
    assert path not in shown(client, action)
    html = client.post(path, {"text": "Après coup"}).content.decode()
    assert "Après coup" in html
    comment.refresh_from_db()
    assert comment.text == "Avant"
    with pytest.raises(RefusalError, match="ne peut plus être"):
        edit_comment(comment=comment, text="Après coup")


# Deleting and masking


def test_an_unanswered_comment_disappears_and_its_row_stays(
    client: Client, agent: User, action: ActionPage
) -> None:
    comment = old(CommentFactory(page=action, author=agent, text="À retirer"), days=40)
    path = reverse("comments:delete_comment", args=[comment.pk])
    assert "À retirer" in client.get(path).content.decode()
    assert client.post(path).url == f"{action.get_url()}#commentaires"
    assert client.post(path).status_code == 302  # a second click
    html = shown(client, action)
    assert "À retirer" not in html
    assert f"commentaire-{comment.pk}" not in html
    comment.refresh_from_db()
    assert comment.deleted_at
    assert comment.text == "À retirer"


def test_an_answered_comment_leaves_a_dated_place(client: Client, agent: User, action: ActionPage) -> None:
    comment = CommentFactory(page=action, author=agent, text="À retirer")
    reply = CommentFactory(page=action, parent=comment, depth=2, text="Une réponse")
    deleted_at = datetime.datetime(2017, 3, 5, 12, tzinfo=datetime.UTC)
    delete_comment(comment=comment, deleted_at=deleted_at)
    html = shown(client, action)
    assert "À retirer" not in html
    assert "5 mars 2017" in html
    assert order(html, f'id="commentaire-{comment.pk}"', "Une réponse")
    delete_comment(comment=reply)
    assert f"commentaire-{comment.pk}" not in shown(client, action)
    for name in ("edit_comment", "comment_versions"):
        assert client.get(reverse(f"comments:{name}", args=[comment.pk])).status_code == 404


def test_a_withdrawn_comment_shows_its_date_and_reason_never_its_text(
    client: Client, agent: User, action: ActionPage
) -> None:
    comment = CommentFactory(page=action, author=agent, text="Un nom propre")
    edit_comment(comment=comment, text="Un vilain mot")
    decided_at = datetime.datetime(2017, 4, 6, 12, tzinfo=datetime.UTC)
    withdraw_text(comment, reasoning="Article 3 : <respect> des personnes.", decided_at=decided_at)
    html = shown(client, action, f"?repondre={comment.pk}")
    assert "vilain" not in html
    assert "Article 3 : &lt;respect&gt; des personnes." in html
    assert "6 avril 2017" in html
    read_form(html, "commenter")
    for name in ("edit_comment", "delete_comment", "comment_versions"):
        assert client.get(reverse(f"comments:{name}", args=[comment.pk])).status_code == 404
    with pytest.raises(CannotReplyError):
        post_comment(page=action, author=agent, text="Réponse", parent=Comment.objects.get(pk=comment.pk))


def test_a_submission_belongs_to_its_author_and_text(action: ActionPage, agent: User) -> None:
    first = post_comment(page=action, author=agent, text="Un")
    with pytest.raises(AlreadySentError):
        post_comment(page=action, author=agent, text="Deux", submission=first.submission)
    other = post_comment(page=action, author=UserFactory(), text="Deux", submission=first.submission)
    assert other != first


# An expired session


def test_a_comment_sent_after_the_session_expired_is_kept_for_its_author(
    client: Client, agent: User, action: ActionPage
) -> None:
    comment = CommentFactory(page=action)
    place = f"{action.get_url()}?repondre={comment.pk}"
    form = read_form(shown(client, action, f"?repondre={comment.pk}"), "repondre")
    client.cookies.clear()
    headers = {"Referer": f"http://testserver{place}"}
    response = client.post(form.action, form.fields | {"text": "Un long texte"}, headers=headers)
    assert response.url.startswith("/connexion/?next=")
    assert not Comment.objects.exclude(pk=comment.pk).exists()
    back = client.post(response.url, {"username": agent.email, "password": "une phrase de passe solide"})
    assert back.url == place
    again = read_form(client.get(back.url).content.decode(), "repondre")
    assert again.fields["text"] == "Un long texte"
    client.post(again.action, again.fields)
    assert Comment.objects.get(text="Un long texte").parent == comment
    assert "Un long texte" not in read_form(shown(client, action), "commenter").fields["text"]


def test_htmx_is_sent_to_sign_in_as_a_whole_page(client: Client, action: ActionPage) -> None:
    form = read_form(shown(client, action), "commenter")
    client.cookies.clear()
    response = client.post(form.action, form.fields | {"text": "Texte"}, **HTMX)
    assert response["HX-Redirect"].startswith("/connexion/?next=")


def test_an_editors_preview_shows_no_form(action: ActionPage, rf: object, agent: User) -> None:
    request = rf.get("/")
    request.user = agent
    response = action.make_preview_request(original_request=request)
    response.render()
    assert b"commenter" not in response.content
