"""Nothing that other content depends on is offered to be deleted; a refusal says why, never by an error."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db.models import DO_NOTHING, PROTECT, Model
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction, get_page_models
from wagtail.permissions import policy_registry

from home.models import EditorialPage, HomePage
from portal.accounts.models import Organisation, Service, User
from portal.wagtail_patches.deletion import api, bulk, screens
from projects.groups.models import WorkingGroupIndexPage, WorkingGroupPage
from projects.models import ActionIndexPage, ActionPage, ProjectPage
from projects.newsletters.models import NewsletterIndexPage, NewsletterPage
from projects.proposals.models import ProposalIndexPage, ProposalPage
from tests import factories
from tests.admin import deletion_screens
from tests.admin.held import CASES, Held, answered_comment, project_with_proposals, theme_of_an_action
from tests.conftest import append_only_tables
from videos.models import FilmIndexPage, FilmPage

pytestmark = [pytest.mark.django_db, pytest.mark.database]

BUTTON = 'class="button serious"'
PAGES: dict[type[Page], Callable[[], Page]] = {
    HomePage: factories.home_page,
    EditorialPage: factories.EditorialPageFactory,
    ProjectPage: factories.ProjectPageFactory,
    ActionIndexPage: factories.ActionIndexPageFactory,
    ActionPage: factories.ActionPageFactory,
    WorkingGroupIndexPage: factories.WorkingGroupIndexPageFactory,
    WorkingGroupPage: factories.WorkingGroupPageFactory,
    FilmIndexPage: factories.FilmIndexPageFactory,
    FilmPage: factories.FilmPageFactory,
    NewsletterIndexPage: factories.NewsletterIndexPageFactory,
    NewsletterPage: factories.NewsletterPageFactory,
}
# Nobody deletes these, as their permissions say (tests/proposals/test_proposals.py).
NEVER_DELETED = {ProposalIndexPage, ProposalPage}


@pytest.fixture
def administrator(role: Callable[[str], Client]) -> Client:
    return role("Administration")


@pytest.fixture(params=[*CASES, "page that holds proposals"], ids=str)
def held(request: pytest.FixtureRequest) -> Held:
    return CASES[request.param]() if request.param in CASES else project_with_proposals()


def exists(obj: Model) -> bool:
    return type(obj)._base_manager.filter(pk=obj.pk).exists()


def assert_refused(client: Client, url: str, reason: str) -> None:
    shown = client.get(url)
    html = shown.content.decode()
    assert shown.status_code == 200
    assert reason in html
    assert "en dépend" in html
    assert BUTTON not in html
    answer = client.post(url)
    assert answer.status_code == 409
    assert reason in answer.content.decode()


def assert_deleted(client: Client, url: str, obj: Model) -> None:
    assert BUTTON in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert not exists(obj)


def test_every_foreign_key_that_may_refuse_a_deletion_has_a_case() -> None:
    deletable = {
        model
        for model in deletion_screens.screens().values()
        if policy_registry.get_by_type(model).user_has_permission(User(is_superuser=True), "delete")
    }
    assert {
        (model._meta.label, key) for model in deletable for key in deletion_screens.refusing(model)
    } == set(CASES)
    assert deletion_screens.bulk_models() <= set(deletion_screens.screens().values())


def test_every_type_of_page_has_a_case() -> None:
    assert {*PAGES, *NEVER_DELETED} == set(get_page_models()) - {Page}


def test_no_table_that_only_grows_would_have_to_change_when_something_is_deleted() -> None:
    """Its triggers would refuse, and no foreign key could say so before."""
    tables = {one.table for one in append_only_tables()}
    deletable = set(deletion_screens.screens().values())
    models = [model for model in _all_models() if model._meta.db_table in tables]
    assert len(models) == len(tables)
    for key in (key for model in models for key in deletion_screens.keys_of(model)):
        if key.related_model in deletable:
            assert key.remote_field.on_delete in (PROTECT, DO_NOTHING), key


def _all_models() -> list[type[Model]]:
    from django.apps import apps

    return list(apps.get_models(include_auto_created=True))


def test_a_held_object_is_not_deleted(administrator: Client, held: Held) -> None:
    assert_refused(administrator, deletion_screens.single(held.obj), held.reason)
    assert exists(held.obj)


def test_nor_in_bulk(administrator: Client, held: Held) -> None:
    if url := deletion_screens.bulk(held.obj):
        assert_refused(administrator, url, held.reason)
    assert exists(held.obj)


def test_it_is_once_nothing_holds_it(administrator: Client, held: Held) -> None:
    if held.free is None:  # for ever: the register only grows
        assert_refused(administrator, deletion_screens.single(held.obj), "1 décision de modération")
        return
    held.free()
    assert_deleted(administrator, deletion_screens.single(held.obj), held.obj)


def test_or_in_bulk(administrator: Client, held: Held) -> None:
    url = deletion_screens.bulk(held.obj)
    if url is None:
        assert type(held.obj) in (Organisation, Service)  # deleted one by one
    elif held.free is None:
        assert_refused(administrator, url, "1 décision de modération")
    else:
        held.free()
        assert_deleted(administrator, url, held.obj)


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_a_page_with_an_answered_comment_is_kept_until_it_has_none(
    administrator: Client, model: type[Page]
) -> None:
    held = answered_comment(PAGES[model]())
    for url in (deletion_screens.single(held.obj), deletion_screens.bulk(held.obj)):
        assert url is not None
        assert_refused(administrator, url, held.reason)
    assert exists(held.obj)
    assert held.free is not None
    held.free()
    assert_deleted(administrator, deletion_screens.single(held.obj), held.obj)


def test_a_page_is_held_by_what_stands_below(administrator: Client) -> None:
    action = answered_comment().obj
    project = action.project  # type: ignore[attr-defined]
    assert_refused(administrator, deletion_screens.single(project), "1 réponse à un commentaire")
    assert exists(project)


def test_what_would_go_along_holds_nothing(administrator: Client) -> None:
    """The themes of a project are restricted by its own actions, which go with it."""
    project = factories.ProjectPageFactory()
    index = factories.ActionIndexPageFactory(parent=project)
    theme = factories.ThemeFactory(axis__project=project)
    action = factories.ActionPageFactory(parent=index, theme=theme)
    assert_deleted(administrator, deletion_screens.single(project), project)
    assert (exists(theme), exists(action)) == (False, False)


def test_in_bulk_a_page_below_another_goes_with_it(administrator: Client) -> None:
    action = factories.ActionPageFactory()
    above = action.get_parent().specific
    url = deletion_screens.bulk(action, above)
    assert url is not None
    assert administrator.post(url).status_code == 302
    assert (exists(above), exists(action)) == (False, False)


def test_in_bulk_the_others_go_and_the_held_are_said_to_stay(administrator: Client) -> None:
    held, other = theme_of_an_action().obj, factories.ThemeFactory()
    url = deletion_screens.bulk(held, other)
    assert url is not None
    html = administrator.get(url).content.decode()
    assert BUTTON in html
    assert "1 élément ne peut pas être supprimé" in html
    answer = administrator.post(f"{url}&next={reverse('wagtailadmin_home')}", follow=True)
    assert "1 élément a été conservé" in answer.content.decode()
    assert (exists(held), exists(other)) == (True, False)


@pytest.mark.parametrize("in_bulk", [False, True])
@pytest.mark.parametrize(
    "held", CASES, indirect=True, ids=str
)  # a receiver refuses a page that holds proposals
def test_what_comes_to_hold_it_meanwhile_refuses_too(
    administrator: Client, held: Held, in_bulk: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk_url = deletion_screens.bulk(held.obj)
    url = bulk_url if in_bulk and bulk_url else deletion_screens.single(held.obj)
    with monkeypatch.context() as before:
        for module in (screens, bulk):
            before.setattr(module, "holds_of", lambda obj, request: [])
        answer = administrator.post(url)
    assert answer.status_code == 302
    html = administrator.get(url).content.decode()
    if answer.headers["Location"] != "/gestion/":  # Wagtail's own index of references has refused first
        assert answer.headers["Location"] == url
        assert "Rien n’a été supprimé" in html
    assert held.reason in html
    assert exists(held.obj)


@pytest.mark.parametrize("checked", [True, False])
def test_the_interface_of_the_administration_refuses_too(
    administrator: Client, checked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = answered_comment()
    url = reverse("wagtailadmin_api:pages:action", args=[held.obj.pk, "delete"])
    with monkeypatch.context() as before:
        if not checked:
            before.setattr(api, "holds_of", lambda obj, request: [])
        answer = administrator.post(url)
    assert answer.status_code == 409
    assert exists(held.obj)
    assert held.free is not None
    held.free()
    assert administrator.post(url).status_code == 204
    assert not exists(held.obj)


def test_a_screen_links_what_one_may_open_and_names_nothing_else(sign_in: Callable[[User], Client]) -> None:
    person = factories.UserFactory()
    person.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "delete_theme"]))
    open_, hidden = factories.ActionPageFactory(title="Ouverte"), factories.ActionPageFactory(title="Secrète")
    theme = factories.ThemeFactory()
    ActionPage.objects.filter(pk__in=[open_.pk, hidden.pk]).update(theme=theme)
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.GROUPS).groups.add(
        Group.objects.get(name="Modération")
    )
    html = sign_in(person).get(deletion_screens.single(theme)).content.decode()
    assert "2 actions" in html
    assert f'<a href="{open_.url}">Ouverte</a>' in html
    assert "Secrète" not in html
    assert hidden.url not in html


def test_whoever_may_not_delete_it_does_not_learn_what_holds_it(role: Callable[[str], Client]) -> None:
    for held in (answered_comment(), theme_of_an_action()):
        answer = role("Modération").get(deletion_screens.single(held.obj), follow=True)
        assert held.reason not in answer.content.decode()


def test_the_cost_does_not_follow_what_holds_it(
    administrator: Client, django_assert_max_num_queries: Any
) -> None:
    held = answered_comment()
    url = deletion_screens.single(held.obj)
    administrator.get(url)
    for _ in range(40):
        answered_comment(held.obj)  # type: ignore[arg-type]
    with django_assert_max_num_queries(45) as queries:
        html = administrator.get(url).content.decode()
    assert "41 réponses à des commentaires" in html
    # Rows are counted in the database, not read.
    read = [one["sql"] for one in queries if '"comments_comment"."text"' in one["sql"]]
    assert read == []


def test_deleting_a_group_is_no_error(sign_in: Callable[[User], Client]) -> None:
    root = User.objects.create_superuser("racine@exemple.invalid", "x")
    url = deletion_screens.single(Group.objects.create(name="Un groupe de la ville"))
    assert sign_in(root).get(url).status_code == 200
    assert sign_in(root).post(url).status_code == 302
