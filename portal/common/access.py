"""Which pages a person may read: a condition of every list, so that none leaks a private page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db.models import CharField, Exists, ExpressionWrapper, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.db.models.lookups import In
from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction
from wagtail.models.view_restrictions import BaseViewRestriction
from wagtail.query import PageQuerySet

from .prepared import PreparedQuery

PageQuerySetT = TypeVar("PageQuerySetT", bound=PageQuerySet)
PersonT = TypeVar("PersonT", bound=Model)


def denied_restrictions(
    request: HttpRequest, model: type[BaseViewRestriction] = PageViewRestriction
) -> QuerySet[Any]:
    """Return the restrictions that keep this person out, as Wagtail's `accept_request()` decides.

    `model` says whose restrictions: those of pages or those of collections.
    """
    restrictions = model.objects.exclude(restriction_type=BaseViewRestriction.NONE)
    user = request.user
    if user.is_authenticated:
        restrictions = restrictions.exclude(restriction_type=BaseViewRestriction.LOGIN)
        if user.is_superuser:
            restrictions = restrictions.exclude(restriction_type=BaseViewRestriction.GROUPS)
        else:
            restrictions = restrictions.exclude(
                restriction_type=BaseViewRestriction.GROUPS, groups__in=user.groups.all()
            )
    passed = request.session.get(model.passed_view_restrictions_session_key, [])
    return restrictions.exclude(restriction_type=BaseViewRestriction.PASSWORD, pk__in=passed)


_ANY_RESTRICTION = PreparedQuery(lambda: PageViewRestriction.objects.order_by().values_list("pk")[:1])


def denied_paths(request: HttpRequest) -> tuple[str, ...]:
    """Return the tree paths of the subtrees that this person may not read. Read them once per request.

    As in Wagtail, an alias obeys the restrictions of its original, not its own.
    """
    known: tuple[str, ...] | None = getattr(request, "denied_paths", None)
    if known is None:
        # Most portals restrict nothing, which is cheaper to ask.
        known = _denied_paths(request) if _ANY_RESTRICTION() else ()
        request.denied_paths = known  # type: ignore[attr-defined]
    return known


def _denied_paths(request: HttpRequest) -> tuple[str, ...]:
    rows = denied_restrictions(request).values_list("page__path", "page__alias_of", "page__aliases__path")
    paths = {each for path, alias_of, alias in rows if alias_of is None for each in (path, alias) if each}
    return tuple(sorted(paths))


def viewable(pages: PageQuerySetT, request: HttpRequest) -> PageQuerySetT:
    """Return the live pages among `pages` that this person may read."""
    return pages.filter(is_viewable(request))


def is_viewable(request: HttpRequest, page: str = "") -> Q:
    """Return the condition that a page is live and that this person may read it.

    `page` names the relation from the rows filtered to their page, as in "comment__page"; by default they
    are pages themselves.
    """
    prefix = f"{page}__" if page else ""
    condition = Q(**{f"{prefix}live": True})
    by_length: dict[int, list[str]] = {}
    for path in denied_paths(request):
        by_length.setdefault(len(path), []).append(path)
    for length, paths in by_length.items():
        condition &= ~Q(In(Substr(f"{prefix}path", 1, length), paths))
    return condition


def user_can_view(request: HttpRequest, page: Page) -> bool:
    """Return True if a page is live and this person may read it, as `viewable` says of many."""
    return page.live and not page.path.startswith(denied_paths(request))


def readers(page: Page, people: QuerySet[PersonT]) -> QuerySet[PersonT]:
    """Return the active accounts among `people` that may read a page.

    People who would need a password are not among them.
    """
    return readers_of(page.path, people) if page.live else people.none()


def readers_of(path: str, people: QuerySet[PersonT]) -> QuerySet[PersonT]:
    """Return the active accounts among `people` that may read the live page at this tree path.

    See `readers`.
    """
    people = people.filter(is_active=True)
    for closed in _closed_subtrees():
        if path.startswith(tuple(closed.paths)):
            people = people.filter(closed.lets_in())
    return people


def readers_at(path: OuterRef, people: QuerySet[PersonT]) -> QuerySet[PersonT]:
    """Return the active accounts among `people` that may read the live page at an outer path.

    See `readers`. This stands in a subquery: `path` is `OuterRef("…")`.
    """
    reading = ExpressionWrapper(path, output_field=CharField())
    found: Any = people.filter(is_active=True).alias(path_read=reading)
    for closed in _closed_subtrees():
        outside = ~Q(*(("path_read__startswith", each) for each in closed.paths), _connector=Q.OR)
        found = found.filter(outside | closed.lets_in())
    return found


@dataclass
class _ClosedSubtree:
    """A restriction that keeps people out: the tree paths below which it holds, and the groups it lets in."""

    needs_password: bool
    paths: set[str] = field(default_factory=set)
    groups: set[int] = field(default_factory=set)

    def lets_in(self) -> Q:
        """Return the condition that an account may enter without a password."""
        if self.needs_password:
            return Q(pk__in=[])
        theirs = get_user_model().groups.through.objects.filter(user=OuterRef("pk"), group__in=self.groups)
        return Q(is_superuser=True) | Q(Exists(theirs))


def _closed_subtrees() -> Iterable[_ClosedSubtree]:
    """Read the restrictions of groups and passwords, in one query: they are few, people and pages many."""
    rows = PageViewRestriction.objects.filter(
        page__alias_of=None,
        restriction_type__in=[BaseViewRestriction.GROUPS, BaseViewRestriction.PASSWORD],
    )
    closed: dict[int, _ClosedSubtree] = {}
    for key, kind, *paths, group in rows.values_list(
        "pk", "restriction_type", "page__path", "page__aliases__path", "groups"
    ):
        one = closed.setdefault(key, _ClosedSubtree(kind == BaseViewRestriction.PASSWORD))
        one.paths.update(filter(None, paths))
        one.groups.update(filter(None, [group]))
    return closed.values()
