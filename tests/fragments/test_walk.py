"""After each of many changes, what people see of what is kept is what they see when nothing is."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from portal.accounts.models import Service, User
from portal.common.personal_data import personal_data
from portal.fragments import content
from portal.fragments.content import MOST_HELD
from projects.comments.enums import ReactionKind
from projects.comments.services import edit_comment, react
from projects.volunteering.services import volunteer
from tests.factories import (
    ActionPageFactory,
    CommentFactory,
    EditorialPageFactory,
    FilmPageFactory,
    NewsletterPageFactory,
    UserFactory,
    home_page,
)
from tests.moderating import fold

pytestmark = [pytest.mark.django_db, pytest.mark.long]

COMMITTEE = "Comité de pilotage"
# What a form and a script get anew at each request.
ANEW = re.compile(
    r'name="(?:csrfmiddlewaretoken|_owner|submission)" value="[^"]*"|nonce="[^"]*"|"X-CSRFToken": "[^"]*"'
)


def seen(client: Client, address: str) -> tuple[int, str]:
    response = client.get(address)
    text = response.content.decode().replace(response.headers["X-Request-ID"], "")
    return response.status_code, ANEW.sub("", text)


def restrict(page: Page, kind: str, *groups: str) -> PageViewRestriction:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    restriction.groups.set(Group.objects.filter(name__in=groups))
    return restriction


def changes(agent: User) -> Iterator[str]:
    """Change one thing after another, and yield what was changed."""
    action = ActionPageFactory(title="Le parapheur", seeking_volunteers=True, lead_person=UserFactory())
    page, film, letter = EditorialPageFactory(slug="libre"), FilmPageFactory(), NewsletterPageFactory()
    home = home_page()
    home.project = action.project
    home.save()
    comment = CommentFactory(page=action, author=agent, text="Avis")
    yield "written"
    restriction = restrict(action, PageViewRestriction.GROUPS, COMMITTEE)
    yield "restricted"
    agent.groups.set(Group.objects.filter(name=COMMITTEE))
    yield "joined"
    Group.objects.get(name=COMMITTEE).user_set.set([])
    yield "left"
    agent.groups.add(Group.objects.get(name=COMMITTEE))
    yield "joined again"
    PageViewRestriction.objects.update(restriction_type=PageViewRestriction.PASSWORD)
    yield "needs a password"
    restriction.delete()
    yield "lifted"
    page.slug = "libre-2"
    page.save_revision().publish()
    yield "slug"
    project = Page.objects.get(pk=action.project.pk).specific
    project.slug = "nouveau"
    project.save_revision().publish()
    yield "slug above"
    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=project.pk), pos="last-child")
    yield "moved"
    lead: User = action.lead_person
    lead.first_name = "Renommée"
    lead.save()
    yield "renamed"
    agent.service = Service.objects.create(name="Voirie", slug="voirie")
    agent.save()
    yield "other service"
    agent.service.name = "Espaces publics"
    agent.service.save()
    yield "service renamed"
    edit_comment(comment=comment, text="Autre avis")
    react(comment=comment, agent=lead, kind=ReactionKind.THANKS)
    yield "comment"
    fold(comment, moderator=UserFactory())
    yield "folded"
    volunteer(action=action, agent=agent, message="")
    yield "volunteer"
    letter.unpublish()
    yield "unpublished"
    film.delete()
    yield "deleted"
    for kind in personal_data():
        if kind.anonymise:
            kind.anonymise(User.objects.get(pk=lead.pk))
    yield "departed"
    home = home_page()
    home.title, home.bodies = "Un autre accueil", "La ville"
    home.save_revision().publish()
    yield "home"


def test_what_is_kept_is_what_would_be_written_anew(
    agent: User, sign_in: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = sign_in(UserFactory(groups=["Communication"]))
    editor.post("/langue/", {"language": "en", "next": "/"})
    readers = {"agent": sign_in(agent), "editor": editor}
    views = ("site_map", "my_space", "moderation:register", "notifications:centre", "search:results")
    for change in changes(agent):
        addresses = [*map(reverse, views), *(page.url for page in Page.objects.filter(depth__gt=1))]
        kept = {(who, url): seen(client, url) for who, client in readers.items() for url in addresses}
        stored = dict(cache._cache), dict(cache._expire_info)
        with monkeypatch.context() as patch:
            patch.setattr(content, "_held", content.Recent(MOST_HELD))
            cache.clear()
            for (who, url), was in kept.items():
                assert seen(readers[who], url) == was, (change, who, url)
        cache.clear()
        cache._cache.update(stored[0])
        cache._expire_info.update(stored[1])
