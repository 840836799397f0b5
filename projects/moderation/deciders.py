"""Who may decide about a text. The desk, decisions, notifications and the alarm share this rule.

Nobody decides about a text that concerns them: their own comment, an answer to their comment, or a comment in
a thread that they began. Being mentioned in a thread, or writing in it, excludes nobody. Otherwise anyone who
fears a decision could choose who takes it. For the same reason, a person who deletes the comment that made
them a party stays excluded.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from portal.accounts.models import User
from portal.accounts.rights import holds
from portal.common.access import readers_at, readers_of
from projects.comments.enums import ModerationState
from projects.comments.models import Comment

from .enums import Remedy
from .querysets import CaseQuerySet, cases

MODERATE = "moderation.add_moderationdecision"
READ_SEALED = "moderation.view_sealedtext"
ENTER_DESK = "wagtailadmin.access_admin"
# What tells, of a comment `with_parties`, that a decision concerns somebody.
PARTIES = ("author", "answered_party", "thread_party")
FIRST_MODERATOR = "first_moderator"


def _may_examine(of: Callable[[str], Combinable]) -> QuerySet[User]:
    """Return the people who handle this kind of case and whom the comment does not concern.

    `of` returns an expression for a column of the comment. Only the committee can read a text that was once
    withdrawn, so it alone handles it.
    """
    people = User.objects.alias(
        state_of_text=ExpressionWrapper(of("moderation_state"), output_field=CharField())
    ).filter(
        holds(ENTER_DESK),
        Q(state_of_text=ModerationState.WITHDRAWN) & holds(READ_SEALED)
        | ~Q(state_of_text=ModerationState.WITHDRAWN) & holds(MODERATE),
        is_active=True,
    )
    for party in PARTIES:
        people = people.exclude(pk=of(party))
    return people


def _may_decide(of: Callable[[str], Combinable]) -> QuerySet[User]:
    """Return the people who may examine the case and did not take the decision under appeal."""
    return _may_examine(of).exclude(pk=of(FIRST_MODERATOR))


def decidable_by(user: User) -> CaseQuerySet:
    """Return the cases that this person may decide, on pages that they may read."""
    return cases().with_parties().filter(Exists(_may_decide(OuterRef).filter(pk=user.pk)))


def decidable_in_the_background_by(user: User) -> CaseQuerySet:
    """Return the cases that this person may decide, on live pages that they may read without a password."""
    deciders = readers_at(OuterRef("page__path"), _may_decide(OuterRef).filter(pk=user.pk))
    return cases().with_parties().filter(Exists(deciders), page__live=True)


def user_can_decide(user: User, comment: Comment) -> bool:
    """Return True if the user may decide about the comment in its present state, and may read its page."""
    return decidable_by(user).filter(pk=comment.pk).exists()


def user_can_examine(user: User, comment: Comment) -> bool:
    """Return True if the user may see the case, even if a second moderator has to decide."""
    case = cases().with_parties().filter(pk=comment.pk)
    return case.filter(Exists(_may_examine(OuterRef).filter(pk=user.pk))).exists()


def user_is_party(user: User, comment: Comment) -> bool:
    """Return True if the text concerns the user."""
    concerned = Q(*((party, user.pk) for party in PARTIES), _connector=Q.OR)
    return cases().with_parties().filter(concerned, pk=comment.pk).exists()


def deciders_of(comment: Comment) -> QuerySet[User]:
    """Return everybody who may decide about a comment, in a few queries.

    A person whom only a page password lets in is left out, since nobody knows that they have it.
    """
    case = (
        cases()
        .with_parties()
        .annotate(
            **{name: F(name) for name in (*PARTIES[1:], FIRST_MODERATOR)},  # they become values
        )
    )
    held: dict[str, Any] = case.values(
        "moderation_state", *PARTIES, FIRST_MODERATOR, "page__path", "page__live"
    ).get(pk=comment.pk)
    if not held["page__live"]:
        return User.objects.none()
    return readers_of(held["page__path"], _may_decide(lambda name: Value(held[name])))


def undecidable() -> CaseQuerySet:
    """Return the waiting cases that nobody may decide, each with its `remedy`.

    Nobody reads a page that is not live, so unpublishing a page must not bury its cases.
    """
    people = _may_decide(OuterRef)
    remedy = Case(
        When(page__live=False, then=Value(Remedy.PUBLISHING)),
        When(Exists(people), then=Value(Remedy.READING)),
        When(moderation_state=ModerationState.WITHDRAWN, then=Value(Remedy.COMMITTEE)),
        default=Value(Remedy.MODERATOR),
    )
    return (
        cases()
        .with_parties()
        .on_desk()
        .filter(Q(page__live=False) | ~Exists(readers_at(OuterRef("page__path"), people)))
        .annotate(remedy=remedy)
        .select_related("page")
    )


def remedy_of(case: Any) -> Remedy:
    """Return what would let somebody decide one of the `undecidable()` cases."""
    return Remedy(case.remedy)
