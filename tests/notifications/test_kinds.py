"""Every kind of notification is complete: its name, category, signal, recipients and words, in French too."""

import datetime
import inspect
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone, translation

from projects.groups.models import GroupMeeting, GroupMeetingNotice
from projects.groups.services import plan_meeting
from projects.models import ProgressEntry
from projects.moderation.floods import Period, begin_flood, decide_floods
from projects.moderation.models import Appeal, Flood, ModerationDecision, Report
from projects.moderation.services import lodge_appeal, report_comment
from projects.notifications.enums import DEFAULT_FREQUENCIES, Category
from projects.notifications.kinds.base import KINDS, NotificationKind
from projects.notifications.lines import Line, Told, line_of, objects_of
from projects.notifications.services.notifying import register_kind
from projects.proposals.models import ProposalAnswer
from projects.proposals.services import answer_proposal, propose
from projects.volunteering.meetings import plan_meeting as plan_volunteer_meeting
from projects.volunteering.models import VolunteerMeetingNotice, VolunteerMessage
from search.models import SavedSearch
from tests.factories import (
    ActionPageFactory,
    CommentFactory,
    ProposalIndexPageFactory,
    ThemeFactory,
    UserFactory,
    VolunteerFactory,
    WorkingGroupPageFactory,
)
from tests.moderating import fold, rule

each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))


def proposal() -> Any:
    index = ProposalIndexPageFactory()
    theme = ThemeFactory(axis__project=index.get_parent().specific)
    return propose(index=index, author=UserFactory(), title="Un potager", why="Pour tous.", theme=theme)


def proposal_answer() -> ProposalAnswer:
    return answer_proposal(
        proposal=proposal(), author=UserFactory(), outcome="not_taken_up", reason="Pas de terrain."
    )


def _in_three_days() -> dict[str, datetime.datetime]:
    start = timezone.now() + datetime.timedelta(days=3)
    return {"starts_at": start, "ends_at": start + datetime.timedelta(hours=1)}


def meeting() -> GroupMeeting:
    return plan_meeting(group=WorkingGroupPageFactory(), subject="Bilan", **_in_three_days())


def group_notice() -> GroupMeetingNotice:
    return GroupMeetingNotice.objects.get(meeting=meeting())


def volunteers_notice() -> VolunteerMeetingNotice:
    about = plan_volunteer_meeting(
        submission=uuid.uuid4(), action=ActionPageFactory(), subject="Essai", **_in_three_days()
    )
    return VolunteerMeetingNotice.objects.get(meeting=about)


def progress() -> ProgressEntry:
    return ProgressEntry.objects.create(
        action=ActionPageFactory(), date=datetime.date(2018, 6, 1), status="in_progress", progress=60
    )


def message() -> VolunteerMessage:
    return VolunteerMessage.objects.create(action=ActionPageFactory(), subject="Rendez-vous", text="Mardi.")


def report() -> Report:
    UserFactory(groups=["Modération"])
    report_comment(comment=CommentFactory(), reporter=UserFactory(), reason="Insulte")
    return Report.objects.get()


def decision() -> ModerationDecision:
    return fold(CommentFactory(), moderator=UserFactory(groups=["Modération"]))


def flood() -> Flood:
    comment, moderator = CommentFactory(), UserFactory(groups=["Modération"])
    period = Period(comment.author, comment.created_at, timezone.now())
    begun = begin_flood(
        period=period, moderator=moderator, outcome="fold", rule=rule(), reasoning="Une rafale"
    )
    decide_floods()
    return begun


def appeal() -> Appeal:
    contested = decision()
    assert contested.comment is not None
    return lodge_appeal(decision=contested, appellant=contested.comment.author, text="Je ne visais personne.")


def answered_appeal() -> Appeal:
    lodged = appeal()
    fold(lodged.decision.comment, moderator=UserFactory(groups=["Modération"]))
    return Appeal.objects.get(pk=lodged.pk)


def undecidable_comment() -> Any:
    comment = CommentFactory()
    report_comment(comment=comment, reporter=UserFactory(), reason="Insulte")
    return comment


def saved_search() -> SavedSearch:
    return SavedSearch.objects.create(agent=UserFactory(), name="Griffons", address="q=griffons")


# What a notification of this kind speaks of.
EXAMPLES: dict[str, Callable[[], Any]] = {
    "comment": CommentFactory,
    "person": CommentFactory,
    "official_answer": CommentFactory,
    "on_my_action": CommentFactory,
    "reply": CommentFactory,
    "answered_officially": CommentFactory,
    "mention": CommentFactory,
    "meeting": group_notice,
    "volunteer_meeting": volunteers_notice,
    "minutes": meeting,
    "progress": progress,
    "proposal": proposal,
    "proposal_to_answer": proposal,
    "proposal_answered": proposal_answer,
    "my_proposal_answered": proposal_answer,
    "volunteer_joined": VolunteerFactory,
    "volunteer_left": VolunteerFactory,
    "volunteer_changed": VolunteerFactory,
    "manager_asked": VolunteerFactory,
    "addressed": message,
    "reported": report,
    "appeal": appeal,
    "undecidable": undecidable_comment,
    "moderated": decision,
    "flood_moderated": flood,
    "appeal_decided": answered_appeal,
    "search": saved_search,
}
# Found by a job, which tells them in its own transaction.
WITHOUT_SIGNAL = {"search"}


def test_every_kind_has_an_example() -> None:
    assert set(KINDS) == set(EXAMPLES)


def test_two_kinds_never_share_a_name() -> None:
    with pytest.raises(Exception, match="comment"):
        register_kind(KINDS["comment"])


@each_kind
def test_its_label_and_its_category_are_known_in_french(kind: NotificationKind) -> None:
    assert kind.category in DEFAULT_FREQUENCIES
    labels = {}
    for language in ("en", "fr"):
        with translation.override(language):
            labels[language] = (str(kind), str(Category(kind.category).label), kind.count(1), kind.count(3))
    assert all(labels["fr"])
    assert not set(labels["fr"]) & set(labels["en"]), "said in English"
    assert labels["fr"][3].startswith("3") or "3" in labels["fr"][3]


@each_kind
def test_a_signal_tells_it_and_its_recipients_take_what_the_signal_says(kind: NotificationKind) -> None:
    assert kind.notifies_on
    for trigger in kind.notifies_on:
        if kind.name in WITHOUT_SIGNAL:
            assert trigger.signal is None
        else:
            assert trigger.signal is not None
            assert f"{trigger.event.__module__}.{trigger.event.__name__}" in trigger.signal.listeners
        given = {
            name
            for name, one in inspect.signature(trigger.event).parameters.items()
            if one.kind != one.VAR_KEYWORD
        }
        taken = set(inspect.signature(kind.recipients).parameters)
        assert given <= taken, "the signal gives what the recipients do not take"


@pytest.mark.django_db
@each_kind
def test_it_is_said_in_a_sentence_on_the_portal_and_in_mails(kind: NotificationKind) -> None:
    told = Told(kind.name, EXAMPLES[kind.name]().pk, timezone.now())
    lines: dict[str, Line] = {}
    for language in ("en", "fr"):
        with translation.override(language):
            found = line_of(told, objects_of([told]))
            assert found is not None
            lines[language] = found
    assert lines["fr"].text.strip()
    assert lines["fr"].text != lines["en"].text, "said in English"
    assert lines["fr"].path.startswith("/")
    assert "\n" not in lines["fr"].text
