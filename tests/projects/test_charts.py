"""The wall of the plan and the charts of indicators."""

import datetime

import pytest
from django.utils.translation import override

from projects.blocks import IndicatorsBlock, IndicatorValue
from projects.enums import ActionStatus, IndicatorDirection
from projects.figures import PlanFigures

pytestmark = pytest.mark.database

SITUATION = PlanFigures(
    total=117, priority=29, to_start=11, in_progress=54, done=44, suspended=5, abandoned=3, progress=63
)


def blocks(drawing: str, status: str) -> int:
    """How many blocks of a status a wall has."""
    return next((path.count("M") for path in drawing.split("<path ") if f'wall__{status}"' in path), 0)


@pytest.mark.parametrize("status", ActionStatus.values)
def test_the_wall_has_one_block_per_action(status: str) -> None:
    assert blocks(SITUATION.wall, status) == getattr(SITUATION, status)


def test_a_wall_of_thousands_of_actions_stays_small_and_leaves_no_status_out() -> None:
    crowd = PlanFigures(10_000, 0, 6_999, 2_000, 1_000, 1, 0, 20)
    assert crowd.actions_per_block == 28
    drawn = {status: blocks(crowd.wall, status) for status in ActionStatus.values}
    assert drawn == {"to_start": 250, "in_progress": 72, "done": 36, "suspended": 1, "abandoned": 0}
    assert len(crowd.wall) < 12_000
    assert "10\u202f000 actions" in crowd.wall


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "117 actions: 44 done, 54 in progress, 11 to start, 5 suspended, 3 abandoned"),
        ("fr", "117 actions : 44 réalisées, 54 en cours, 11 à lancer, 5 suspendues, 3 abandonnées"),
    ],
)
def test_the_wall_says_in_words_all_that_it_shows(language: str, words: str) -> None:
    with override(language):
        assert f'role="img" aria-label="{words}"' in SITUATION.wall


def test_a_status_without_actions_is_named_only_if_actions_usually_pass_through_it() -> None:
    keys = PlanFigures(1, 0, 1, 0, 0, 0, 0, 0).legend
    assert [(key.status, key.count) for key in keys] == [("done", 0), ("in_progress", 0), ("to_start", 1)]


def test_the_wall_of_nothing_is_empty() -> None:
    assert "<path" not in PlanFigures(0, 0, 0, 0, 0, 0, 0, 0).wall


def indicator(*values: str, direction: str = IndicatorDirection.UP) -> IndicatorValue:
    """An indicator whose target is 10, measured on the first of successive months."""
    return (
        IndicatorsBlock()
        .to_python(
            [
                {
                    "type": "indicator",
                    "value": {
                        "label": "x",
                        "unit": "jours",
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
    assert indicator().chart == ""


@pytest.mark.parametrize(("value", "reached"), [("9", True), ("11", False)])
def test_one_measurement_is_a_bar_against_the_target(value: str, reached: bool) -> None:
    chart = indicator(value, direction=IndicatorDirection.DOWN).chart
    assert ("chart__bar--reached" in chart) is reached
    assert "chart__target" in chart


def test_several_measurements_are_a_line() -> None:
    chart = indicator("2", "5", "9").chart
    assert chart.count("<circle") == 3
    assert "<polyline" in chart


def test_measures_of_zero_are_drawn() -> None:
    assert "chart" in indicator("0", "0").chart


def test_a_chart_says_in_words_all_that_it_shows() -> None:
    with override("fr"):
        chart = indicator("2", "1650.5").chart
    words = "1er janvier 2018 : 2 jours · 1er février 2018 : 1 650,5 jours · cible 10 jours"
    label = chart.partition('role="img" aria-label="')[2].partition('"')[0]
    assert " ".join(label.replace("\u202f", " ").replace("\xa0", " ").split()) == words
    assert ">1er janvier</text>" in chart
