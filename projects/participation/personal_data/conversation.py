"""What conversations hold about a person beside what they wrote."""

from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, PersonalData

from ..enums import ReactionKind
from ..forgetting import forget_mentions_of
from ..models import Mention, Reaction

REACTIONS = PersonalData(
    key="reactions",
    title=_("Reactions"),
    why=_("Your one-click reactions to comments. Readers see how many there are, not whose they are."),
    held=lambda user: Reaction.objects.filter(agent=user).order_by("created_at", "pk"),
    columns=(
        Column("comment", _("comment"), "comment_id"),
        Column("page", _("page"), "comment__page__title"),
        Column("reaction", _("reaction"), "kind", dict(ReactionKind.choices)),
        Column("given_at", _("given"), "created_at"),
    ),
    relations=("participation.Reaction.agent",),
)

MENTIONS = PersonalData(
    key="mentions",
    title=_("Mentions of you"),
    why=_("The comments in which colleagues named you after an @, so that you are told."),
    held=lambda user: Mention.objects.filter(agent=user).order_by("created_at", "pk"),
    columns=(
        Column("comment", _("comment"), "comment_id"),
        Column("written", _("name as written"), "written"),
        Column("mentioned_at", _("mentioned"), "created_at"),
    ),
    relations=("participation.Mention.agent",),
    forget=forget_mentions_of,
)
