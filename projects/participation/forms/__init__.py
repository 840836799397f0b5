"""What agents fill in."""

from .comments import CommentEditForm, CommentForm, sign_author, signed_author, text_field
from .contributions import ImportForm
from .fields import PlainTextField
from .meetings import HoursForm, MeetingForm, MessageForm
from .moderation import AppealForm, CharterRuleForm, DecisionForm, RegisterFilterForm, ReportForm
from .proposals import AnswerForm, ProposalForm
from .volunteers import YES, DeclineForm, ManagerForm, VolunteerForm

__all__ = [
    "YES",
    "AnswerForm",
    "AppealForm",
    "CharterRuleForm",
    "CommentEditForm",
    "CommentForm",
    "DecisionForm",
    "DeclineForm",
    "HoursForm",
    "ImportForm",
    "ManagerForm",
    "MeetingForm",
    "MessageForm",
    "PlainTextField",
    "ProposalForm",
    "RegisterFilterForm",
    "ReportForm",
    "VolunteerForm",
    "sign_author",
    "signed_author",
    "text_field",
]
