"""Nobody raises their own rights, nor takes over an account that has more."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    ModelLogEntry,
    PageViewRestriction,
)
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from portal.accounts.models import User
from portal.accounts.rights import rights_of, user_can_manage_account
from tests.factories import EditorialPageFactory, UserFactory, home_page
from tests.mailbox import letters

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
PASSWORD = "une longue phrase de passe"


def permission(code: str) -> Permission:
    app, codename = code.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def group_with(name: str, *codes: str) -> Group:
    group = Group.objects.create(name=name)
    group.permissions.set([permission(code) for code in codes])
    return group


@pytest.fixture
def helpdesk(db: None) -> User:
    """Someone whose group manages accounts and groups, and holds nothing else."""
    verbs = ("add", "change", "delete")
    group = group_with(
        "Assistance",
        "wagtailadmin.access_admin",
        *(f"accounts.{verb}_user" for verb in verbs),
        *(f"auth.{verb}_group" for verb in verbs),
    )
    user = UserFactory()
    user.groups.add(group)
    return user


@pytest.fixture
def client(helpdesk: User, sign_in: SignIn) -> Client:
    return sign_in(helpdesk)


def account_form(user: User, **changes: object) -> dict[str, object]:
    return {
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "is_active": "on",
        "groups": [group.pk for group in user.groups.all()],
    } | changes


def edit(client: Client, user: User, **changes: object) -> User:
    client.post(reverse("wagtailusers_users:edit", args=[user.pk]), account_form(user, **changes))
    return User.objects.get(pk=user.pk)


def group_form(group: Group, **changes: object) -> dict[str, object]:
    """The form of a group as it stands, with `changes`; page and collection rights as given there."""
    data = {
        "name": group.name,
        "permissions": [str(pk) for pk in group.permissions.values_list("pk", flat=True)] if group.pk else [],
        "page_permissions": inline_formset([]),
        "image_permissions": inline_formset([]),
        "document_permissions": inline_formset([]),
        "collection_permissions": inline_formset([]),
    } | changes
    lists = {name: value for name, value in data.items() if isinstance(value, list)}
    return nested_form_data({k: v for k, v in data.items() if k not in lists}) | lists


def edit_group(client: Client, group: Group, **changes: object) -> None:
    client.post(reverse("wagtailusers_groups:edit", args=[group.pk]), group_form(group, **changes))


# Accounts


@pytest.mark.parametrize("name", ["Communication", "Administration", "Responsables d’action", "Modération"])
def test_one_gives_no_group_that_holds_more(name: str, client: Client) -> None:
    agent, group = UserFactory(), Group.objects.get(name=name)
    response = client.post(
        reverse("wagtailusers_users:edit", args=[agent.pk]), account_form(agent, groups=[group.pk])
    )
    assert "groups" in response.context["form"].errors
    assert not agent.groups.exists()
    new = {"password1": PASSWORD, "password2": PASSWORD, "groups": [group.pk], "email": "a@exemple.invalid"}
    client.post(reverse("wagtailusers_users:add"), account_form(agent) | new)
    assert not User.objects.filter(email="a@exemple.invalid").exists()
    url = reverse("wagtail_bulk_action", args=["accounts", "user", "assign_role"])
    client.post(f"{url}?id={agent.pk}", {"role": group.pk})
    assert not agent.groups.exists()


def test_one_gives_a_group_within_ones_own_rights(client: Client) -> None:
    agents, less = Group.objects.get(name="Agents"), group_with("Accueil", "wagtailadmin.access_admin")
    agent = edit(client, UserFactory(), groups=[agents.pk, less.pk])
    assert set(agent.groups.all()) == {agents, less}
    assert not edit(client, agent, groups=[]).groups.exists()


def test_nobody_changes_their_own_groups(client: Client, helpdesk: User, sign_in: SignIn) -> None:
    agents = Group.objects.get(name="Agents")
    own = list(helpdesk.groups.all())
    assert list(edit(client, helpdesk, groups=[agents.pk]).groups.all()) == own
    url = reverse("wagtail_bulk_action", args=["accounts", "user", "assign_role"])
    client.post(f"{url}?id={helpdesk.pk}", {"role": agents.pk})
    assert list(helpdesk.groups.all()) == own
    administrator = UserFactory(groups=["Administration"])
    edit(sign_in(administrator), administrator, groups=[])
    assert administrator.groups.exists()


@pytest.fixture(
    params=["Communication", "Administration", "Responsables d’action", "own permission", "superuser"]
)
def stronger(request: pytest.FixtureRequest, db: None) -> User:
    """An account that holds what the helpdesk does not."""
    if request.param == "superuser":
        return User.objects.create_superuser("racine@exemple.invalid", PASSWORD)
    if request.param == "own permission":
        user = UserFactory()
        user.user_permissions.add(permission("wagtailcore.add_site"))
        return user
    return UserFactory(groups=[request.param])


def test_an_account_that_holds_more_is_not_edited(client: Client, stronger: User) -> None:
    before = stronger.password
    after = edit(
        client, stronger, email="voleur@exemple.invalid", password1=PASSWORD, password2=PASSWORD, is_active=""
    )
    assert (after.email, after.password, after.is_active) == (stronger.email, before, True)


def test_nor_closed_nor_deleted_nor_unlocked(client: Client, stronger: User) -> None:
    client.post(reverse("wagtailusers_users:delete", args=[stronger.pk]))
    for action, fields in {
        "delete": {},
        "set_active_state": {"mark_as_active": "False"},
        "assign_role": {"role": Group.objects.get(name="Agents").pk},
    }.items():
        url = reverse("wagtail_bulk_action", args=["accounts", "user", action])
        client.post(f"{url}?id={stronger.pk}&id={UserFactory().pk}", fields)
    client.post(reverse("account_security", args=[stronger.pk]), {"do": "sign_out"})
    after = User.objects.get(pk=stronger.pk)
    assert after.is_active
    assert not after.groups.filter(name="Agents").exists()
    assert not ModelLogEntry.objects.filter(action="accounts.signed_out").exists()


def test_an_agents_account_is(client: Client) -> None:
    agent = edit(client, UserFactory(), first_name="Léa", is_active="")
    assert (agent.first_name, agent.is_active) == ("Léa", False)


def test_administrators_manage_each_other_and_everybody_below(sign_in: SignIn) -> None:
    first, second = UserFactory.create_batch(2, groups=["Administration"])
    assert edit(sign_in(first), second, first_name="Léa").first_name == "Léa"
    for name in ("Communication", "Modération", "Comité de pilotage", "Responsables d’action"):
        agent = edit(sign_in(first), UserFactory(), groups=[Group.objects.get(name=name).pk])
        assert agent.groups.get().name == name
        assert user_can_manage_account(first, agent)


def test_even_when_a_page_is_read_by_one_group_only(sign_in: SignIn, client: Client) -> None:
    group = Group.objects.create(name="Lecteurs")
    restriction = PageViewRestriction.objects.create(
        page=EditorialPageFactory(), restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(group)
    assert not edit(client, UserFactory(), groups=[group.pk]).groups.exists()
    administrator = sign_in(UserFactory(groups=["Administration"]))
    assert edit(administrator, UserFactory(), groups=[group.pk]).groups.exists()


def test_who_approves_pages_is_not_chosen_by_who_does_not(client: Client) -> None:
    group = Group.objects.create(name="Relecture")
    GroupApprovalTask.objects.get().groups.add(group)
    assert not edit(client, UserFactory(), groups=[group.pk]).groups.exists()


# Groups


def test_one_adds_to_a_group_only_what_one_holds(client: Client, helpdesk: User) -> None:
    agents, own = Group.objects.create(name="Accueil"), helpdesk.groups.get()
    for group in (agents, own):
        before = set(group.permissions.all())
        for code in ("wagtailcore.add_site", "projects.change_axis", "accounts.change_organisation"):
            held = [str(one.pk) for one in (*before, permission(code))]
            edit_group(client, group, permissions=held)
            assert set(group.permissions.all()) == before, code
    wanted = permission("auth.change_group")
    edit_group(client, agents, permissions=[str(wanted.pk)])
    assert list(agents.permissions.all()) == [wanted]


def test_nor_pages_nor_collections(client: Client, helpdesk: User) -> None:
    own = helpdesk.groups.get()
    row = {"page": home_page().pk, "permissions": "change_page", "DELETE": ""}
    edit_group(client, own, page_permissions=inline_formset([row]))
    assert not GroupPagePermission.objects.filter(group=own).exists()
    root = Collection.get_first_root_node()
    for panel, code in {
        "image_permissions": "wagtailimages.add_image",
        "document_permissions": "wagtaildocs.add_document",
        "collection_permissions": "wagtailcore.delete_collection",
    }.items():
        row = {"collection": root.pk, "permissions": permission(code).pk, "DELETE": ""}
        edit_group(client, own, **{panel: inline_formset([row])})
    assert not GroupCollectionPermission.objects.filter(group=own).exists()


def test_page_rights_reach_down_the_tree_not_up(client: Client, helpdesk: User) -> None:
    below, beside = EditorialPageFactory(), EditorialPageFactory()
    own, agents = helpdesk.groups.get(), Group.objects.get(name="Agents")
    under = EditorialPageFactory(parent=below)
    GroupPagePermission.objects.create(
        group=own, page=below, permission=permission("wagtailcore.change_page")
    )
    for page, given in ((under, True), (below, True), (beside, False), (home_page(), False)):
        row = {"page": page.pk, "permissions": "change_page", "DELETE": ""}
        edit_group(client, agents, page_permissions=inline_formset([row]))
        assert agents.page_permissions.filter(page=page).exists() is given, page
        agents.page_permissions.all().delete()


def test_one_takes_from_a_group_only_what_one_holds(client: Client) -> None:
    for name in ("Communication", "Administration"):
        group = Group.objects.get(name=name)
        before = rights_of(UserFactory(groups=[name]))
        edit_group(client, group, permissions=[])
        client.post(reverse("wagtailusers_groups:delete", args=[group.pk]))
        group.refresh_from_db()
        assert rights_of(UserFactory(groups=[name])) == before


def test_a_group_is_not_named_after_the_administrators(client: Client, helpdesk: User) -> None:
    Group.objects.get(name="Administration").delete()
    own = helpdesk.groups.get()
    edit_group(client, own, name="Administration")
    own.refresh_from_db()
    assert own.name == "Assistance"
    client.post(reverse("wagtailusers_groups:add"), group_form(Group(), name="Administration"))
    assert not Group.objects.filter(name="Administration").exists()


def test_a_refusal_says_so_and_nothing_else(client: Client, helpdesk: User) -> None:
    url = reverse("wagtailusers_groups:edit", args=[helpdesk.groups.get().pk])
    wanted = [str(permission("wagtailcore.add_site").pk)]
    response = client.post(url, group_form(helpdesk.groups.get(), permissions=wanted), follow=True)
    page = response.content.decode()
    assert "rien n’a été modifié" in page
    assert "mis à jour" not in page


def test_administrators_change_groups_and_the_log_says_which_rights(sign_in: SignIn) -> None:
    administrator = UserFactory(groups=["Administration"])
    group = Group.objects.create(name="Accueil")
    wanted = permission("projects.change_axis")
    row = {"page": home_page().pk, "permissions": "change_page", "DELETE": ""}
    edit_group(
        sign_in(administrator),
        group,
        permissions=[str(wanted.pk)],
        page_permissions=inline_formset([row]),
    )
    assert list(group.permissions.all()) == [wanted]
    (entry,) = ModelLogEntry.objects.filter(action="accounts.rights")
    assert entry.user == administrator
    assert entry.data["added"] == ["projects.change_axis", f"wagtailcore.change_page {home_page().path}"]


# Communication edits content, not accounts


def account_screens(target: User, group: Group) -> Iterator[str]:
    yield from (
        reverse(name, args=args)
        for name, args in {
            "wagtailusers_users:index": [],
            "wagtailusers_users:index_results": [],
            "wagtailusers_users:add": [],
            "wagtailusers_users:edit": [target.pk],
            "wagtailusers_users:delete": [target.pk],
            "wagtailusers_users:history": [target.pk],
            "wagtailusers_groups:index": [],
            "wagtailusers_groups:index_results": [],
            "wagtailusers_groups:add": [],
            "wagtailusers_groups:edit": [group.pk],
            "wagtailusers_groups:delete": [group.pk],
            "account_security": [target.pk],
            "account_log": [],
            "account_log_results": [],
            "organisations:index": [],
            "organisations:add": [],
            "services:index": [],
            "services:add": [],
        }.items()
    )
    for action in ("assign_role", "set_active_state", "delete"):
        yield reverse("wagtail_bulk_action", args=["accounts", "user", action]) + f"?id={target.pk}"


@pytest.mark.parametrize(
    "role", ["Communication", "Comité de pilotage", "Modération", "Responsables d’action"]
)
def test_who_edits_content_touches_no_account(role: str, sign_in: SignIn) -> None:
    target, group = UserFactory(), Group.objects.get(name="Agents")
    client = sign_in(UserFactory(groups=[role]))
    forms = account_form(target, first_name="Autre", groups=[group.pk]) | group_form(group, name="Autre")
    forms |= {"role": group.pk, "mark_as_active": "False", "do": "sign_out"}
    for url in account_screens(target, group):
        for response in (client.get(url), client.post(url, forms)):
            # Who may not send a form gets its text back (404).
            refused = response.status_code in (302, 403, 404)
            # Wagtail opens a bulk action to anybody in the administration, with nothing in it.
            nothing = response.status_code == 200 and not response.context["items"]
            assert refused or nothing, url
    after = User.objects.get(pk=target.pk)
    assert (after.first_name, after.is_active, after.groups.count()) == (target.first_name, True, 0)
    assert Group.objects.get(pk=group.pk).name == "Agents"


def test_ones_own_account_page_changes_neither_address_nor_password(sign_in: SignIn) -> None:
    editor = UserFactory(groups=["Communication"])
    client = sign_in(editor)
    url = reverse("wagtailadmin_account")
    page = client.get(url).content.decode()
    assert 'name="name_email-email"' not in page
    assert 'name="password-' not in page
    client.post(
        url,
        {
            "name_email-first_name": "Léa",
            "name_email-last_name": "Marchenoir",
            "name_email-email": "autre@exemple.invalid",
            "password-new_password1": PASSWORD,
            "password-new_password2": PASSWORD,
            "avatar-avatar": "",
            "locale-preferred_language": "fr",
            "locale-current_time_zone": "Europe/Paris",
            "theme-theme": "system",
            "theme-contrast": "system",
            "theme-density": "default",
            "theme-keyboard_shortcuts": "on",
        },
    )
    after = User.objects.get(pk=editor.pk)
    assert (after.email, after.password) == (editor.email, editor.password)
    assert client.get("/gestion/password_reset/").status_code in (302, 404)


# A change is told and noted


def test_a_new_address_is_told_at_the_old_one_and_noted(sign_in: SignIn) -> None:
    administrator, agent = UserFactory(groups=["Administration"]), UserFactory()
    old = agent.email
    edit(sign_in(administrator), agent, email="nouvelle@exemple.invalid")
    (message,) = letters()
    assert message.to == old
    assert "nouvelle@" not in message.text + message.html
    (entry,) = ModelLogEntry.objects.filter(action="accounts.email")
    assert (entry.user, entry.data) == (administrator, {"from": old, "to": "nouvelle@exemple.invalid"})


def test_a_password_given_by_an_administrator_is_told_and_noted(sign_in: SignIn) -> None:
    administrator, agent = UserFactory(groups=["Administration"]), UserFactory()
    edit(sign_in(administrator), agent, password1=PASSWORD, password2=PASSWORD)
    assert [letter.to for letter in letters()] == [agent.email]
    (entry,) = ModelLogEntry.objects.filter(action="accounts.password")
    assert (entry.user, entry.object_id) == (administrator, str(agent.pk))
