"""What takes the focus after a swap of htmx is decided by the view, and tried in a browser."""

import re
from pathlib import Path

import pytest

from tests.browser import test_focus, test_focus_lists

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
REQUEST = re.compile(r'\bhx-(?:get|post|put|patch|delete)=|\bhx-boost="true"')
SWAPS = {**test_focus.SWAPS, **test_focus_lists.SWAPS}


def sources() -> dict[str, str]:
    return {str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*.html")}


def test_each_request_by_htmx_is_tried_in_a_browser() -> None:
    requests = {name: len(REQUEST.findall(source)) for name, source in sources().items()}
    assert {name: count for name, count in requests.items() if count} == {
        name: len(tests) for name, tests in SWAPS.items()
    }
    for name, tests in SWAPS.items():
        module = test_focus if name in test_focus.SWAPS else test_focus_lists
        assert [test for test in tests if not hasattr(module, test)] == [], name


@pytest.mark.parametrize("attribute", ["request.htmx", "hx-disabled-elt"])
def test_no_template_takes_the_focus_for_any_answer(attribute: str) -> None:
    """A template that looks at the request answers all alike; a button that is disabled loses the focus."""
    assert [name for name, source in sources().items() if attribute in source] == []
