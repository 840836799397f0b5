"""Enumerations: what agents can follow, and how often they get mail."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class FollowKind(models.TextChoices):
    """A kind of object that agents follow. Each has its own column in `Follow`."""

    ACTION = "action", _("Action")
    CONVERSATION = "conversation", _("Conversation")
    THEME = "theme", _("Theme")
    PERSON = "person", _("Colleague")
    SEARCH = "search", _("Search")

    @property
    def column(self) -> str:
        """The relation of `Follow` that holds the object. Actions and conversations share that of pages."""
        return "page" if self in (FollowKind.ACTION, FollowKind.CONVERSATION) else str(self.value)

    @property
    def plural(self) -> Promise:
        """The title of a list of such objects."""
        return {
            FollowKind.ACTION: _("Actions"),
            FollowKind.CONVERSATION: _("Conversations"),
            FollowKind.THEME: _("Themes"),
            FollowKind.PERSON: _("Colleagues"),
            FollowKind.SEARCH: _("Searches"),
        }[self]


class Category(models.TextChoices):
    """A category of notifications. Agents choose a frequency for each."""

    DECISIONS = "decisions", _("Decisions about me")
    ALARMS = "alarms", _("Alarms of the portal")
    DUTIES = "duties", _("What awaits me")
    VOLUNTEERING = "volunteering", _("My volunteering and my working groups")
    ANSWERS = "answers", _("Answers to me and mentions of me")
    CONVERSATIONS = "conversations", _("Conversations and colleagues that I follow")
    ACTIONS = "actions", _("Actions and themes that I follow")
    SEARCHES = "searches", _("Searches that I follow")


class Frequency(models.TextChoices):
    """The frequency of the mails of a category."""

    NONE = "none", _("Never")
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")


# Somebody must act, or has waited for an answer: these do not wait for Monday.
DEFAULT_FREQUENCIES = {
    Category.DECISIONS: Frequency.AT_ONCE,
    Category.ALARMS: Frequency.AT_ONCE,
    Category.DUTIES: Frequency.DAILY,
    Category.VOLUNTEERING: Frequency.AT_ONCE,
    Category.ANSWERS: Frequency.WEEKLY,
    Category.CONVERSATIONS: Frequency.WEEKLY,
    Category.ACTIONS: Frequency.WEEKLY,
    Category.SEARCHES: Frequency.WEEKLY,
}
