"""Named states of proposals, which can be chained."""

from typing import Any, Self

from django.apps import apps
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.query import PageQuerySet

from portal.accounts.models import User
from projects.comments.models import Comment

from .enums import ProposalOrder


class ProposalQuerySet(PageQuerySet):
    """Proposals with what lists show of them."""

    def with_answer(self) -> Self:
        """Load `outcome`, `answer_action_id` and `answer_number` of the latest answer, None without one."""
        answers = apps.get_model("proposals", "ProposalAnswer").objects.filter(proposal=OuterRef("pk"))
        latest = answers.order_by("-given_at", "-pk")
        return self.annotate(
            outcome=Subquery(latest.values("outcome")[:1]),
            answer_action_id=Subquery(latest.values("action")[:1]),
            answer_number=Subquery(latest.values("action_number")[:1]),
        )

    def with_supports(self, viewer: User) -> Self:
        """Load `support_count`, and `is_supported`: True if the viewer supports the proposal."""
        supports = apps.get_model("proposals", "ProposalSupport").objects.filter(proposal=OuterRef("pk"))
        return self.annotate(
            support_count=_count(supports, "proposal"), is_supported=Exists(supports.filter(agent=viewer))
        )

    def with_comment_count(self) -> Self:
        """Load `comment_count`, the number of comments that can be read."""
        comments = Comment.objects.published()
        return self.annotate(comment_count=_count(comments.filter(page=OuterRef("pk")), "page"))

    def with_people(self) -> Self:
        """Load the author, the theme and what they belong to."""
        return self.select_related("author__service", "theme__axis__project")

    def in_order(self, order: ProposalOrder) -> Self:
        """Sort the proposals. Needs `with_answer()` and `with_supports()`."""
        if order == ProposalOrder.NEWEST:
            return self.order_by("-created_at", "-pk")
        if order == ProposalOrder.AWAITING:
            return self.order_by(F("outcome").asc(nulls_first=True), "created_at", "pk")
        return self.order_by("-support_count", "-created_at", "-pk")

    def answered_by_action(self, action_id: int) -> Self:
        """Return the proposals that the latest answer took up as this action, or joined to it."""
        return self.with_answer().filter(Q(answer_action_id=action_id)).order_by("created_at", "pk")


def _count(rows: QuerySet[Any], outer: str) -> Coalesce:
    counted = rows.order_by().values(outer).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)
