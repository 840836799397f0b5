"""What agents fill in."""

from .comments import CommentEditForm, CommentForm, text_field
from .contributions import ImportForm
from .meetings import HoursForm, MessageForm, VolunteerMeetingForm
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
    "MessageForm",
    "ProposalForm",
    "RegisterFilterForm",
    "ReportForm",
    "VolunteerForm",
    "VolunteerMeetingForm",
    "text_field",
]
