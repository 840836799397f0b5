"""What agents fill in."""

from .comments import CommentEditForm, CommentForm, sign_author, signed_author, text_field
from .contributions import ImportForm
from .fields import PlainTextField
from .meetings import HoursForm, MeetingForm, MessageForm
from .volunteers import YES, DeclineForm, ManagerForm, VolunteerForm

__all__ = [
    "YES",
    "CommentEditForm",
    "CommentForm",
    "DeclineForm",
    "HoursForm",
    "ImportForm",
    "ManagerForm",
    "MeetingForm",
    "MessageForm",
    "PlainTextField",
    "VolunteerForm",
    "sign_author",
    "signed_author",
    "text_field",
]
