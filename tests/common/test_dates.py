"""Dates and times as people type them."""

import datetime
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.common.dates import read_date, read_datetime, read_time

MONTHS = [
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
]  # fmt: skip
DATES = st.dates(min_value=datetime.date(1000, 1, 1), max_value=datetime.date(2999, 12, 31))
TIMES = st.times().map(lambda time: time.replace(second=0, microsecond=0))


def spellings(date: datetime.date) -> list[str]:
    """The ways to write a date."""
    day, month, year = date.day, date.month, date.year
    name = MONTHS[month - 1]
    return [
        f"{day:02}/{month:02}/{year}",
        f"{day}/{month}/{year}",
        f"{day}.{month}.{year}",
        f"{day}-{month}-{year}",
        f"  {day} {name}  {year} ",
        f"{day} {name.upper()} {year}",
        f"{day}\u00a0{name[:5]}. {year}" if name not in ("juin", "juillet") else f"{day} {name} {year}",
        f"{'1er' if day == 1 else day} {name.replace('é', 'e').replace('û', 'u')} {year}",
        date.strftime("%d %B %Y"),
        date.isoformat(),
    ]


def hours(time: datetime.time) -> list[str]:
    """The ways to write a time of day."""
    hour, minute = time.hour, time.minute
    alone = [f"{hour}h", f"{hour} h"] if minute == 0 else []
    return [
        f"{hour:02}:{minute:02}",
        f"{hour}:{minute:02}",
        f"{hour}h{minute:02}",
        f"{hour} h {minute:02}",
        f"{hour}H{minute:02}",
        f"{hour}\u202fh\u202f{minute:02}",
        f"{hour:02}:{minute:02}:00",
        *alone,
    ]


@given(DATES)
def test_a_date_reads_back_however_it_is_written(date: datetime.date) -> None:
    assert {read_date(text) for text in spellings(date)} == {date}


@given(st.dates(min_value=datetime.date(2000, 1, 1), max_value=datetime.date(2099, 12, 31)))
def test_a_year_of_two_figures_is_of_this_century(date: datetime.date) -> None:
    assert read_date(f"{date.day}/{date.month}/{date.year % 100:02}") == date


@given(TIMES)
def test_a_time_reads_back_however_it_is_written(time: datetime.time) -> None:
    assert {read_time(text) for text in hours(time)} == {time}


@given(DATES, TIMES)
def test_a_moment_reads_back_however_it_is_written(date: datetime.date, time: datetime.time) -> None:
    texts = [
        f"{day}{link}{hour}" for day in spellings(date) for hour in hours(time) for link in (" ", " à ", ", ")
    ]
    assert {read_datetime(text) for text in texts} == {datetime.datetime.combine(date, time)}
    assert {read_datetime(text) for text in spellings(date)} == {
        datetime.datetime.combine(date, datetime.time())
    }


@given(st.text())
def test_any_other_text_is_refused_as_a_wrong_value(text: str) -> None:
    for read in (read_date, read_time, read_datetime):
        with suppress(ValueError):
            assert read(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "", "demain", "31/02/2027", "32/13/2026", "29/02/2027", "12/31/2026", "00/12/2026", "15/12",
        "12/2026", "2026", "15/12/0026", "15/12/226", "26-12-15", "15/12-2026", "3 jui 2027", "3 ma 2027",
        "15 brumaire 2026",
        "15/12/2026 14:05", "15/12/2026 environ", "le 15/12/2026",
    ],
)  # fmt: skip
def test_what_is_not_wholly_a_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_date(text)


@pytest.mark.parametrize("text", ["", "midi", "14", "25:00", "24h", "14:60", "9h5", "1405", "14h05 environ"])
def test_what_is_not_wholly_a_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_time(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "14:05",
        "15/12/2026 25:00",
        "32/13/2026 08:00",
        "15/12/2026 à",
        "15/12/2026 matin",
        "2026-02-31 08:00",
    ],
)
def test_what_is_not_wholly_a_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_datetime(text)
