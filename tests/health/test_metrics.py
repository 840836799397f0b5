"""What Prometheus reads, and what the dashboard and the alarms ask of it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from portal.health import counting, gauges
from portal.health.counting import CountingMiddleware
from portal.health.gauges import Gauge
from portal.health.slots import FILE_SIZE, take_slot
from portal.health.system_checks import metrics_token
from search.health import lags

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "b" * 40
NAME = re.compile(r"\bportal_[a-z_]+\b")
RULES = yaml.safe_load((ROOT / "deploy/prometheus/alertes.yml").read_text("utf-8"))
ALARMS = [rule for group in RULES["groups"] for rule in group["rules"]]
DASHBOARD = json.loads((ROOT / "deploy/grafana/portail.json").read_text("utf-8"))
QUESTIONS = [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", [])]
GUIDE = (ROOT / "docs/surveillance.md").read_text("utf-8")

# In a process of its own: the library chooses once how it counts. No database is needed.
COUNTED = """
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
import django; django.setup()
from django.test import Client
client = Client(headers={"host": "localhost"})
for address in ("/langue/", "/langue/", "/personne/\\0"):
    client.get(address)
given = {"Authorization": "Bearer TOKEN"}
print(client.get("/metriques/", headers=given).content.decode())
""".replace("TOKEN", TOKEN)


def counted(folder: Path) -> str:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "METRICS_TOKEN": TOKEN,
        "PORTAL_VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'none.sqlite3'}",
    }
    done = subprocess.run(
        [sys.executable, "-c", COUNTED],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def exposed(folder: Path) -> str:
    """The metrics of a portal whose process has answered a few requests."""
    return counted(folder)


def samples(text: str) -> dict[str, dict[tuple[str, ...], float]]:
    """The values by name and labels, in the order of their names."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = tuple(value for _name, value in sorted(sample.labels.items()))
            found.setdefault(sample.name, {})[labels] = sample.value
    return found


def test_requests_are_counted_by_route_and_class_of_status(exposed: str) -> None:
    read = samples(exposed)
    assert read["portal_requests_total"] == {("set_language", "3xx"): 2, ("none", "4xx"): 1}
    assert read["portal_request_seconds_count"] == {("set_language",): 2, ("none",): 1}
    assert read["portal_request_seconds_bucket"]["+Inf", "set_language"] == 2
    assert read["portal_sql_queries_total"] == {("set_language",): 0, ("none",): 0}


def test_what_cannot_be_read_is_counted_and_hides_nothing_else(exposed: str) -> None:
    read = samples(exposed)
    assert read["portal_works"][("database",)] == 1
    assert read["portal_works"][("migrations",)] == 0
    assert 0 < read["portal_unread_gauges"][()] < len(gauges.gauges)
    assert 0 < read["portal_disk_free_ratio"][()] < 1
    assert "portal_mail_late_seconds" not in read


def test_a_process_goes_on_counting_where_the_last_one_ended(exposed: str, folder: Path) -> None:
    before, after = samples(exposed), samples(counted(folder))
    for name, labels in (
        ("portal_requests_total", ("set_language", "3xx")),
        ("portal_requests_total", ("none", "4xx")),
    ):
        assert after[name][labels] == 2 * before[name][labels]
    assert len(list((folder / "metrics").glob("*.db"))) == 2, "no more files than processes at once"


@pytest.mark.django_db
def test_every_gauge_can_be_read() -> None:
    assert set(gauges._read_all()) == set(gauges.gauges)


@pytest.mark.django_db
def test_a_gauge_that_fails_is_logged_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Gauge("portal_broken", "None", lambda: 1 / 0, "")
    monkeypatch.setattr(
        gauges, "gauges", {"portal_broken": broken, "portal_lags": Gauge("portal_lags", "", lags, "")}
    )
    for _time in range(3):
        assert set(gauges._read_all()) == {"portal_lags"}
    [record] = caplog.records
    assert record.getMessage() == "The metric portal_broken cannot be read"
    assert record.exc_info


# What is made of them


def names(text: str) -> set[str]:
    return set(NAME.findall(text))


@pytest.mark.parametrize("rule", ALARMS, ids=lambda rule: rule["alert"])
def test_an_alarm_asks_for_what_the_portal_exposes(rule: dict[str, Any], exposed: str) -> None:
    asked = names(rule["expr"])
    assert asked or "up{" in rule["expr"]
    assert asked <= names(exposed)
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert rule["annotations"]["summary"]
    assert f"`{rule['alert']}`" in GUIDE, "the guide says what to do"


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_dashboard_asks_for_what_the_portal_exposes(question: str, exposed: str) -> None:
    assert names(question)
    assert names(question) <= names(exposed)


def test_every_metric_is_shown_and_explained(exposed: str) -> None:
    """The families, as their TYPE lines name them."""
    families = {line.split()[2] for line in exposed.splitlines() if line.startswith("# TYPE")}
    shown = names(" ".join(QUESTIONS))
    assert {name for name in families if not any(one.startswith(name) for one in shown)} == {
        "portal_job_late"
    } - shown
    assert {name for name in families if f"`{name}" not in GUIDE} == set()


# The files of the counters


def test_a_process_takes_the_first_free_slot(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from portal.health.slots import take_slot\n"
        "print(take_slot(pathlib.Path(sys.argv[1])), flush=True); sys.stdin.read()"
    )

    def process() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def slot(one: subprocess.Popen[str]) -> int:
        assert one.stdout
        return int(one.stdout.readline())

    first, second = process(), process()
    assert {slot(first), slot(second)} == {0, 1}
    for one in (first, second):
        one.kill()
        one.wait()
    third = process()
    assert slot(third) == 0
    third.kill()
    third.wait()
    files = list(tmp_path.glob("*.db"))
    assert len(files) == 4
    for file in files:
        assert file.stat().st_blocks * 512 >= file.stat().st_size, "the disk cannot fill up under a counter"


@pytest.mark.parametrize("content", [b"x", b"\xff\xff\xff\x7f", b"\x40\0\0\0" + bytes(1000), b""])
def test_a_file_that_a_power_cut_damaged_is_begun_anew(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "counter_0.db").write_bytes(content)
    assert take_slot(tmp_path) == 0
    assert MmapedDict.read_all_values_from_file(tmp_path / "counter_0.db") is not None
    assert (tmp_path / "counter_0.db").read_bytes() == bytes(FILE_SIZE)


# Where metrics are not asked for, and settings


def test_nothing_is_counted_without_a_token(settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    with pytest.raises(MiddlewareNotUsed):
        CountingMiddleware(lambda request: HttpResponse())


def test_a_portal_that_cannot_count_serves_all_the_same(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.METRICS_TOKEN = TOKEN
    settings.METRICS_FOLDER = Path("/sys/kernel/metrics")  # where nobody can make one
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    counting.process_counters.cache_clear()
    with pytest.raises(MiddlewareNotUsed):
        CountingMiddleware(lambda request: HttpResponse())
    assert [record.getMessage() for record in caplog.records] == ["Requests are not counted"]


def test_a_token_that_could_be_guessed_is_an_error(settings: Settings) -> None:
    settings.METRICS_TOKEN = "short"
    assert [error.id for error in metrics_token(None)] == ["health.E001"]
    for token in ("", TOKEN):
        settings.METRICS_TOKEN = token
        assert metrics_token(None) == []
