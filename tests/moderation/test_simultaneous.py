"""What holds when moderators and agents click at the same moment."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection

from projects.comments.models import Comment
from projects.moderation.errors import DecidedMeanwhileError
from projects.moderation.models import Appeal, ModerationDecision, Report
from projects.moderation.services import lodge_appeal, moderate_comment, report_comment
from tests.conftest import append_only_tables
from tests.factories import CommentFactory, UserFactory
from tests.moderating import fold
from tests.simultaneous import together

PEOPLE = 4


@pytest.fixture
def case(shared_database: None) -> Iterator[tuple[Comment, list]]:
    """A comment, and people, committed."""
    [(comment, people)] = together(lambda: (CommentFactory(), [UserFactory() for _one in range(PEOPLE)]))
    yield comment, people

    def remove() -> None:
        Report.objects.all().delete()
        page = comment.page.specific
        Comment.objects.all().delete()
        erase_register()
        page.project.delete()
        for person in [*people, comment.author]:
            person.delete()

    together(remove)


def erase_register() -> None:
    """Nobody can but the tests, which drop the triggers first."""
    tables = [table for table in append_only_tables() if table.table.startswith("moderation_")]
    with connection.cursor() as cursor:
        for table in tables:
            for statement in table.release(connection.vendor):
                cursor.execute(statement)
        ModerationDecision.objects.filter(on_appeal__isnull=False).delete()
        Appeal.objects.all().delete()
        for table in tables:
            cursor.execute(f"DELETE FROM {table.table}")  # noqa: S608 (one of ours)
            for statement in table.protect(connection.vendor):
                cursor.execute(statement)


def test_one_of_the_moderators_who_decide_at_once_wins(case: tuple[Comment, list]) -> None:
    comment, people = case

    def decide(moderator: object) -> str:
        try:
            moderate_comment(
                comment=comment, moderator=moderator, outcome="leave", reasoning="Permis", seen=0
            )
        except DecidedMeanwhileError:
            return "too late"
        return "decided"

    answers = together(*(lambda person=person: decide(person) for person in people))
    assert Counter(answers) == {"decided": 1, "too late": PEOPLE - 1}
    [total] = together(ModerationDecision.objects.count)
    assert total == 1


def test_the_same_report_sent_at_once_is_made_once(case: tuple[Comment, list]) -> None:
    comment, [person, *_others] = case
    together(*[lambda: report_comment(comment=comment, reporter=person, reason="Vise quelqu’un").pk] * 4)
    [total] = together(Report.objects.count)
    assert total == 1


def test_the_same_appeal_sent_at_once_is_lodged_once(case: tuple[Comment, list]) -> None:
    comment, [moderator, *_others] = case
    [decision] = together(lambda: fold(comment, moderator=moderator))
    appeals = together(
        *[lambda: lodge_appeal(decision=decision, appellant=comment.author, text="Je conteste").pk] * 4
    )
    assert len(set(appeals)) == 1
