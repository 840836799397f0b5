"""What reaches the editors' screens and exports without passing their scripts."""

import csv
import io
import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from home.models import EditorialPage
from portal.common.spreadsheets import inert
from tests.factories import ActionPageFactory, EditorialPageFactory

pytestmark = pytest.mark.django_db

FORMULAS = ["=cmd|'/c calc'!A1", "+1+cmd|'/c calc'!A1", "-2+3", "@SUM(1+1)", "\t=1+1"]


def content_state(text: str, url: str) -> str:
    """What the rich text editor sends: one paragraph that is a link."""
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": url, "onclick": "alert(1)"}}
    paragraph = {
        "key": "aaaaa",
        "text": text,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [{"offset": 0, "length": 1, "style": "<script>alert(1)</script>"}],
        "entityRanges": [{"offset": 0, "length": len(text), "key": 0}],
    }
    return json.dumps({"blocks": [paragraph], "entityMap": {"0": link}})


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "\u0001javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        'https://x.invalid/" onclick="alert(1)',
    ],
)
def test_rich_text_sent_past_the_editor_runs_nothing(editor: Client, url: str) -> None:
    page = EditorialPageFactory()
    text = '</p><img src=x onerror=alert(1)><script>alert(1)</script>{{ 7|add:"7" }}'
    response = editor.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {
            "title": page.title, "slug": page.slug, "summary": "", "seo_title": "", "search_description": "",
            "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text",
            "body-0-id": "", "body-0-value": content_state(text, url),
            "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0",
            "comments-MAX_NUM_FORMS": "1000", "action-publish": "1",
        },
    )  # fmt: skip
    assert response.status_code == 302, response.context["form"].errors
    page = EditorialPage.objects.get(pk=page.pk)
    html = editor.get(page.url).content.decode()
    shown = html[html.index("<main") : html.index("</main>")]
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    for harm in ("<img", "<script", "javascript:", "vbscript:", "data:text", ' onclick="', "alert(1)'>"):
        assert harm not in shown.lower(), harm


@pytest.mark.parametrize("url_name", ["actions:index", "action_report"])
def test_no_cell_of_an_export_is_a_formula(url_name: str, role: Callable[[str], Client]) -> None:
    administrator = role("Administration")
    for formula in FORMULAS:
        ActionPageFactory(title=formula, progress_note=formula)
    response = administrator.get(reverse(url_name), {"export": "csv"})
    table = b"".join(response.streaming_content).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(table), delimiter=";") for cell in row]
    assert {f"'{formula}" for formula in FORMULAS} <= set(cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "-2"))]

    response = administrator.get(reverse(url_name), {"export": "xlsx"})
    workbook = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    values = {cell.value: cell.data_type for row in workbook.active for cell in row}
    assert all(values[formula] == "s" for formula in FORMULAS)


@pytest.mark.parametrize(("value", "written"), [("=1", "'=1"), ("a=1", "a=1"), ("", "")])
def test_only_texts_that_start_a_formula_change(value: str, written: str) -> None:
    assert inert(value) == written
