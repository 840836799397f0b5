"""How mentions are forgotten when an agent has left."""

from django.conf import settings
from django.db.models import F, Value
from django.db.models.functions import Replace
from django.utils import translation
from django.utils.translation import gettext

from portal.accounts.models import User

from ..models import Comment, CommentVersion, Mention


def forget_mentions_of(agent: User) -> None:
    """Put the words for a departed agent in the place of their name where others mentioned them.

    Only the name after an @ changes: what else an author wrote of a colleague is the author's.
    """
    with translation.override(settings.LANGUAGE_CODE):
        nobody = gettext("Departed agent")
    mentions = Mention.objects.filter(agent=agent)
    for comment_id, written in mentions.values_list("comment", "written"):
        nameless = Replace(F("text"), Value(f"@{written}"), Value(f"@{nobody}"))
        Comment.objects.filter(pk=comment_id).update(text=nameless)
        CommentVersion.objects.filter(comment=comment_id).update(text=nameless)
    mentions.update(written=nobody)
