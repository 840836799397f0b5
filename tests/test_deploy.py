"""What `deploy/` gives to operators says what `run.py` takes, names what exists, and opens nothing."""

import re
import shlex
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

import run

ROOT = Path(__file__).resolve().parents[1]
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
CONTAINERFILE = (ROOT / "Containerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
OURS = ["web", "tasks"]
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|_KEY", re.IGNORECASE)
IGNORED = (ROOT / ".containerignore").read_text().splitlines()


def section(unit: Path, name: str) -> dict[str, str]:
    parser = ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    parser.read_string(unit.read_text(encoding="utf-8"))
    return dict(parser[name])


def instructions(name: str) -> list[str]:
    """The lines of the Containerfile with this instruction, of all its stages."""
    return [
        line.removeprefix(f"{name} ") for line in CONTAINERFILE.splitlines() if line.startswith(f"{name} ")
    ]


def halves() -> list[list[str]]:
    """The arguments that each unit and each container gives to `run.py`."""
    units = [shlex.split(section(unit, "Service")["ExecStart"])[2:] for unit in UNITS]
    entry = yaml.safe_load(instructions("ENTRYPOINT")[0])
    containers = [[*entry[2:], *COMPOSE["services"][name]["command"]] for name in OURS]
    return [*units, *containers]


def test_units_and_containers_run_both_halves() -> None:
    """One source: the command line of `run.py`."""
    found = [run.command_line().parse_args(arguments) for arguments in halves()]
    assert {options.command for options in found} == {"serve"}
    assert (
        sorted((options.web, options.tasks) for options in found) == [(False, True)] * 2 + [(True, False)] * 2
    )
    assert {options.port for options in found if options.web} == {8000}, (
        "which nginx and the health check ask"
    )


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_started_again_reloads_and_is_confined(unit: Path) -> None:
    service = section(unit, "Service")
    assert service["Restart"] == "always"
    assert service["ExecReload"] == "/bin/kill -HUP $MAINPID"
    assert service["User"] not in ("", "root")
    assert service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"] == "/srv/portail/var"
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert service["UMask"] == "0027"
    assert int(service["TimeoutStopSec"]) > run.STOPPING, "what is being answered ends first"


def test_the_environment_of_the_units_is_read_by_the_settings() -> None:
    lines = (ROOT / "deploy" / "portail.env").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    settings = "".join(file.read_text() for file in (ROOT / "portal" / "settings").glob("*.py"))
    assert given.keys() - set(run.VARIABLE.findall(settings)) == {"DJANGO_SETTINGS_MODULE"}
    assert given["SECRET_KEY"] == ""


def test_an_image_runs_as_nobody_in_particular() -> None:
    assert instructions("USER")[-1] == "10001"
    assert instructions("HEALTHCHECK")


def test_images_have_a_version() -> None:
    images = [line.split()[0] for line in instructions("FROM")]
    images += [service["image"] for service in COMPOSE["services"].values()]
    unversioned = [image for image in images if not re.search(r":[0-9]", image.rpartition("/")[2])]
    assert unversioned == []


def test_what_is_copied_exists_and_is_no_secret() -> None:
    copied = [line.split()[:-1] for line in instructions("COPY") if not line.startswith("--from=")]
    assert all((ROOT / source).exists() for sources in copied for source in sources)
    assert {".*", "var", "*.env"} <= set(IGNORED), "the environment, the data, what names secrets"
    assert not SECRET.search("\n".join([*instructions("ENV"), *instructions("ARG")]))
    needed = ["manage.py", "portal", "home", "projects", "search", "videos", "templates", "locale", "deploy"]
    assert not {*needed, "run.py", "requirements"} & set(IGNORED)


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "compose.yaml").read_text()
    with_default = re.findall(r"\$\{(\w+):?-[^}]", text)
    assert [name for name in with_default if SECRET.search(name)] == []
    for service in COMPOSE["services"].values():
        for name, value in service.get("environment", {}).items():
            if SECRET.search(name) and "SECURITY" not in name:
                assert re.fullmatch(r"\$\{\w+:\?\}", value), name


@pytest.mark.parametrize("name", OURS)
def test_the_containers_of_the_portal_are_confined(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["depends_on"]["postgres"] == {"condition": "service_healthy"}


def test_what_others_wait_for_says_how_it_is() -> None:
    services = COMPOSE["services"]
    awaited = {other for service in services.values() for other in service.get("depends_on", {})}
    assert awaited == {"web", "postgres", "valkey"}
    assert all("healthcheck" in services[name] for name in awaited - {"web"}), "the image has that of the web"
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
