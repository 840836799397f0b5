"""Icons, initials, the wall of the plan and charts."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from portal.common.templatetags import ui
from projects.blocks import IndicatorsBlock
from projects.enums import ActionStatus, IndicatorDirection
from projects.figures import PlanFigures

SITUATION = PlanFigures(
    total=117, priority=29, to_start=11, in_progress=54, done=44, suspended=5, abandoned=3, progress=63
)


def blocks(drawing: str, status: str) -> int:
    """How many blocks of a status a wall has."""
    return next((path.count("M") for path in drawing.split("<path ") if f'wall__{status}"' in path), 0)


@pytest.mark.parametrize("status", ActionStatus.values)
def test_the_wall_has_one_block_per_action(status: str) -> None:
    assert blocks(ui.wall(SITUATION), status) == getattr(SITUATION, status)


def test_the_wall_says_in_words_what_it_shows() -> None:
    with override("en"):
        assert 'aria-label="117 actions: 44 done, 54 in progress, 11 to start"' in ui.wall(SITUATION)


def test_the_wall_of_nothing_is_empty() -> None:
    assert "<path" not in ui.wall(PlanFigures(0, 0, 0, 0, 0, 0, 0, 0))


def test_initials_are_escaped() -> None:
    drawing = ui.avatar(SimpleNamespace(pk=7, initials="<B"), "small")
    assert "&lt;B</text>" in drawing
    assert "avatar--2 avatar--small" in drawing


@pytest.mark.parametrize(("language", "shown"), [("fr", "65\u202f%"), ("en", "65%")])
def test_a_percentage_is_written_as_the_language_wants(language: str, shown: str) -> None:
    with override(language):
        assert ui.percent(65).replace("\xa0", "\u202f") == shown


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (59, "0:59"), (276, "4:36"), (3600, "60:00")])
def test_duration(seconds: int, shown: str) -> None:
    assert ui.duration(seconds) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(Decimal("20.00"), "20"), (Decimal("1.80"), "1,8"), (Decimal("1234.56"), "1 234,56")]
)
def test_a_quantity_has_no_useless_decimal(value: Decimal, shown: str) -> None:
    with override("fr"):
        assert ui.quantity(value).replace("\xa0", " ").replace("\u202f", " ") == shown


def test_a_quantity_never_leaves_its_unit() -> None:
    assert ui.quantity(Decimal("3.00"), "jours") == "3\u00a0jours"


def test_the_first_words_keep_their_no_break_spaces() -> None:
    text = "Télétravail\u00a0: le\n  oui des instances"
    assert ui.first_words(text, 3) == "Télétravail\u00a0: le oui …"
    assert ui.first_words(text, 5) == "Télétravail\u00a0: le oui des instances"


def indicator(*values: str, direction: str = IndicatorDirection.UP) -> object:
    """An indicator whose target is 10, measured on the first of successive months."""
    return (
        IndicatorsBlock()
        .to_python(
            [
                {
                    "type": "indicator",
                    "value": {
                        "label": "x",
                        "unit": "",
                        "direction": direction,
                        "target": "10",
                        "measurements": [
                            {"date": datetime.date(2018, month, 1).isoformat(), "value": value}
                            for month, value in enumerate(values, start=1)
                        ],
                    },
                }
            ]
        )[0]
        .value
    )


def test_no_measurement_draws_nothing() -> None:
    assert ui.indicator_chart(indicator()) == ""


@pytest.mark.parametrize(("value", "reached"), [("9", True), ("11", False)])
def test_one_measurement_is_a_bar_against_the_target(value: str, reached: bool) -> None:
    chart = ui.indicator_chart(indicator(value, direction=IndicatorDirection.DOWN))
    assert ("chart__bar--reached" in chart) is reached
    assert "chart__target" in chart


def test_several_measurements_are_a_line() -> None:
    chart = ui.indicator_chart(indicator("2", "5", "9"))
    assert chart.count("<circle") == 3
    assert "<polyline" in chart


def test_measures_of_zero_are_drawn() -> None:
    assert "chart" in ui.indicator_chart(indicator("0", "0"))
