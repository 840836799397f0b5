"""When mail may leave: pure functions on dates."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from projects.notifications.calendar import Hours, due_before, is_working_day, public_holidays
from projects.notifications.enums import Frequency

PARIS = ZoneInfo("Europe/Paris")
ANY_TIME = Hours(datetime.time(0), datetime.time(0), working_days_only=False)


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize("day", ["2018-04-01", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25"])
def test_what_follows_easter_is_found(day: str) -> None:
    easter = datetime.date.fromisoformat(day)
    following = {easter + datetime.timedelta(days=days) for days in (1, 39, 50)}
    assert following <= public_holidays(easter.year)


def test_the_public_holidays_of_2026() -> None:
    assert sorted(day.isoformat() for day in public_holidays(2026)) == [
        "2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25", "2026-07-14",
        "2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "works"),
    [("2026-11-26", True), ("2026-11-28", False), ("2026-11-29", False), ("2026-11-11", False)],
)
def test_working_days(day: str, works: bool) -> None:
    assert is_working_day(datetime.date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("time", "allowed"),
    [("07:59", False), ("08:00", True), ("12:30", True), ("18:59", True), ("19:00", False), ("23:30", False)],
)
def test_quiet_hours_over_midnight(time: str, allowed: bool) -> None:
    assert Hours().allow(at(f"2026-11-26T{time}")) is allowed


@pytest.mark.parametrize(
    ("time", "allowed"), [("11:59", True), ("12:00", False), ("13:59", False), ("14:00", True)]
)
def test_quiet_hours_within_a_day(time: str, allowed: bool) -> None:
    hours = Hours(datetime.time(12), datetime.time(14))
    assert hours.allow(at(f"2026-11-26T{time}")) is allowed


def test_the_same_hour_twice_is_no_quiet_hour() -> None:
    assert Hours(datetime.time(9), datetime.time(9)).allow(at("2026-11-26T03:00"))


@pytest.mark.parametrize("day", ["2026-11-28", "2026-11-11"])
def test_no_mail_on_other_days_unless_wanted(day: str) -> None:
    assert not Hours().allow(at(f"{day}T10:00"))
    assert Hours(working_days_only=False).allow(at(f"{day}T10:00"))


def test_no_mail_and_mail_at_once() -> None:
    now = at("2026-11-26T10:00")
    assert due_before(Frequency.NONE, now, Hours()) is None
    assert due_before(Frequency.AT_ONCE, now, Hours()) == now


@pytest.mark.parametrize(
    ("now", "up_to"),
    [
        ("2026-11-26T07:59", "2026-11-25T08:00"),
        ("2026-11-26T08:00", "2026-11-26T08:00"),
        ("2026-11-29T12:00", "2026-11-27T08:00"),  # Sunday: Friday's was the last
        ("2026-11-30T09:00", "2026-11-30T08:00"),
        ("2026-11-11T10:00", "2026-11-10T08:00"),  # Armistice day
    ],
)
def test_daily_mail(now: str, up_to: str) -> None:
    assert due_before(Frequency.DAILY, at(now), Hours()) == at(up_to)


@pytest.mark.parametrize(
    ("now", "up_to"),
    [
        ("2026-11-26T10:00", "2026-11-23T08:00"),  # a worker stopped on Monday sends on Thursday
        ("2026-11-23T07:59", "2026-11-16T08:00"),
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-04-06T10:00", "2026-03-30T08:00"),  # Easter Monday
        ("2026-04-07T08:00", "2026-04-07T08:00"),  # so the first working day is Tuesday
        ("2026-04-09T08:00", "2026-04-07T08:00"),
    ],
)
def test_weekly_mail(now: str, up_to: str) -> None:
    assert due_before(Frequency.WEEKLY, at(now), Hours()) == at(up_to)


def test_without_working_days_the_weekly_mail_comes_on_monday() -> None:
    assert due_before(Frequency.WEEKLY, at("2026-04-06T10:00"), ANY_TIME) == at("2026-04-06T08:00")


@pytest.mark.parametrize("day", ["2026-03-30", "2026-10-26"])  # the Mondays after the clocks change
def test_eight_is_eight_in_summer_and_in_winter(day: str) -> None:
    now = at(f"{day}T08:00")
    assert due_before(Frequency.DAILY, now, Hours()) == now
    assert Hours().allow(now)
    before = now - datetime.timedelta(minutes=1)
    assert due_before(Frequency.DAILY, before, Hours()) != now
    assert not Hours().allow(before)
