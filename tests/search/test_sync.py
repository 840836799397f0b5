"""What happens to the index when content changes."""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Page

from projects.models import ActionIndexPage, ActionPage
from search.engines import get_engine
from search.index.sync import drain, rebuild, reconcile
from search.models import Change
from search.query import SearchRequest
from tests.factories import (
    ActionIndexPageFactory,
    ActionPageFactory,
    ProjectPageFactory,
    ServiceFactory,
    TagFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

Commits = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def commits(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Commits:
    """`with commits():` does what follows the commit of the block, as outside tests."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def plan(index: Path) -> ActionIndexPage:
    plan = ActionIndexPageFactory()
    rebuild()
    return plan


def found(text: str) -> set[int]:
    hits = get_engine().search(SearchRequest(text, page_size=100)).hits
    return {int(hit.key.partition(":")[2]) for hit in hits}


def test_published_page_is_found_at_once(plan: ActionIndexPage, commits: Commits) -> None:
    with commits():
        action = ActionPageFactory(parent=plan, title="Dresser un phénix")
        assert found("phénix") == set()
    assert found("phénix") == {action.pk}
    assert not Change.objects.exists()


@pytest.fixture
def phenix(plan: ActionIndexPage, commits: Commits) -> ActionPage:
    with commits():
        return ActionPageFactory(parent=plan, title="Dresser un phénix")


def test_draft_is_not_found(phenix: ActionPage, commits: Commits) -> None:
    with commits():
        phenix.title = "Dresser une licorne"
        revision = phenix.save_revision()
    assert found("licorne") == set()
    with commits():
        revision.publish()
    assert found("licorne") == {phenix.pk}
    assert found("phénix") == set()


def test_unpublished_and_published_again(phenix: ActionPage, commits: Commits) -> None:
    with commits():
        phenix.unpublish()
    assert found("phénix") == set()
    with commits():
        phenix.save_revision().publish()
    assert found("phénix") == {phenix.pk}


def test_deleted_subtree(plan: ActionIndexPage, phenix: ActionPage, commits: Commits) -> None:
    with commits():
        Page.objects.get(pk=plan.pk).delete()
    assert found("phénix") == set()


def test_moved_subtree(plan: ActionIndexPage, phenix: ActionPage, commits: Commits) -> None:
    before = phenix.path
    with commits():
        elsewhere = ProjectPageFactory()
        ActionIndexPage.objects.get(pk=plan.pk).move(elsewhere, pos="last-child")
    phenix.refresh_from_db()
    assert phenix.path.startswith(elsewhere.path)
    engine = get_engine()
    assert engine.search(SearchRequest("phénix", denied=(elsewhere.path,))).total == 0
    assert engine.search(SearchRequest("phénix", denied=(before,))).total == 1


def test_renamed_theme_tag_and_service(plan: ActionIndexPage, commits: Commits) -> None:
    tag, service = TagFactory(name="griffon"), ServiceFactory(name="Service des dragons")
    with commits():
        action = ActionPageFactory(parent=plan, lead_service=service)
        action.tags.add(tag)
        action.save()
    assert found("griffon") == found("dragons") == {action.pk}
    with commits():
        tag.name = "hippogriffe"
        tag.save()
        service.name = "Service des basilics"
        service.save()
        action.theme.title = "Ménagerie"
        action.theme.save()
        action.theme.axis.title = "Bestiaire"
        action.theme.axis.save()
    assert found("hippogriffe") == found("basilics") == {action.pk}
    assert found("ménagerie") == found("bestiaire") == {action.pk, action.theme.pk}
    assert found("griffon") == found("dragons") == set()
    with commits():
        tag.delete()
    assert found("hippogriffe") == set()


def test_rolled_back_change_leaves_no_trace(plan: ActionIndexPage, commits: Commits) -> None:
    with commits(), transaction.atomic():
        ActionPageFactory(parent=plan, title="Dresser un phénix")
        transaction.set_rollback(True)
    assert found("phénix") == set()
    assert not Change.objects.exists()


@pytest.fixture
def locked(
    plan: ActionIndexPage, index: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[sqlite3.Connection]:
    """The index while another program holds it."""
    monkeypatch.setattr("search.engines.embedded.LOCK_TIMEOUT", 0.05)
    get_engine.cache_clear()
    connection = sqlite3.connect(index, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def test_page_is_saved_while_the_index_is_locked(
    plan: ActionIndexPage, locked: sqlite3.Connection, commits: Commits, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), commits():
        action = ActionPageFactory(parent=plan, title="Dresser un phénix")
    assert "the changes are kept" in caplog.text
    assert found("phénix") == set()
    locked.execute("ROLLBACK")
    drain()
    assert found("phénix") == {action.pk}
    assert not Change.objects.exists()


def test_damaged_index_is_made_anew_by_the_next_change(
    plan: ActionIndexPage, index: Path, commits: Commits
) -> None:
    index.resolve().write_bytes(b"damaged" * 1000)
    get_engine.cache_clear()
    with commits():
        action = ActionPageFactory(parent=plan, title="Dresser un phénix")
    assert found("phénix") == {action.pk}


def test_reconcile_repairs_any_drift(plan: ActionIndexPage, phenix: ActionPage, commits: Commits) -> None:
    with commits():
        other = ActionPageFactory(parent=plan, title="Nourrir un phénix")
    Page.objects.filter(pk=phenix.pk).update(title="Dresser une licorne")
    Page.objects.filter(pk=other.pk).update(live=False)
    drift = reconcile()
    assert (drift.missing, drift.outdated, drift.left_over) == (0, 1, 1)
    assert found("licorne") == {phenix.pk}
    assert found("phénix") == set()
    assert reconcile().total == 0


def test_commands(plan: ActionIndexPage, capsys: pytest.CaptureFixture[str], index: Path) -> None:
    call_command("search_reconcile")
    assert " 0 repaired" in capsys.readouterr().out
    index.unlink()
    call_command("search_reconcile")
    assert "no usable index" in capsys.readouterr().out
    call_command("search_rebuild")
    assert "documents indexed" in capsys.readouterr().out
    with pytest.raises(CommandError, match="not a file of judged queries"):
        call_command("search_eval", "absent.yaml")
