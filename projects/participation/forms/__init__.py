"""What agents fill in."""

from .comments import CommentEditForm, CommentForm, sign_author, signed_author, text_field
from .fields import PlainTextField
from .moderation import AppealForm, CharterRuleForm, DecisionForm, RegisterFilterForm, ReportForm
from .proposals import AnswerForm, ProposalForm
from .volunteers import VolunteerForm

__all__ = [
    "AnswerForm",
    "AppealForm",
    "CharterRuleForm",
    "CommentEditForm",
    "CommentForm",
    "DecisionForm",
    "PlainTextField",
    "ProposalForm",
    "RegisterFilterForm",
    "ReportForm",
    "VolunteerForm",
    "sign_author",
    "signed_author",
    "text_field",
]
