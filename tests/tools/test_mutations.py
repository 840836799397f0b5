"""Every guard that the mutation check takes out stands where it says, and names tests that exist."""

import ast

import pytest

from tools.guards import GUARDS, Guard
from tools.mutations import ROOT, without


def test_enough_guards_each_once() -> None:
    assert len(GUARDS) >= 30
    assert len({guard.name for guard in GUARDS}) == len(GUARDS)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_guard_can_be_taken_out(guard: Guard) -> None:
    ast.parse(without(guard))
    for test in guard.tests.split():
        path, _colons, name = test.partition("::")
        assert (ROOT / path).exists(), path
        assert not name or f"class {name}(" in (ROOT / path).read_text(encoding="utf-8")


def test_a_guard_that_is_not_found_is_named() -> None:
    lost = Guard("a lost one", "portal/common/access.py", "return nothing_like_this", "", "tests/common")
    with pytest.raises(ValueError, match=r"a lost one.*0 times"):
        without(lost)
