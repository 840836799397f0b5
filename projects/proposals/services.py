"""Operations on proposals."""

import datetime
import uuid
from itertools import chain, count
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.common.errors import RefusalError
from portal.common.text import slug
from portal.quotas.limits import limited
from projects.models import ActionPage, Theme
from projects.services import lock_page, record_origin

from .enums import ProposalOutcome
from .models import ProposalAnswer, ProposalIndexPage, ProposalPage, ProposalSupport, ProposalVersion
from .permissions import user_can_correct_proposal
from .signals import proposal_answered, proposal_posted

_LONGEST_SLUG = 80  # characters, before the number that tells two of them apart


def _proposed_by(
    *, submission: uuid.UUID | None, author: User, title: str, why: str, theme: Theme, **_: Any
) -> ProposalPage | None:
    return ProposalPage.submitted(
        submission, whose={"author": author}, title=title, why=why, theme_id=theme.pk
    )


@limited("proposal", gettext_lazy("Proposals"), by="author", unless="created_at", done=_proposed_by)
@transaction.atomic
def propose(
    *,
    index: ProposalIndexPage,
    author: User,
    title: str,
    why: str,
    theme: Theme,
    submission: uuid.UUID | None = None,
    created_at: datetime.datetime | None = None,
) -> ProposalPage:
    """Publish a proposal, or return the one that this `submission` has already published.

    Raises `AlreadySentError` if the submission published another one, and `ValidationError` if a text is
    empty or too long.
    """
    submission = submission or uuid.uuid4()
    lock_page(index.pk)
    existing = _proposed_by(submission=submission, author=author, title=title, why=why, theme=theme)
    if existing is not None:
        return existing
    # Read under the lock: the tree gives the next place by what it knows of the children.
    parent = ProposalIndexPage.objects.get(pk=index.pk)
    now = created_at or timezone.now()
    proposal = ProposalPage(
        title=title,
        why=why,
        theme=theme,
        author=author,
        submission=submission,
        created_at=now,
        first_published_at=now,
        last_published_at=now,
    )
    proposal.slug = _free_slug(parent, title)
    parent.add_child(instance=proposal)
    proposal_posted.announce(proposal=proposal)
    return proposal


def _free_slug(parent: ProposalIndexPage, title: str) -> str:
    """Return a slug that no other proposal of the list has. The list must be locked."""
    words = slug(title)[:_LONGEST_SLUG].strip("-") or "proposition"
    taken = set(parent.get_children().filter(slug__startswith=words).values_list("slug", flat=True))
    numbered = (f"{words}-{number}" for number in count(2))
    return next(address for address in chain([words], numbered) if address not in taken)


@transaction.atomic
def correct_proposal(*, proposal: ProposalPage, title: str, why: str, theme: Theme) -> None:
    """Replace the text of a proposal and keep the earlier version. The address stays.

    The same text changes nothing. Raises `RefusalError` once it is too late.
    """
    lock_page(proposal.pk)
    current = ProposalPage.objects.select_related("author", "theme").get(pk=proposal.pk)
    if not user_can_correct_proposal(current.author, current):
        raise RefusalError(
            _("This proposal can no longer be corrected. Add what you have to say in a comment.")
        )
    if (current.title, current.why, current.theme_id) == (title, why, theme.pk):
        return
    now = timezone.now()
    ProposalVersion.objects.create(
        proposal=current,
        title=current.title,
        why=current.why,
        theme_title=current.theme.title,
        replaced_at=now,
    )
    current.title, current.draft_title, current.why, current.theme = title, title, why, theme
    current.edited_at = now
    current.save()


@limited("support", gettext_lazy("Supports of proposals"), by="agent", unless="created_at")
@transaction.atomic
def support_proposal(
    *, proposal: ProposalPage, agent: User, supported: bool, created_at: datetime.datetime | None = None
) -> None:
    """Add or remove an agent's support. Asking again changes nothing.

    Raises `RefusalError` for the agent's own proposal.
    """
    if proposal.author_id == agent.pk:
        raise RefusalError(_("This proposal is yours: the support of others counts."))
    if not supported:
        ProposalSupport.objects.filter(proposal=proposal, agent=agent).delete()
        return
    # One statement: of two clicks at the same moment, the second finds what the first wrote.
    ProposalSupport.objects.bulk_create(
        [ProposalSupport(proposal=proposal, agent=agent, created_at=created_at or timezone.now())],
        ignore_conflicts=True,
    )


@transaction.atomic
def answer_proposal(
    *,
    proposal: ProposalPage,
    author: User,
    outcome: str,
    reason: str,
    action: ActionPage | None = None,
    submission: uuid.UUID | None = None,
    given_at: datetime.datetime | None = None,
) -> ProposalAnswer:
    """Publish an answer, after earlier ones.

    If an action takes the proposal up, the action says that it comes from there. Returns the answer that this
    `submission` has already given, if any. Raises `AlreadySentError` if it gave another one. Raises
    `ValidationError` if the reason is empty or the action missing.
    """
    submission = submission or uuid.uuid4()
    lock_page(proposal.pk)
    if outcome == ProposalOutcome.NOT_TAKEN_UP:
        action = None
    existing = ProposalAnswer.submitted(
        submission,
        whose={"author": author},
        proposal_id=proposal.pk,
        outcome=outcome,
        reason=reason,
        action_number=action.number if action else None,
    )
    if existing is not None:
        return existing
    answer = ProposalAnswer(
        proposal=proposal,
        author=author,
        outcome=outcome,
        action=action,
        action_number=action.number if action else None,
        action_title=action.title if action else "",
        reason=reason,
        submission=submission,
        given_at=given_at or timezone.now(),
    )
    answer.full_clean(exclude=["proposal", "author", "action"])
    answer.save()
    if action is not None and outcome == ProposalOutcome.TAKEN_UP:
        record_origin(action=action, author=author)
    # The page says the answer in search results too.
    proposal.save(update_fields=["last_published_at"], clean=False)
    proposal_answered.announce(proposal=proposal)
    return answer
