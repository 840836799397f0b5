"""What leaves for a spreadsheet is French, whichever screen it leaves from."""

import csv
import datetime
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from portal.accounts.enums import RoleName
from portal.common.spreadsheets import table_response
from projects.volunteering.models import Contribution
from tests.factories import ActionPageFactory, ServiceFactory, UserFactory

pytestmark = pytest.mark.django_db
ADMINISTRATORS = RoleName.ADMINISTRATORS

Role = Callable[[str], Client]

EXPORTS = [
    "actions:index",
    "action_report",
    "account_log",
    "contributions:index",
    "search_report",
    "wagtailusers_users:index",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_tasks",
    "wagtailredirects:index",
]


def read_csv(response: HttpResponseBase) -> list[list[str]]:
    text = response.getvalue().decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


@pytest.mark.parametrize("url_name", EXPORTS)
def test_every_export_of_the_administration_is_french(url_name: str, role: Role) -> None:
    administrator = role(ADMINISTRATORS)
    ActionPageFactory(title="Une action")
    table = read_csv(administrator.get(reverse(url_name), {"export": "csv"}))
    assert table[0]
    unnamed = [heading for heading in table[0] if "_" in heading or "." in heading.removesuffix(".")]
    assert not unnamed
    assert len({len(row) for row in table}) == 1
    assert not {"True", "False", "None"} & {cell for row in table for cell in row}

    workbook = load_workbook(io.BytesIO(administrator.get(reverse(url_name), {"export": "xlsx"}).getvalue()))
    assert [cell.value for cell in workbook.active[1]] == table[0]


def test_this_list_names_every_export() -> None:
    """A view that exports in another way would escape the writer."""

    def below(view: type) -> set[type]:
        return {view}.union(*(below(child) for child in view.__subclasses__()))

    own = {"stream_csv", "write_xlsx", "write_csv_row", "generate_xlsx_row", "as_spreadsheet"}
    others = [
        view for view in below(SpreadsheetExportMixin) - {SpreadsheetExportMixin} if own & vars(view).keys()
    ]
    assert not others


def test_a_list_without_columns_to_export_is_a_page(role: Role) -> None:
    response = role(ADMINISTRATORS).get(reverse("wagtailsnippets_projects_theme:list"), {"export": "csv"})
    assert not response.has_header("Content-Disposition")


def test_agents_are_exported_by_name(role: Role) -> None:
    UserFactory(first_name="Léa", last_name="Valtreuil", email="lea@exemple.invalid")
    table = read_csv(role(ADMINISTRATORS).get(reverse("wagtailusers_users:index"), {"export": "csv"}))
    assert any({"Léa", "Valtreuil", "lea@exemple.invalid"} <= set(row) for row in table)


@pytest.mark.parametrize("url_name", ["wagtailusers_users:index", "contributions:index"])
def test_an_export_costs_the_same_whatever_its_length(url_name: str, role: Role) -> None:
    administrator = role(ADMINISTRATORS)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            read_csv(administrator.get(reverse(url_name), {"export": "csv"}))
        return len(queries)

    def add() -> None:
        action = ActionPageFactory()
        service = ServiceFactory()
        UserFactory(service=service)
        Contribution.objects.create(
            project=action.project, action=action, service=service, date=datetime.date(2016, 6, 30), hours=1
        )

    def measured() -> int:
        cost()  # makes again what is kept for all readers
        return cost()

    add()
    before = measured()
    for _time in range(4):
        add()
    assert measured() == before


ROW = [
    "=1+1",
    Decimal("10.0500000000000"),
    1650.5,
    1650,
    datetime.date(2018, 6, 1),
    datetime.datetime(2018, 6, 1, 12, 5, 59, 123456, tzinfo=datetime.UTC),
    True,
    None,
    ["a", "b"],
    Decimal("7.00"),
]


def test_numbers_dates_and_booleans_of_a_csv_file_are_french() -> None:
    response = table_response("csv", name="x", headings=["Coût (€)"] * len(ROW), rows=[ROW])
    assert response is not None
    assert read_csv(response)[1] == [
        "'=1+1", "10,05", "1650,5", "1650", "01/06/2018", "01/06/2018 14:05", "oui", "", "a, b", "7",
    ]  # fmt: skip


def test_cells_of_a_workbook_have_their_types() -> None:
    response = table_response("xlsx", name="x", headings=["=Coût"] * len(ROW), rows=[ROW])
    assert response is not None
    headings, cells = load_workbook(io.BytesIO(response.getvalue())).active.iter_rows()
    assert headings[0].data_type == "s"
    assert [(cell.value, cell.data_type) for cell in cells] == [
        ("=1+1", "s"),
        (10.05, "n"),
        (1650.5, "n"),
        (1650, "n"),
        (datetime.datetime(2018, 6, 1), "d"),  # noqa: DTZ001 a workbook knows no zone
        (datetime.datetime(2018, 6, 1, 14, 5, 59, 123000), "d"),  # noqa: DTZ001
        ("oui", "s"),
        (None, "n"),
        ("a, b", "s"),
        (7, "n"),
    ]
    assert [cell.number_format for cell in cells[4:6]] == ["dd/mm/yyyy", "dd/mm/yyyy hh:mm"]


def test_what_is_exported_of_contributions_is_in_the_portals_own_words(role: Role) -> None:
    action = ActionPageFactory(title="Une action", number=12)
    Contribution.objects.create(
        project=action.project, action=action, date=datetime.date(2016, 6, 30), hours="10.05", people=2
    )
    headings, row = read_csv(role(ADMINISTRATORS).get(reverse("contributions:index"), {"export": "csv"}))
    said = dict(zip(headings, row, strict=True))
    assert (said["Date"], said["Action"], said["Heures"], said["Personnes"]) == (
        "30/06/2016",
        "12",
        "10,05",
        "2",
    )
