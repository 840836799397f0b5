"""What agents fill in."""

from .comments import CommentEditForm, CommentForm, sign_author, signed_author, text_field
from .fields import PlainTextField
from .volunteers import VolunteerForm

__all__ = [
    "CommentEditForm",
    "CommentForm",
    "PlainTextField",
    "VolunteerForm",
    "sign_author",
    "signed_author",
    "text_field",
]
