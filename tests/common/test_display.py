"""Dates, times and numbers for readers: one way to write each, and no template or module that has another."""

import datetime
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils.translation import override

from portal.common import display

MOMENT = datetime.datetime(2018, 6, 1, 12, 5, 9, 123456, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("template", "value", "french", "english"),
    [
        ("{{ value|day }}", datetime.date(2018, 6, 1), "1er juin 2018", "1 June 2018"),
        ("{{ value|day }}", datetime.date(2018, 6, 11), "11 juin 2018", "11 June 2018"),
        # The day is that of Paris.
        ("{{ value|day }}", MOMENT.replace(month=5, day=31, hour=22), "1er juin 2018", "1 June 2018"),
        ("{{ value|short_day }}", datetime.date(2018, 6, 1), "01/06/2018", "01/06/2018"),
        ("{{ value|month }}", datetime.date(2018, 1, 1), "janvier 2018", "January 2018"),
        ("{{ value|moment }}", MOMENT, "1er juin 2018 à 14\u00a0h\u00a005", "1 June 2018 14:05"),
        ("{{ value|clock }}", MOMENT, "14\u00a0h\u00a005", "14:05"),
        ("{{ value|clock }}", datetime.time(9, 0), "9\u00a0h\u00a000", "09:00"),
        ("{{ value|iso }}", MOMENT, "2018-06-01T14:05+02:00", "2018-06-01T14:05+02:00"),
        ("{{ value|iso }}", datetime.date(2018, 6, 1), "2018-06-01", "2018-06-01"),
        ("{{ value|number }}", 1650, "1\u202f650", "1,650"),
        ("{{ value|number }}", Decimal("1234.56"), "1\u202f234,56", "1,234.56"),
        ("{{ value|number }}", Decimal("1000.00"), "1\u202f000", "1,000"),
        ("{{ value|number }}", Decimal("1.80"), "1,8", "1.8"),
        ("{{ value|number }}", 0, "0", "0"),
        ("{{ value|number }}", None, "", ""),
        ("{{ value|day }}", None, "", ""),
        ("{{ value|quantity:'jours' }}", Decimal("3.00"), "3\u00a0jours", "3\u00a0jours"),
        ("{{ value|money }}", Decimal("1650.5"), "1\u202f650,50\u00a0€", "1,650.50\u00a0€"),
        ("{{ value|money }}", "29209.00", "29\u202f209\u00a0€", "29,209\u00a0€"),
        ("{{ value|percent }}", 65, "65\u202f%", "65%"),
        ("{{ value|percent }}", 64.7, "65\u202f%", "65%"),
        ("{{ value|duration }}", 276, "4:36", "4:36"),
        ("{{ value|duration }}", 3600, "60:00", "60:00"),
        ("{{ value }}", 12345, "12345", "12345"),  # a key
    ],
)
def test_what_a_filter_writes(template: str, value: object, french: str, english: str) -> None:
    for language, expected in (("fr", french), ("en", english)):
        with override(language):
            assert Template(template).render(Context({"value": value})) == expected


def test_a_day_of_the_year_and_a_quantity_without_unit() -> None:
    with override("fr"):
        assert display.format_day_of_year(datetime.date(2018, 2, 1)) == "1er février"
        assert display.format_quantity(1650) == "1\u202f650"


# What writes a date or a number in a way of its own. `stringformat` with decimals is for programs.
OTHER_WAYS_IN_TEMPLATES = re.compile(
    r"""\|(?:date|time|floatformat|localize|unlocalize|intcomma|stringformat:['"]d['"])\b
    |{%\s*(?:now|localize)\b""",
    re.VERBOSE,
)
OTHER_WAYS_IN_PYTHON = re.compile(
    r"""django\.utils\.formats|django\.contrib\.humanize|\.strftime\(|\{[^{}\n]*:%[dHMY]
    |defaultfilters\ import\ .*\b(?:date|time|floatformat)\b""",
    re.VERBOSE,
)
# A name of a file, the number of an attestation: for machines and archives.
FOR_MACHINES = ('"date": f"{timezone.localdate():%Y-%m-%d}"', ":%Y}-{self.pk:06}", "strftime(STAMP)")
ATTRIBUTE = re.compile(r'\bdatetime="(?!\{\{ [^}|]+\|iso \}\}"|\{\{ line\.posted_iso \}\}")')
COUNTED = re.compile(
    r"{% blocktrans(?:late)?\b[^%]*?\bcount (?P<name>\w+)=[^%]*%}(?P<body>.*?){% endblocktrans", re.DOTALL
)
A_NUMBER = re.compile(
    r"{{ *(?:[\w.]*\.(?:count|total|hours|hours_given|hours_total|people|cost)|[\w.]+\|length) *}}"
)


def _templates() -> dict[str, str]:
    folder = settings.BASE_DIR / "templates"
    found = {
        str(path.relative_to(folder)): path.read_text()
        for path in folder.rglob("*")
        if path.suffix in (".html", ".txt")
    }
    assert len(found) > 100
    return found


def test_no_template_has_a_way_of_its_own() -> None:
    assert not [
        (name, way.group())
        for name, text in _templates().items()
        for way in OTHER_WAYS_IN_TEMPLATES.finditer(text)
    ]


def test_programs_read_every_date_of_a_page() -> None:
    assert not [
        (name, text[way.start() : way.start() + 60])
        for name, text in _templates().items()
        for way in ATTRIBUTE.finditer(text)
    ]


def test_a_number_in_a_page_has_its_thousands_apart() -> None:
    plain = [(name, way.group()) for name, text in _templates().items() for way in A_NUMBER.finditer(text)]
    counted = [
        (name, way.group("name"))
        for name, text in _templates().items()
        for way in COUNTED.finditer(text)
        if f"{{{{ {way['name']} }}}}" in way["body"]
    ]
    assert not plain + counted


def test_no_module_has_a_way_of_its_own() -> None:
    modules: list[Path] = [
        path
        for folder in ("portal", "projects", "home", "search", "videos")
        for path in (settings.BASE_DIR / folder).rglob("*.py")
        if path.name not in ("display.py", "spreadsheets.py")  # what readers and spreadsheets read
    ]
    assert len(modules) > 300
    assert not [
        (str(path.relative_to(settings.BASE_DIR)), line.strip())
        for path in modules
        for line in path.read_text().splitlines()
        if OTHER_WAYS_IN_PYTHON.search(line) and not any(allowed in line for allowed in FOR_MACHINES)
    ]
