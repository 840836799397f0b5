"""Forms to post and to edit a comment."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.common.forms import OnceForm, PlainTextField

from .enums import CommentKind
from .errors import CannotReplyError
from .models import Comment


def text_field(**kwargs: Any) -> PlainTextField:
    """Return the field of a comment's text."""
    return PlainTextField(
        max_length=Comment._meta.get_field("text").max_length,
        error_messages={"required": _("Write your comment before you post it.")},
        **kwargs,
    )


class CommentForm(OnceForm):
    """A new comment or a reply. A refused form can be sent again as it is shown."""

    text = text_field(label=_("Your comment"), widget=forms.Textarea(attrs={"rows": 4}))
    kind = forms.ChoiceField(
        label=_("It is"),
        choices=[("", _("Just a comment")), *CommentKind.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    parent = forms.ModelChoiceField(Comment.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: Page, **kwargs: Any) -> None:
        kwargs["auto_id"] = "comment-%s"
        super().__init__(*args, **kwargs)
        parent = cast(forms.ModelChoiceField, self.fields["parent"])
        parent.queryset = Comment.objects.on_page(page).with_state()

    def clean(self) -> dict[str, Any]:
        if "parent" in self.errors:
            del self.errors["parent"]
            self.refuse(CannotReplyError())
        return self.cleaned_data

    def refuse(self, error: Exception, *, field: str | None = "text", **corrected: str) -> None:
        """Show why the comment was refused.

        If the comment to answer is gone, the text can be sent again as a new comment.
        """
        if isinstance(error, CannotReplyError):
            corrected["parent"] = ""
        super().refuse(error, field=field, **corrected)

    @property
    def replying_to(self) -> str:
        """The key, as text, of the comment to answer. It is empty for a new thread."""
        return str(self["parent"].value() or "")


class CommentEditForm(forms.Form):
    """A change to the text of a comment."""

    text = text_field(label=_("Your comment"), widget=forms.Textarea(attrs={"rows": 8}))
