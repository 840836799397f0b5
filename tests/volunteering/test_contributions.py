"""The account of contributions: totals that are not counted twice, tables, import."""

import datetime
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from projects.models import ActionPage, ProjectPage
from projects.volunteering.contribution_totals import totals
from projects.volunteering.models import Contribution, VolunteerHours
from tests.factories import ServiceFactory, UserFactory, VolunteerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SignIn = Callable[[User], Client]
DAY = datetime.date(2016, 6, 30)
HEADINGS = "date;action;atelier;service;heures;personnes;coût;référence;ensemble"


@pytest.fixture
def project(action: ActionPage) -> ProjectPage:
    return action.project


@pytest.fixture
def editor(sign_in: SignIn) -> Client:
    return sign_in(UserFactory(groups=["Communication"]))


def csv_file(*lines: str, name: str = "heures.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([HEADINGS, *lines]).encode())


def send(client: Client, project: ProjectPage, file: SimpleUploadedFile) -> str:
    data = {"project": project.pk, "file": file}
    response = client.post(reverse("import_contributions"), data)
    assert response.status_code == 200
    return response.context.get("confirmed", ""), response.content.decode()


def give(action: ActionPage, hours: str, **agent: object) -> None:
    offer = VolunteerFactory(action=action, agent=UserFactory(**agent))
    VolunteerHours.objects.create(volunteer=offer, date=DAY, hours=hours)


def test_an_overall_figure_and_its_parts_are_not_added(project: ProjectPage, action: ActionPage) -> None:
    Contribution.objects.create(project=project, workshop="Visas", date=DAY, hours=20, people=12, cost=100)
    assert totals(project).hours == 20
    Contribution.objects.create(project=project, overall=True, date=DAY, hours=16207, people=700, cost=29209)
    give(action, "2.5")
    found = totals(project)
    assert (found.hours, found.people, found.cost) == (Decimal("16209.5"), 700, 29209)


def test_a_project_has_one_overall_figure(project: ProjectPage) -> None:
    Contribution.objects.create(project=project, overall=True, date=DAY, hours=1)
    with pytest.raises(ValidationError):
        Contribution(project=project, overall=True, date=DAY, hours=1).full_clean()


def test_the_project_page_shows_the_totals_live(
    client: Client, project: ProjectPage, action: ActionPage
) -> None:
    def read() -> tuple[str, int]:
        with CaptureQueriesContext(connection) as queries:
            html = client.get(project.url).content.decode()
        return html.replace("\u202f", " ").replace("\xa0", " "), len(queries)

    read()
    assert "16 207" not in read()[0]
    Contribution.objects.create(project=project, overall=True, date=DAY, hours=16207, people=700, cost=29209)
    html, cost = read()
    assert "16 207" in html
    assert "29 209" in html
    give(action, "3")
    for number in range(20):
        Contribution.objects.create(project=project, workshop=f"Atelier {number}", date=DAY, hours=1)
    html, later = read()
    assert "16 210" in html
    assert later == cost


def test_tables_by_action_workshop_and_service(
    client: Client, project: ProjectPage, action: ActionPage
) -> None:
    service = ServiceFactory(name="Voirie")
    give(action, "2", service=service)
    Contribution.objects.create(project=project, action=action, date=DAY, hours=5, cost=10)
    Contribution.objects.create(project=project, workshop="=Visas", date=datetime.date(2015, 5, 1), hours=7)
    page = reverse("volunteering:contributions", args=[project.pk])
    [entry] = client.get(page).context["entries"]
    assert (entry.hours, entry.cost, entry.people) == (7, 10, 1)
    [entry] = client.get(f"{page}?par=service").context["entries"]
    assert (entry.label, entry.hours) == ("Voirie", 2)
    [entry] = client.get(f"{page}?par=atelier").context["entries"]
    assert entry.hours == 7
    assert not client.get(f"{page}?par=atelier&annee=2016").context["entries"]
    exported = client.get(f"{page}?par=atelier&export=csv").content.decode("utf-8-sig")
    assert "'=Visas;7" in exported
    assert client.get(f"{page}?export=exe").status_code == 404


def test_an_action_that_one_may_not_read_is_not_named(
    client: Client, project: ProjectPage, action: ActionPage
) -> None:
    give(action, "2")
    PageViewRestriction.objects.create(page=action, restriction_type=PageViewRestriction.GROUPS)
    html = client.get(reverse("volunteering:contributions", args=[project.pk])).content.decode()
    assert action.title not in html
    PageViewRestriction.objects.create(page=project, restriction_type=PageViewRestriction.GROUPS)
    assert client.get(reverse("volunteering:contributions", args=[project.pk])).status_code == 404


def test_an_editor_previews_then_imports_and_again_adds_nothing(
    editor: Client, project: ProjectPage, action: ActionPage
) -> None:
    service = ServiceFactory(name="Voirie", acronym="VOI")
    lines = [
        f"30/06/2016;{action.number};;voi;1 234,50;12;99,90;;",
        "2015;;Visas;;10;;;;",
        "2015;;Visas;;10;;;;",
        ";;;;;;;;",
        "2016-12-31;;;;16207;700;29209;total;oui",
    ]
    for _time in range(2):
        confirmed, html = send(editor, project, csv_file(*lines))
        assert "1\u202f234,5" in html
        assert editor.post(reverse("import_contributions"), {"confirmed": confirmed}).status_code == 302
    assert Contribution.objects.count() == 4
    kept = Contribution.objects.get(action=action)
    assert (kept.hours, kept.people, kept.cost, kept.service) == (
        Decimal("1234.50"), 12, Decimal("99.90"), service,
    )  # fmt: skip
    assert kept.date == DAY
    assert Contribution.objects.filter(workshop="Visas", date=datetime.date(2015, 12, 31)).count() == 2
    found = totals(project)
    assert (found.hours, found.people, found.cost) == (16207, 700, 29209)
    confirmed, _html = send(editor, project, csv_file("2016-12-31;;;;16300;710;29209;total;oui"))
    editor.post(reverse("import_contributions"), {"confirmed": confirmed})
    assert totals(project).people == 710


def test_mistakes_are_told_by_line_and_nothing_is_imported(editor: Client, project: ProjectPage) -> None:
    confirmed, html = send(
        editor,
        project,
        csv_file(
            "hier;;;;3;;;;", "2016;999;;;3;;;;", "2016;;;Inconnu;3;;;;", "2016;;;;trois;;;;",
            "2016;;;;;;;;", "2016;;;;NaN;;;;", "2016;;;;-3;;;;", "2016;;;;1;1,5;;;", "2016;;A;;1;;;a;",
            "2016;;A;;1;;;a;", "2016;;A;;1;;;;oui", f"2016;;{'x' * 200};;1;;;;",
        ),
    )  # fmt: skip
    assert not confirmed
    for number in (2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13):
        assert f"ligne {number}" in html.replace("\xa0", " ")
    assert "ligne 10" not in html
    assert not Contribution.objects.exists()


def test_a_workbook_is_read_like_a_table(editor: Client, project: ProjectPage) -> None:
    book = Workbook()
    book.active.append(["Date", "Atelier", "Heures", "Personnes"])
    book.active.append([datetime.date(2016, 3, 1), "Visas", 12.5, 4])
    content = io.BytesIO()
    book.save(content)
    confirmed, _html = send(editor, project, SimpleUploadedFile("heures.xlsx", content.getvalue()))
    editor.post(reverse("import_contributions"), {"confirmed": confirmed})
    kept = Contribution.objects.get()
    assert (kept.hours, kept.people, kept.date) == (Decimal("12.5"), 4, datetime.date(2016, 3, 1))


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("heures.pdf", b"%PDF-"),
        SimpleUploadedFile("heures.xlsx", b"pas un classeur"),
        SimpleUploadedFile("heures.csv", b"\x00\x01"),
        SimpleUploadedFile("heures.csv", b"rien;du;tout\n1;2;3"),
        SimpleUploadedFile("heures.csv", f"{HEADINGS}\n".encode()),
        SimpleUploadedFile("heures.csv", f"{HEADINGS}\n".encode() + b"2016;;A;;1;;;;\n" * 5002),
    ],
    ids=["other", "broken", "binary", "headings", "empty", "long"],
)
def test_a_file_that_is_no_table_is_refused(
    file: SimpleUploadedFile, editor: Client, project: ProjectPage
) -> None:
    file.seek(0)
    confirmed, html = send(editor, project, file)
    assert not confirmed
    assert "error-message" in html


def test_only_editors_import_and_a_forged_preview_brings_nothing(
    client: Client, editor: Client, project: ProjectPage
) -> None:
    assert client.get(reverse("import_contributions")).status_code in (302, 403)
    assert editor.post(reverse("import_contributions"), {"confirmed": "forgé"}).status_code == 200
    assert not Contribution.objects.exists()
    assert reverse("import_contributions") in editor.get(reverse("contributions:index")).content.decode()


def test_the_command_imports_once(project: ProjectPage, tmp_path: Path) -> None:
    path = tmp_path / "heures.csv"
    path.write_text(f"{HEADINGS}\n2016;;Visas;;10;;;;\n")
    call_command("import_contributions", project.slug, str(path), "--dry-run")
    assert not Contribution.objects.exists()
    for _time in range(2):
        call_command("import_contributions", project.slug, str(path))
    assert Contribution.objects.count() == 1
    path.write_text(f"{HEADINGS}\nhier;;Visas;;10;;;;\n")
    for arguments in ((project.slug, str(path)), ("inconnu", str(path)), (project.slug, "absent.csv")):
        with pytest.raises(CommandError):
            call_command("import_contributions", *arguments)


# Files that people send

DATA = Path(__file__).parent / "data"


def sent(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (DATA / name).read_bytes())


def test_headings_that_say_their_unit_are_known(
    editor: Client, project: ProjectPage, action: ActionPage
) -> None:
    ActionPage.objects.filter(pk=action.pk).update(number=1)
    confirmed, html = send(editor, project, sent("entetes-inconnus.csv"))
    assert action.title in html
    editor.post(reverse("import_contributions"), {"confirmed": confirmed})
    kept = Contribution.objects.get()
    assert (kept.hours, kept.people, kept.cost) == (Decimal("10.05"), 2, Decimal("1650.50"))
    assert kept.action == action


@pytest.mark.parametrize(
    ("name", "said"), [("milliers-anglais.csv", "1,650"), ("guillemet-non-ferme.csv", "guillemet")]
)
def test_what_can_be_read_in_two_ways_is_refused_with_its_line(
    name: str, said: str, editor: Client, project: ProjectPage, action: ActionPage
) -> None:
    ActionPage.objects.filter(pk=action.pk).update(number=1)
    confirmed, html = send(editor, project, sent(name))
    assert not confirmed
    assert "ligne 2" in html.replace("\xa0", " ")
    assert said in html.lower()


def test_columns_that_are_not_known_are_named(editor: Client, project: ProjectPage) -> None:
    file = SimpleUploadedFile("heures.csv", "date;heures;kilomètres\n2016;1;2".encode())
    confirmed, html = send(editor, project, file)
    assert not confirmed
    assert "kilomètres" in html


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_what_is_exported_and_imported_again_changes_nothing(
    file_format: str, sign_in: SignIn, project: ProjectPage, action: ActionPage
) -> None:
    ActionPage.objects.filter(pk=action.pk).update(number=1)
    client = sign_in(UserFactory(is_superuser=True))
    confirmed, _html = send(client, project, sent("cout-10-05.csv"))
    client.post(reverse("import_contributions"), {"confirmed": confirmed})
    confirmed, _html = send(client, project, csv_file("2015;;=Visas;;10;;;n° 7;"))
    client.post(reverse("import_contributions"), {"confirmed": confirmed})
    Contribution.objects.create(project=project, workshop="Ici", date=DAY, hours=1, source="recorded")
    # What was corrected and what was typed in the administration.
    Contribution.objects.exclude(workshop="Ici").update(note="corrigée")
    Contribution.objects.create(project=project, workshop="'=Tapé", date=DAY, hours=2, note="-x")
    Contribution.objects.create(project=project, workshop="Vide", date=DAY)
    Contribution.objects.create(
        project=project, date=DAY, overall=True, hours="9999999.99", cost="12345678.9"
    )
    before = list(Contribution.objects.order_by("pk").values())

    exported = client.get(reverse("contributions:index"), {"export": file_format}).getvalue()
    if file_format == "csv":
        assert "10,05;2;1650,50;" in exported.decode("utf-8-sig")
    confirmed, html = send(client, project, SimpleUploadedFile(f"export.{file_format}", exported))
    assert confirmed, html
    page = client.post(reverse("import_contributions"), {"confirmed": confirmed}, follow=True)
    assert list(Contribution.objects.order_by("pk").values()) == before
    assert "Importé\xa0: 0 ligne nouvelle, 0 ligne modifiée." in page.content.decode()


def test_an_export_taken_elsewhere_is_imported_once(
    sign_in: SignIn, project: ProjectPage, action: ActionPage
) -> None:
    client = sign_in(UserFactory(is_superuser=True))
    Contribution.objects.create(project=project, workshop="Tapé", date=DAY, hours=2)
    exported = client.get(reverse("contributions:index"), {"export": "csv"}).getvalue()
    Contribution.objects.all().delete()
    for _time in range(2):
        confirmed, _html = send(client, project, SimpleUploadedFile("export.csv", exported))
        client.post(reverse("import_contributions"), {"confirmed": confirmed})
    assert Contribution.objects.get().workshop == "Tapé"


def test_a_wide_workbook_is_an_error_of_the_form(editor: Client, project: ProjectPage) -> None:
    book = Workbook()
    book.active.append(["Date", "Heures", *range(300)])
    content = io.BytesIO()
    book.save(content)
    confirmed, html = send(editor, project, SimpleUploadedFile("heures.xlsx", content.getvalue()))
    assert not confirmed
    assert "La feuille a 302 colonnes" in html


@pytest.mark.parametrize("name", ["heures", "heures.ods"])
def test_a_name_that_is_not_that_of_a_table_is_refused(
    name: str, editor: Client, project: ProjectPage
) -> None:
    confirmed, html = send(editor, project, SimpleUploadedFile(name, b"date;heures"))
    assert not confirmed
    assert "Envoyez un fichier .csv ou .xlsx" in html.replace("\xa0", " ")


def test_the_list_shows_numbers_as_readers_write_them(editor: Client, project: ProjectPage) -> None:
    Contribution.objects.create(
        project=project, workshop="Visas", date=DAY, hours=16207, people=1234, cost=29209
    )
    html = editor.get(reverse("contributions:index")).content.decode().replace("\u202f", " ")
    for number in ("16 207", "1 234", "29 209\xa0€"):
        assert number in html
