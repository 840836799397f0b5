"""How mentions are forgotten when an agent has left."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from portal.accounts.models import User
from portal.common.text import fold

from ..mentions import spellings
from ..models import Comment, CommentVersion, Mention


def forget_mentions_of(agent: User) -> None:
    """Put the words for a departed agent in the place of their name where others mentioned them.

    Only the name after an @ changes: what else an author wrote of a colleague is the author's.
    """
    with translation.override(settings.LANGUAGE_CODE):
        nobody = gettext("Departed agent")
    mentions = Mention.objects.filter(agent=agent)
    for comment_id, written in mentions.values_list("comment", "written"):
        for texts in (
            Comment.objects.filter(pk=comment_id),
            CommentVersion.objects.filter(comment=comment_id),
        ):
            for pk, text in texts.values_list("pk", "text"):
                texts.filter(pk=pk).update(text=_without(text, fold(written), nobody))
    mentions.update(written=nobody)


def _without(text: str, name: str, nobody: str) -> str:
    """The text with `nobody` wherever this folded name follows an @."""
    for written in sorted(spellings(text, {name}), key=len, reverse=True):
        text = text.replace(f"@{written}", f"@{nobody}")
    return text
