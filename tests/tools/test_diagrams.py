"""The drawings of the code are current: `python -m tools.diagrams` makes them anew."""

from graphlib import CycleError

import pytest

from projects.models import ActionPage
from tools import diagrams


def test_the_drawings_are_current() -> None:
    for path, text in diagrams.pages().items():
        assert path.read_text(encoding="utf-8") == text


def test_a_module_belongs_to_the_innermost_app() -> None:
    names = {"projects", "projects.newsletters"}
    assert diagrams.app_of("projects.newsletters.models", names) == "projects.newsletters"
    assert diagrams.app_of("projects.models.actions", names) == "projects"
    assert diagrams.app_of("portal.settings.base", names) == "portal.settings"


def test_an_import_that_other_arrows_show_is_not_drawn() -> None:
    imports = {"top": {"middle", "bottom"}, "middle": {"bottom"}, "bottom": set()}
    assert diagrams.without_shortcuts(imports) == {"top": {"middle"}, "middle": {"bottom"}, "bottom": set()}


def test_a_circle_is_named() -> None:
    with pytest.raises(CycleError, match=r"top.*bottom"):
        diagrams.without_shortcuts({"top": {"bottom"}, "bottom": {"top"}})


def test_a_relation_is_drawn_and_told() -> None:
    fields = {field.name: field for field, _related in diagrams.relations(ActionPage)}
    assert (diagrams.ends(fields["theme"]), diagrams.kind_of(fields["theme"])) == ("}o--||", "one of")
    assert (diagrams.ends(fields["lead_person"]), diagrams.kind_of(fields["lead_person"])) == (
        "}o--o|",
        "none or one of",
    )
    assert (diagrams.ends(fields["tags"]), diagrams.kind_of(fields["tags"])) == ("}o--o{", "any number of")
    assert "page_ptr" not in fields
