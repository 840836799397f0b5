"""What a first visit downloads stays small, and the style sheet is one file."""

import gzip
from pathlib import Path

import django_htmx
import pytest
from django.conf import settings

from portal.http.static_storage import joined_style_sheet

STATIC = Path(settings.BASE_DIR) / "portal" / "static"
COMPONENTS = Path(settings.BASE_DIR) / "templates" / "components"
HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
KILO = 1000  # bytes


def compressed(*texts: bytes) -> int:
    return sum(len(gzip.compress(text, 9)) for text in texts)


def test_every_part_of_the_style_sheet_is_in_it() -> None:
    joined = joined_style_sheet()
    assert "@import" not in joined
    for part in (STATIC / "css" / "components").glob("*.css"):
        assert part.read_text() in joined, f"main.css does not import {part.name}"


def test_style_sheet_budget() -> None:
    assert compressed(joined_style_sheet().encode()) < 15 * KILO


def test_script_budget_of_the_heaviest_page() -> None:
    """A film: its player, its comments, and what every page has."""
    names = ("theme", "site", "form_recovery", "player")
    ours = [(STATIC / "js" / f"{name}.js").read_bytes() for name in names]
    assert compressed(HTMX.read_bytes(), *ours) < 20 * KILO


def test_font_budget() -> None:
    assert sum(path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2")) < 60 * KILO


def test_nothing_is_asked_from_another_host() -> None:
    for path in [*(STATIC / "css").rglob("*.css"), *(STATIC / "js").glob("*.js")]:
        assert "//" not in path.read_text().replace("// ", ""), path.name


@pytest.mark.parametrize("path", sorted(COMPONENTS.glob("*.html")), ids=lambda path: path.stem)
def test_a_component_says_what_it_takes(path: Path) -> None:
    assert path.read_text().startswith("{% comment %}\n")
