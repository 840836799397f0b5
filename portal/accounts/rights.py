"""The rights that a person holds. They may give or take these rights only.

Nobody may edit an account that holds more than their own: its password would open the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail import models as wagtail

from .enums import RoleName
from .models import User


@dataclass(frozen=True, order=True)
class Right:
    """A right that a group gives its members in a place.

    The place "" is everywhere. A tree path includes what is below it. Any other place ends with a stop, so
    that "1." is not the beginning of "12.".
    """

    name: str
    place: str = ""


# Rights that are a place in a list rather than a permission: administrators can put themselves there.
READ_PAGE, READ_COLLECTION, APPROVE = "read page", "read collection", "approve"
ADMINISTER = Right("administer")
_open_to_administrators = {READ_PAGE, READ_COLLECTION, APPROVE}


def open_to_administrators(permission: str) -> None:
    """Let administrators give this permission (`app.codename`) although they do not hold it."""
    _open_to_administrators.add(permission)


def rights_of_groups(groups: QuerySet[Group] | Iterable[Group]) -> set[Right]:
    """Return every right that these groups give."""
    ids = [group.pk for group in groups]
    rights = {Right(name) for name in _names(Permission.objects.filter(group__in=ids))}
    for rows, place, end in (
        (wagtail.GroupPagePermission.objects.filter(group__in=ids), "page__path", ""),
        (wagtail.GroupCollectionPermission.objects.filter(group__in=ids), "collection__path", ""),
        (wagtail.GroupSitePermission.objects.filter(group__in=ids), "site_id", "."),
    ):
        found = rows.values_list(
            "permission__content_type__app_label", "permission__codename", place
        ).order_by()
        rights |= {Right(f"{app}.{code}", f"{where}{end}") for app, code, where in found}
    for name, rows in (
        (READ_PAGE, wagtail.PageViewRestriction.objects),
        (READ_COLLECTION, wagtail.CollectionViewRestriction.objects),
        (APPROVE, wagtail.GroupApprovalTask.objects),
    ):
        rights |= {Right(name, f"{pk}.") for pk in rows.filter(groups__in=ids).values_list("pk", flat=True)}
    if any(group.name == RoleName.ADMINISTRATORS for group in groups):
        rights.add(ADMINISTER)
    return rights


def rights_of(user: User) -> set[Right]:
    """Return every right that this account holds. The rights of a superuser cannot be listed, and are not."""
    own = {Right(name) for name in _names(user.user_permissions.all())}
    return own | rights_of_groups(user.groups.all())


def covers(held: set[Right], rights: Iterable[Right]) -> bool:
    """Return True if each of these rights is held, in its place or in one above."""
    places: dict[str, list[str]] = {}
    for right in held:
        places.setdefault(right.name, []).append(right.place)

    def is_held(right: Right) -> bool:
        if right.name in _open_to_administrators and ADMINISTER in held:
            return True
        return any(right.place.startswith(place) for place in places.get(right.name, []))

    return all(is_held(right) for right in rights)


def holds(permission: str) -> Q:
    """Return a condition on accounts: they hold this right (`app.codename`). Only groups give rights."""
    app, codename = permission.split(".")
    granting = User.groups.through.objects.filter(
        user=OuterRef("pk"),
        group__permissions__codename=codename,
        group__permissions__content_type__app_label=app,
    )
    return Q(is_superuser=True) | Q(Exists(granting))


def administers() -> Q:
    """Return a condition on accounts: `User.is_administrator` is true."""
    membership = User.groups.through.objects.filter(user=OuterRef("pk"), group__name=RoleName.ADMINISTRATORS)
    return Q(is_superuser=True) | Q(Exists(membership))


def user_holds(actor: User, rights: Iterable[Right]) -> bool:
    """Return True if `actor` holds each of these rights."""
    return actor.is_superuser or covers(rights_of(actor), rights)


def user_can_give_groups(actor: User, groups: Iterable[Group]) -> bool:
    """Return True if `actor` may add others to these groups or remove them."""
    return user_holds(actor, rights_of_groups(list(groups)))


def user_can_manage_account(actor: User, account: User) -> bool:
    """Return True if `actor` may edit, close, unlock or delete this account."""
    if account.is_superuser:
        return actor.is_superuser
    return user_holds(actor, rights_of(account))


def _names(permissions: QuerySet[Permission]) -> list[str]:
    pairs = permissions.values_list("content_type__app_label", "codename").order_by()
    return [f"{app}.{code}" for app, code in pairs]
