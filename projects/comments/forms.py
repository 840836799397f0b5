"""A comment, new or corrected."""

import uuid
from typing import Any, cast

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.accounts.models import User
from portal.common.forms import PlainTextField
from projects.errors import RefusalError

from .enums import CommentKind
from .errors import CannotReplyError
from .models import Comment

_AUTHOR_SALT = "comments.comment-author"


def text_field(**kwargs: Any) -> PlainTextField:
    return PlainTextField(
        max_length=Comment._meta.get_field("text").max_length,
        error_messages={"required": _("Write your comment before you post it.")},
        **kwargs,
    )


def sign_author(author: User, page: Page) -> str:
    """A token that says for whom and on which page a comment form was shown."""
    return signing.dumps([author.pk, page.pk], salt=_AUTHOR_SALT)


def signed_author(token: str, page_id: int) -> int | None:
    """The key of the agent for whom the form was shown on this page; None for a forged token."""
    try:
        author_id, signed_page_id = signing.loads(token, salt=_AUTHOR_SALT)
    except signing.BadSignature:
        return None
    return author_id if signed_page_id == page_id else None


class CommentForm(forms.Form):
    """A new comment or an answer. A rejected one can be sent again as it is shown."""

    text = text_field(label=_("Your comment"), widget=forms.Textarea(attrs={"rows": 4}))
    kind = forms.ChoiceField(
        label=_("It is"),
        choices=[("", _("Just a comment")), *CommentKind.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    parent = forms.ModelChoiceField(Comment.objects.none(), required=False, widget=forms.HiddenInput)
    submission = forms.CharField(required=False, widget=forms.HiddenInput)
    author = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: Page, author: User, **kwargs: Any) -> None:
        kwargs["auto_id"] = "comment-%s"
        super().__init__(*args, **kwargs)
        self.page = page
        self.agent = author
        parent = cast(forms.ModelChoiceField, self.fields["parent"])
        parent.queryset = Comment.objects.on_page(page).with_state()
        self.initial.setdefault("author", sign_author(author, page))
        self.initial.setdefault("submission", uuid.uuid4())

    def clean_submission(self) -> uuid.UUID:
        """A token that no form of ours made counts as none."""
        try:
            return uuid.UUID(self.cleaned_data["submission"])
        except ValueError:
            return uuid.uuid4()

    def clean_author(self) -> str:
        """Refuse to sign one person's text with the name of another who signed in meanwhile."""
        token = self.cleaned_data["author"]
        if token and signed_author(token, self.page.pk) != self.agent.pk:
            raise PermissionDenied
        return token

    def clean(self) -> dict[str, Any]:
        if "parent" in self.errors:
            del self.errors["parent"]
            self.refuse(CannotReplyError())
        return self.cleaned_data

    def refuse(self, error: RefusalError) -> None:
        """Show why the text was not posted, and make it possible to post it nevertheless."""
        self.add_error("text", str(error))
        corrected = {"submission": str(uuid.uuid4())}
        if isinstance(error, CannotReplyError):
            corrected["parent"] = ""
        self.data = {name: self.data[name] for name in self.data} | corrected

    @property
    def replying_to(self) -> str:
        """The number of the comment to answer, as text; empty for a new thread."""
        return str(self["parent"].value() or "")


class CommentEditForm(forms.Form):
    text = text_field(label=_("Your comment"), widget=forms.Textarea(attrs={"rows": 8}))
