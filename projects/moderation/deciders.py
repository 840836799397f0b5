"""Who may decide about a text: one rule for the desk, for decisions, for who is told, and for the alarm.

Nobody decides about a text that concerns them: their own comment, one that answers theirs, one in a thread
that they began. Being named in a thread, or writing in it, keeps nobody away: otherwise whoever fears a
decision could choose who takes it. For the same reason, deleting the comment that made them a party frees
nobody.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from portal.accounts.models import User
from portal.accounts.rights import holds
from portal.common.access import readers_at
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
    """Those whom a comment does not concern, and whose matter it is; `of` gives what the comment holds.

    A text once withdrawn is the committee's, which alone can read it.
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
    """Of those who may examine it, who did not take the decision that an appeal contests."""
    return _may_examine(of).exclude(pk=of(FIRST_MODERATOR))


def decidable_by(user: User) -> CaseQuerySet:
    """What this person may decide about, on pages that they may read."""
    return cases().with_parties().filter(Exists(_may_decide(OuterRef).filter(pk=user.pk)))


def user_can_decide(user: User, comment: Comment) -> bool:
    """Whether this person may decide about a comment as it stands, on a page that they may read."""
    return decidable_by(user).filter(pk=comment.pk).exists()


def user_can_examine(user: User, comment: Comment) -> bool:
    """Whether this person may see the case, be it only to learn that a second moderator decides."""
    case = cases().with_parties().filter(pk=comment.pk)
    return case.filter(Exists(_may_examine(OuterRef).filter(pk=user.pk))).exists()


def user_is_party(user: User, comment: Comment) -> bool:
    """Whether the text concerns this person."""
    concerned = Q(*((party, user.pk) for party in PARTIES), _connector=Q.OR)
    return cases().with_parties().filter(concerned, pk=comment.pk).exists()


def deciders_of(comment: Comment) -> QuerySet[User]:
    """Everybody who may decide about a comment: two queries, whatever their number.

    Whoever only a page password lets in is not among them: nobody knows that they have it.
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
    return readers_at(Value(held["page__path"]), _may_decide(lambda name: Value(held[name])))


def undecidable() -> CaseQuerySet:
    """What waits for a decision that nobody may take, with the `remedy`.

    Nobody reads a page that is not live: to unpublish it must not bury what awaits moderation.
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
        .filter(Q(page__live=False) | ~Exists(readers_at(OuterRef(OuterRef("page__path")), people)))
        .annotate(remedy=remedy)
        .select_related("page")
    )


def remedy_of(case: Any) -> Remedy:
    """What lets somebody decide about one of those that are `undecidable()`."""
    return Remedy(case.remedy)
