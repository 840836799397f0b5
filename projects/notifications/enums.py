"""What can be followed, what is told, and how often a mail says it."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class FollowKind(models.TextChoices):
    """What an agent follows; each has its own column in `Follow`."""

    ACTION = "action", _("Action")
    CONVERSATION = "conversation", _("Conversation")
    THEME = "theme", _("Theme")
    PERSON = "person", _("Colleague")
    SEARCH = "search", _("Search")

    @property
    def column(self) -> str:
        """The relation of `Follow` that holds it: actions and conversations are those of a page."""
        return "page" if self in (FollowKind.ACTION, FollowKind.CONVERSATION) else str(self.value)

    @property
    def plural(self) -> Promise:
        """What a list of them is called."""
        return {
            FollowKind.ACTION: _("Actions"),
            FollowKind.CONVERSATION: _("Conversations"),
            FollowKind.THEME: _("Themes"),
            FollowKind.PERSON: _("Colleagues"),
            FollowKind.SEARCH: _("Searches"),
        }[self]


class Category(models.TextChoices):
    """What an agent chooses a frequency for."""

    DECISIONS = "decisions", _("Decisions about me")
    ALARMS = "alarms", _("Alarms of the portal")
    DUTIES = "duties", _("What awaits me")
    VOLUNTEERING = "volunteering", _("My volunteering and my working groups")
    ANSWERS = "answers", _("Answers to me and mentions of me")
    CONVERSATIONS = "conversations", _("Conversations and colleagues that I follow")
    ACTIONS = "actions", _("Actions and themes that I follow")
    SEARCHES = "searches", _("Searches that I follow")


class Frequency(models.TextChoices):
    """When a category leaves by mail."""

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


class Kind(models.TextChoices):
    """What happened, as far as the person told is concerned."""

    # Of a comment: see COMMENT_KINDS.
    COMMENT = "comment", _("Comment in a conversation that I follow")
    PERSON = "person", _("Comment of a colleague whom I follow")
    OFFICIAL_ANSWER = "official_answer", _("Official answer")
    ON_MY_ACTION = "on_my_action", _("Comment on an action that I lead")
    REPLY = "reply", _("Answer to me")
    ANSWERED_OFFICIALLY = "answered_officially", _("Official answer to me")
    MENTION = "mention", _("Mention of me")
    # Of the plan.
    PROGRESS = "progress", _("Progress of an action")
    PROPOSAL = "proposal", _("New proposal")
    PROPOSAL_TO_ANSWER = "proposal_to_answer", _("Proposal that the committee answers")
    PROPOSAL_ANSWERED = "proposal_answered", _("Answer to a proposal that I follow")
    MY_PROPOSAL_ANSWERED = "my_proposal_answered", _("Answer to my proposal")
    MEETING = "meeting", _("Meeting of my working group")
    MINUTES = "minutes", _("Minutes of my working group")
    # Of volunteers.
    VOLUNTEER_JOINED = "volunteer_joined", _("New volunteer")
    VOLUNTEER_LEFT = "volunteer_left", _("Volunteer who withdraws")
    VOLUNTEER_CHANGED = "volunteer_changed", _("My place as a volunteer")
    MANAGER_ASKED = "manager_asked", _("Volunteer of my service")
    ADDRESSED = "addressed", _("Message to the volunteers")
    # Of moderation.
    REPORTED = "reported", _("Comment reported to moderators")
    APPEAL = "appeal", _("Appeal to a second moderator")
    UNDECIDABLE = "undecidable", _("Text about which nobody may decide")
    MODERATED = "moderated", _("Moderation of my comment")
    APPEAL_DECIDED = "appeal_decided", _("Answer to my appeal")
    # Of the search.
    SEARCH = "search", _("New results of a search")


CATEGORIES = {
    Kind.COMMENT: Category.CONVERSATIONS,
    Kind.PERSON: Category.CONVERSATIONS,
    Kind.OFFICIAL_ANSWER: Category.CONVERSATIONS,
    Kind.ON_MY_ACTION: Category.DUTIES,
    Kind.REPLY: Category.ANSWERS,
    Kind.ANSWERED_OFFICIALLY: Category.ANSWERS,
    Kind.MENTION: Category.ANSWERS,
    Kind.PROGRESS: Category.ACTIONS,
    Kind.PROPOSAL: Category.ACTIONS,
    Kind.PROPOSAL_TO_ANSWER: Category.DUTIES,
    Kind.PROPOSAL_ANSWERED: Category.ACTIONS,
    Kind.MY_PROPOSAL_ANSWERED: Category.ANSWERS,
    Kind.MEETING: Category.VOLUNTEERING,
    Kind.MINUTES: Category.VOLUNTEERING,
    Kind.VOLUNTEER_JOINED: Category.DUTIES,
    Kind.VOLUNTEER_LEFT: Category.DUTIES,
    Kind.VOLUNTEER_CHANGED: Category.VOLUNTEERING,
    Kind.MANAGER_ASKED: Category.DUTIES,
    Kind.ADDRESSED: Category.VOLUNTEERING,
    Kind.REPORTED: Category.DUTIES,
    Kind.APPEAL: Category.DUTIES,
    Kind.UNDECIDABLE: Category.ALARMS,
    Kind.MODERATED: Category.DECISIONS,
    Kind.APPEAL_DECIDED: Category.DECISIONS,
    Kind.SEARCH: Category.SEARCHES,
}

# The same comment can concern somebody in several ways: it is told once, in the last of these.
COMMENT_KINDS = (
    Kind.COMMENT,
    Kind.PERSON,
    Kind.OFFICIAL_ANSWER,
    Kind.ON_MY_ACTION,
    Kind.REPLY,
    Kind.ANSWERED_OFFICIALLY,
    Kind.MENTION,
)
