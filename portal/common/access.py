"""Which pages a person may read, asked in the database so that lists never leak a private page."""

from typing import TypeVar

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Length, Substr
from django.http import HttpRequest
from wagtail.models import PageViewRestriction
from wagtail.query import PageQuerySet

PageQuerySetT = TypeVar("PageQuerySetT", bound=PageQuerySet)


def denied_restrictions(request: HttpRequest) -> QuerySet[PageViewRestriction]:
    """The restrictions that keep this person out, as Wagtail's `accept_request()` decides."""
    restrictions = PageViewRestriction.objects.all()
    user = request.user
    if user.is_authenticated:
        restrictions = restrictions.exclude(restriction_type=PageViewRestriction.LOGIN)
        if user.is_superuser:
            restrictions = restrictions.exclude(restriction_type=PageViewRestriction.GROUPS)
        else:
            restrictions = restrictions.exclude(
                restriction_type=PageViewRestriction.GROUPS, groups__in=user.groups.all()
            )
    passed = request.session.get(PageViewRestriction.passed_view_restrictions_session_key, [])
    return restrictions.exclude(restriction_type=PageViewRestriction.PASSWORD, pk__in=passed)


def denied_paths(request: HttpRequest) -> list[str]:
    """Tree paths of the subtrees that this person may not read."""
    return list(denied_restrictions(request).values_list("page__path", flat=True).distinct())


def viewable(pages: PageQuerySetT, request: HttpRequest) -> PageQuerySetT:
    """The live pages among `pages` that this person may read; costs no query of its own."""
    above = denied_restrictions(request).annotate(prefix=Substr(OuterRef("path"), 1, Length("page__path")))
    return pages.live().exclude(Exists(above.filter(prefix=F("page__path"))))
