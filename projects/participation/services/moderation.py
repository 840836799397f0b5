"""Verbs of moderation."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.accounts.models import User

from ..models import Comment, ModerationDecision


@transaction.atomic
def mask_comment(
    *, comment: Comment, moderator: User, reason: str, decided_at: datetime.datetime | None = None
) -> ModerationDecision:
    """Mask a comment's text for a reason that readers see; an earlier decision is kept as it is.

    Raises `ValidationError` if the reason is empty.
    """
    existing = ModerationDecision.objects.filter(comment=comment).first()
    if existing:
        return existing
    decision = ModerationDecision(
        comment=comment, moderator=moderator, reason=reason, decided_at=decided_at or timezone.now()
    )
    decision.clean_fields(exclude=["comment", "moderator"])
    decision.save()
    log(
        comment,
        "participation.mask",
        user=moderator,
        title=_("comment no. %(number)s") % {"number": comment.pk},  # nobody may take a name out of the log
        timestamp=decision.decided_at,
        data={"reason": reason},
    )
    return decision
