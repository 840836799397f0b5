"""No form or filter writes out a table that grows: a row of it is found in a window, or by what is typed."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.forms.models import ModelChoiceIterator
from wagtail.models import Collection, Locale, Site, Task, Workflow

from portal.accounts.models import Organisation, Service
from projects.models import Axis, ProjectPage, Theme
from projects.moderation.models import CharterRule

from . import table
from .addresses import addresses
from .world import body, build_world, rolled_back

pytestmark = [pytest.mark.django_db, pytest.mark.long]

# What the bodies agree on: some dozens of rows, some hundreds of services, however many people and actions.
SMALL = {
    Axis,
    CharterRule,
    Collection,
    ContentType,
    Group,
    Locale,
    Organisation,
    Permission,
    ProjectPage,
    Service,
    Site,
    Task,
    Theme,
    Workflow,
}


# Who sees every form between them.
ROLES = ("agent", "lead", "steering", "administrator")


def test_no_page_writes_out_a_table_that_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    world = build_world()
    written: dict[str, set[str]] = defaultdict(set)
    asked = ""
    options = ModelChoiceIterator.__iter__

    def noted(choices: Any) -> Iterator[Any]:
        if choices.queryset.model not in SMALL:
            written[asked].add(choices.queryset.model._meta.label)
        return options(choices)

    monkeypatch.setattr(ModelChoiceIterator, "__iter__", noted)
    answers = table.read()
    for address in addresses():
        for role in ROLES:
            if answers[str(address)][role]["GET"] == "200":
                asked = f"{address} {role}"
                with rolled_back():
                    body(world.client(role).get(address.url(world, role)))
    assert not written, "\n".join(f"{where}: {models}" for where, models in written.items())
