"""Every address of the resolver, with the objects that it names.

A parameter takes its value from VALUES: under `address name:parameter`, or `namespace:parameter`, or
the parameter alone. VARIANTS gives an address a second row of the table: another object, or one's own.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from .world import World

ADMIN = "gestion/"

# Takes the world and the role that asks.
Value = Callable[[World, str], object]


def of(name: str) -> Value:
    """The key of the world's object of this name."""
    return lambda world, role: world[name].pk


def own(kind: str) -> Value:
    """The key of the object of this kind that belongs to who asks."""
    return lambda world, role: world.own(kind, role).pk


def is_(value: object) -> Value:
    """The same value for everybody."""
    return lambda world, role: value


VALUES: dict[str, Value] = {
    # Pages
    "page_id": of("page"),
    "page_pk": of("page"),
    "parent_page_id": of("home"),
    "page_to_move_id": of("page"),
    "destination_id": of("project"),
    "wagtail_serve:0": is_(""),
    "wagtailadmin_api:pages:pk": of("page"),
    "wagtailadmin_pages:pk": of("page"),
    "wagtailadmin_pages:convert_alias:page_id": of("alias"),
    "wagtailadmin_pages:unpublish:page_id": of("letter"),  # the page is locked by its schedule
    "wagtailadmin_pages:unlock:page_id": of("locked page"),
    "content_type_app_name": is_("home"),
    "content_type_model_name": is_("editorialpage"),
    "wagtailadmin_pages:app_label": is_("home"),
    "wagtailadmin_pages:model_name": is_("editorialpage"),
    "revision_id": of("revision"),
    "wagtailadmin_pages:revisions_unschedule:revision_id": of("scheduled revision"),
    "revision_id_a": is_("earliest"),
    "revision_id_b": is_("latest"),
    "wagtailadmin_api:pages:action_name": is_("publish"),
    "page_view_restriction_id": of("password"),
    "wagtailcore_authenticate_with_password:page_id": of("page with a password"),
    # Workflows
    "workflow_state_id": of("workflow state"),
    "wagtailadmin_pages:action_name": is_("approve"),
    "task_state_id": of("task state"),
    "task_id": of("task"),
    "workflow_pk": of("workflow"),
    "wagtailadmin_workflows:pk": of("workflow"),
    **{
        f"wagtailadmin_workflows:{name}:pk": of("task")
        for name in ("edit_task", "disable_task", "enable_task")
    },
    "wagtailadmin_workflows:app_label": is_("wagtailcore"),
    "wagtailadmin_workflows:model_name": is_("groupapprovaltask"),
    **{
        f"wagtailadmin_pages:{name}:page_id": of("submitted page")
        for name in (
            "workflow_action", "collect_workflow_action_data", "confirm_workflow_cancellation",
            "workflow_preview", "workflow_history", "workflow_history_detail",
        )
    },
    # Editing
    "wagtailadmin_editing_sessions:app_label": is_("home"),
    "wagtailadmin_editing_sessions:model_name": is_("editorialpage"),
    "object_id": of("page"),
    "session_id": own("editing session"),
    "wagtail_bulk_action:app_label": is_("wagtailcore"),
    "wagtail_bulk_action:model_name": is_("page"),
    "wagtail_bulk_action:action": is_("delete"),
    "app_name": is_("projects"),
    "wagtailadmin_tag_model_autocomplete:model_name": is_("tag"),
    "redirect_id": of("redirect"),
    # Images and documents
    "image_id": of("image"),
    "document_id": of("document"),
    "doc_id": of("document"),
    "filter_spec": is_("width-20"),
    "wagtailimages:uploaded_file_id": own("uploaded image"),
    "wagtaildocs:uploaded_file_id": own("uploaded document"),
    "wagtailadmin_api:images:pk": of("image"),
    "wagtailadmin_api:documents:pk": of("document"),
    "wagtailimages_chooser:pk": of("image"),
    "wagtaildocs_chooser:pk": of("document"),
    "wagtaildocs_serve:0": of("document"),
    "wagtaildocs_serve:1": lambda world, role: world["document"].filename,
    "restriction_id": of("collection password"),
    "collection_id": of("collection"),
    "wagtailadmin_collections:pk": of("collection"),
    "media:name": lambda world, role: world["film"].video.name,
    # The plan
    "wagtailsnippets_projects_axis:pk": of("axis"),
    "wagtailsnippetchoosers_projects_axis:pk": of("axis"),
    "wagtailsnippets_projects_theme:pk": of("theme"),
    "wagtailsnippetchoosers_projects_theme:pk": of("theme"),
    "wagtailsnippets_projects_tag:pk": of("tag"),
    "wagtailsnippetchoosers_projects_tag:pk": of("tag"),
    "report_progress:pk": of("action"),
    # Working groups
    "group_id": of("group"),
    "group_meeting_id": of("group meeting"),
    # Accounts
    "uidb64": lambda world, role: world["uidb64"],
    "token": lambda world, role: world["token"],
    "agent_chooser:pk": of("agent"),
    "service_chooser:pk": of("service"),
    "organisations:pk": of("organisation"),
    "services:pk": of("service"),
    "wagtailsites:pk": of("site"),
    "wagtailusers_users:pk": of("agent"),
    "wagtailusers_groups:pk": of("user group"),
    "directory_rules:pk": of("directory rule"),
    "account_security:pk": of("agent"),
    # Personal data and external sites
    "privacyrequest:pk": of("privacy request"),
    "external_sites:pk": of("external site"),
    # Search
    "search_synonyms:pk": of("synonym"),
    "search_promoted:pk": of("promoted result"),
    "search:remove_saved:pk": own("saved search"),
    # Participation
    "comments:comments:page_id": of("action"),
    "comment_id": of("comment"),
    "action_id": of("action"),
    "offer_id": of("offer"),
    # Volunteering
    "meeting_id": of("meeting"),
    "project_id": of("project"),
    "contributions:pk": of("contribution"),
    "message_id": of("message"),
    "volunteering:attestation:offer_id": of("thanked offer"),
    "volunteering:manager_decision:offer_id": of("offer to the manager"),
    # Notifications
    "follow_kind": is_("action"),
    "followed_id": of("action"),
    "unsubscribe_token": lambda world, role: world["unsubscribe token"],
    "notifications:agent_id": of("agent"),
    # Proposals
    "proposal_index_id": of("proposals"),
    "proposal_id": of("proposal"),
    # Moderation
    "entry_id": of("entry"),
    "moderation_sealed_text:entry_id": of("withdrawn entry"),
    "charter_rules:pk": of("charter rule"),
    "moderation_flood_of:agent_id": of("agent"),
    "flood_id": of("flood"),
}  # fmt: skip


def path_of(name: str) -> Value:
    """The address of a page of the world, as `wagtail_serve` takes it."""
    return lambda world, role: world[name].get_url().lstrip("/")


def under(name: str, rest: str) -> Value:
    """An address that a page of the world serves below its own."""
    return lambda world, role: f"{world[name].get_url().lstrip('/')}{rest}"


def ids(name: str, parameter: str = "id") -> Value:
    """A query string that names an object of the world."""
    return lambda world, role: f"{parameter}={world[name].pk}"


def _bulk(app: str, model: str, action: str, name: str) -> Mapping[str, Value]:
    return {"app_label": is_(app), "model_name": is_(model), "action": is_(action), "?": ids(name)}


# Parameters that differ from VALUES; `?` is the query string.
VARIANTS: dict[str, dict[str, Mapping[str, Value]]] = {
    "wagtail_serve": {
        **{
            name: {"0": path_of(name)}
            for name in (
                "project", "actions", "action", "group", "page", "letter", "film", "unpublished page",
                "proposals", "proposal",
                "page for a group", "page with a password", "unpublished film",
            )
        },
        "axis": {"0": lambda world, role: f"{path_of('project')(world, role)}axes/{world['axis'].slug}/"},
        "theme": {"0": lambda world, role: f"{path_of('project')(world, role)}themes/{world['theme'].slug}/"},
        "nothing": {"0": is_("rien/")},
    },
    "media": {
        "captions": {"name": lambda world, role: world["film"].captions.name},
        "unpublished film": {"name": lambda world, role: world["unpublished film"].video.name},
        "original image": {"name": lambda world, role: world["image"].file.name},
        "rendition": {"name": lambda world, role: world["image rendition"].file.name},
        "closed original image": {"name": lambda world, role: world["closed image"].file.name},
        "closed rendition": {"name": lambda world, role: world["closed image rendition"].file.name},
        "document": {"name": lambda world, role: world["document"].file.name},
        "upload": {"name": lambda world, role: world["uploaded image"].file.name},
    },
    "wagtaildocs_serve": {
        "closed": {"0": of("closed document"), "1": lambda world, role: world["closed document"].filename},
    },
    "report_progress": {"led by the lead": {"pk": of("led action")}},
    # Working groups
    **{
        name: {"facilitated by the lead": {"group_id": of("led group")}}
        for name in ("groups:add_member", "groups:remove_member", "groups:plan_meeting")
    },
    "groups:members": {
        "facilitated by the lead": {"group_id": of("led group")},
        "a name": {"group_id": of("led group"), "?": is_("name=cam")},
    },
    **{
        name: {"facilitated by the lead": {"group_meeting_id": of("meeting of the led group")}}
        for name in ("groups:change_meeting", "groups:cancel_meeting", "groups:minutes")
    },
    "comments:edit_comment": {"own": {"comment_id": own("comment")}},
    "comments:delete_comment": {"own": {"comment_id": own("comment")}},
    # Conversation
    "comments:official_answer": {
        "own": {"comment_id": own("comment")},
        "written by the lead": {"comment_id": of("comment of the lead on the led action")},
    },
    "comments:agents": {"a name": {"?": is_("q=cam")}},
    "comments:comments": {
        "page for a group": {"page_id": of("page for a group")},
        "unpublished film": {"page_id": of("unpublished film")},
    },
    # Proposals
    **{
        f"proposals:{name}": {"own": {"proposal_id": own("proposal")}}
        for name in ("correct_proposal", "support_proposal")
    },
    # Moderation
    "moderation:report_comment": {"own": {"comment_id": own("comment")}},
    "moderation:register_entry": {"closed page": {"entry_id": of("entry of a closed page")}},
    "moderation:appeal": {"own": {"entry_id": own("entry")}},
    "moderation_case": {
        "own": {"comment_id": own("comment")},
        "withdrawn": {"comment_id": of("withdrawn comment")},
        "closed page": {"comment_id": of("comment of a closed page")},
    },
    "moderation_flood_of": {"own": {"agent_id": lambda world, role: _own_account(world, role)}},
    "moderation_flood": {"own": {"flood_id": of("flood of the moderator")}},
    "moderation_desk": {"spreadsheet": {"?": is_("export=csv")}},
    "volunteering:volunteers": {"led by the lead": {"action_id": of("led action")}},
    "volunteering:accept_volunteer": {"led by the lead": {"offer_id": of("offer to lead")}},
    "volunteering:put_on_waiting_list": {"led by the lead": {"offer_id": of("offer to lead")}},
    "volunteering:thank_volunteer": {"led by the lead": {"offer_id": of("offer to lead")}},
    # Volunteering
    "volunteering:volunteer_offer": {
        "led by the lead": {"offer_id": of("offer to lead")},
        "of a manager": {"offer_id": of("offer to the manager")},
    },
    "volunteering:start_volunteer": {"led by the lead": {"offer_id": of("accepted offer")}},
    "volunteering:decline_volunteer": {"led by the lead": {"offer_id": of("offer to lead")}},
    "volunteering:volunteer_hours": {"led by the lead": {"offer_id": of("accepted offer")}},
    "volunteering:write_to_volunteers": {"led by the lead": {"action_id": of("led action")}},
    "volunteering:add_volunteer_meeting": {"led by the lead": {"action_id": of("led action")}},
    "volunteering:volunteer_meeting": {"led by the lead": {"meeting_id": of("led meeting")}},
    "volunteering:cancel_volunteer_meeting": {"led by the lead": {"meeting_id": of("led meeting")}},
    "volunteering:volunteer_message": {"led by the lead": {"message_id": of("led message")}},
    "wagtail_bulk_action": {
        **{
            f"{model} {action}": _bulk(app, model, action, name)
            for app, model, actions, name in (
                ("wagtailcore", "page", ("move", "publish", "unpublish"), "page"),
                ("projects", "actionpage", ("change_status", "publish", "unpublish", "delete"), "action"),
                ("accounts", "user", ("assign_role", "set_active_state", "delete"), "agent"),
                ("media", "customimage", ("add_tags", "add_to_collection", "delete"), "image"),
                ("media", "customdocument", ("add_tags", "add_to_collection", "delete"), "document"),
                ("projects", "tag", ("delete",), "tag"),
                ("accounts", "organisation", ("delete",), "organisation"),
            )
            for action in actions
        },
        "page delete with ids": _bulk("wagtailcore", "page", "delete", "page"),
    },
    "wagtailadmin_pages:add": {
        "action": {
            "content_type_app_name": is_("projects"),
            "content_type_model_name": is_("actionpage"),
            "parent_page_id": of("actions"),
        },
        "under the root": {"parent_page_id": of("root")},
    },
    "wagtailadmin_pages:edit": {
        "action": {"page_id": of("action")},
        "locked": {"page_id": of("locked page")},
        "root": {"page_id": of("root")},
    },
    "wagtailadmin_pages:view_draft": {"unpublished": {"page_id": of("unpublished page")}},
    "wagtailadmin_explore": {"root": {"parent_page_id": of("root")}},
    "wagtailadmin_api:pages:action": {
        **{
            action: {"action_name": is_(action)}
            for action in ("copy", "delete", "move", "create_alias", "revert_to_page_revision")
        },
        "unpublish": {"action_name": is_("unpublish"), "pk": of("letter")},
        "convert_alias": {"action_name": is_("convert_alias"), "pk": of("alias")},
    },
    "wagtailadmin_api:pages:detail": {"unpublished": {"pk": of("unpublished page")}},
    "wagtailadmin_api:documents:detail": {"closed": {"pk": of("closed document")}},
    "wagtailadmin_api:images:detail": {"closed": {"pk": of("closed image")}},
    "wagtailadmin_choose_page_chosen_multiple": {"a page": {"?": ids("page")}},
    "agent_chooser:chosen_multiple": {"an agent": {"?": ids("agent")}},
    "service_chooser:chosen_multiple": {"a service": {"?": ids("service")}},
    "wagtailimages:edit": {"closed": {"image_id": of("closed image")}},
    "wagtaildocs:edit": {"closed": {"document_id": of("closed document")}},
    "wagtailusers_users:edit": {"own": {"pk": lambda world, role: _own_account(world, role)}},
    "wagtailusers_users:index": {"spreadsheet": {"?": is_("export=xlsx")}},
    "wagtailadmin_reports:site_history": {"spreadsheet": {"?": is_("export=csv")}},
    "wagtailadmin_reports:locked_pages": {"spreadsheet": {"?": is_("export=csv")}},
    "action_report": {"spreadsheet": {"?": is_("export=csv")}},
    "actions:index": {"spreadsheet": {"?": is_("export=csv")}},
    # Notifications
    "notifications:follow": {
        "a theme": {"follow_kind": is_("theme"), "followed_id": of("theme")},
        "a conversation": {"follow_kind": is_("conversation"), "followed_id": of("action")},
        "a colleague": {"follow_kind": is_("person"), "followed_id": of("agent")},
        "own search": {"follow_kind": is_("search"), "followed_id": own("saved search")},
        "a search of Camille": {"follow_kind": is_("search"), "followed_id": of("saved search")},
        "a conversation of a group": {
            "follow_kind": is_("conversation"),
            "followed_id": of("page for a group"),
        },
    },
    "notifications:unsubscribe": {"forged": {"unsubscribe_token": is_("forged")}},
    "search:results": {"a word": {"?": is_("q=action")}},
}  # fmt: skip


def _own_account(world: World, role: str) -> object:
    return world.users.get(role, world["agent"]).pk


@dataclass(frozen=True)
class Address:
    """One row of the table: an address and the objects that it names."""

    name: str
    variant: str
    literal: str  # where no name leads; empty otherwise
    parameters: tuple[str, ...]
    is_admin: bool

    def __str__(self) -> str:
        return f"{self.name}[{self.variant}]" if self.variant else self.name

    def url(self, world: World, role: str) -> str:
        """Where this role asks for it."""
        changed = VARIANTS.get(self.name, {}).get(self.variant, {})
        query = f"?{changed['?'](world, role)}" if "?" in changed else ""
        if self.literal:
            return f"{self.literal}{query}"
        values = {
            parameter: (changed.get(parameter) or value_of(self.name, parameter))(world, role)
            for parameter in self.parameters
        }
        name = self.name.partition("(")[0]
        if all(parameter.isdigit() for parameter in values):
            return f"{reverse(name, args=list(values.values()))}{query}"
        return f"{reverse(name, kwargs=values)}{query}"


def value_of(name: str, parameter: str) -> Value:
    """What VALUES says of a parameter, the most particular first."""
    bare = name.partition("(")[0]
    namespace = bare.rpartition(":")[0]
    for key in (f"{bare}:{parameter}", f"{namespace}:{parameter}", parameter):
        if key in VALUES:
            return VALUES[key]
    raise KeyError(f"Say in VALUES of {__name__} which object `{name}:{parameter}` names.")


def _patterns(
    resolver: URLResolver, prefix: str = "", namespace: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Address, qualified name and pattern of everything that the resolver knows."""
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _patterns(pattern, address, inner)
        else:
            yield address, f"{namespace}{pattern.name}" if pattern.name else "", pattern


def _parameters(pattern: URLPattern) -> tuple[str, ...]:
    """Names of what the pattern takes; groups without a name are numbered."""
    route: Any = pattern.pattern
    if hasattr(route, "converters"):
        named = re.findall(r"<(?:\w+:)?(\w+)>", str(route))
        if named or route.converters:
            return tuple(named)
    regex = route.regex
    return tuple(regex.groupindex) or tuple(str(number) for number in range(regex.groups))


@cache
def addresses() -> list[Address]:
    """One or more for every pattern of the resolver, in its order."""
    known = list(_patterns(get_resolver()))
    times = Counter(name for _address, name, _pattern in known)
    found: dict[tuple[str, str], Address] = {}
    for address, name, pattern in known:
        parameters = _parameters(pattern)
        literal = ""
        if not name:  # a pattern without a name is known by its address
            literal = name = "/" + re.sub(r"\^\.\*", "unknown", address).replace("$", "")
        elif times[name] > 1 and parameters:
            name = f"{name}({','.join(parameters)})"
        for variant in ("", *VARIANTS.get(name, {})):
            row = Address(name, variant, literal, parameters, address.startswith(ADMIN))
            found.setdefault((name, variant), row)
    return list(found.values())
