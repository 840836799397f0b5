"""What migrations make of the comments of a portal in use."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from projects.participation.models import Comment
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db


def test_comments_written_before_threads_get_theirs() -> None:
    one, two = CommentFactory(), CommentFactory()
    under_one = CommentFactory(page=one.page, parent=one, depth=2)
    deeper = CommentFactory(page=one.page, parent=under_one, depth=3)
    under_two = CommentFactory(page=two.page, parent=two, depth=2)
    # As the column was added: the same value everywhere.
    Comment.objects.update(thread=one.thread)
    executor = MigrationExecutor(connection)
    migration = executor.loader.get_migration("participation", "0005_threads")
    [operation] = migration.operations
    apps = executor.loader.project_state(("participation", "0005_threads")).apps
    operation.code(apps, None)
    threads = dict(Comment.objects.values_list("pk", "thread"))
    assert threads[one.pk] == threads[under_one.pk] == threads[deeper.pk]
    assert threads[two.pk] == threads[under_two.pk] != threads[one.pk]
