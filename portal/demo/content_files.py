"""Reading of the content files."""

import datetime
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "content"
BANNER = "contenu de démonstration"


@dataclass(frozen=True)
class Problem:
    """An error in one entry of the content, in the language of the people who write it."""

    file: str
    entry: str
    reason: str

    def __str__(self) -> str:
        return " : ".join(part for part in (self.file, self.entry, self.reason) if part)


class BrokenContentError(Exception):
    """The content files cannot be loaded. `problems` holds at least one."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Content:
    """The unchanged content of the files."""

    folder: Path
    project: dict[str, Any]
    themes: dict[str, Any]
    agents: dict[str, Any]
    actions: dict[str, Any]
    groups: dict[str, Any]
    films: dict[str, Any]
    newsletters: dict[str, Any]
    participation: dict[str, Any]
    proposals: dict[str, Any]

    @property
    def situation(self) -> datetime.date:
        """The day that the content describes."""
        return self.actions["date_de_reference"]

    @property
    def film_files(self) -> Path:
        return self.folder / "films"


FILES = [part.name for part in fields(Content) if part.name != "folder"]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Leaves an impossible date as text, so that the entry that holds it can be named."""

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> Any:
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:
            return self.construct_scalar(node)


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)


def read(folder: Path = FOLDER) -> Content:
    """Read every file of the folder. Raise `BrokenContentError` if one is missing or is not YAML."""
    problems: list[Problem] = []
    parts: dict[str, dict[str, Any]] = {}
    for name in FILES:
        file = f"{name}.yaml"
        try:
            text = (folder / file).read_text(encoding="utf-8")
            data = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
        except FileNotFoundError:
            problems.append(Problem(file, "", "fichier absent"))
        except UnicodeDecodeError as error:
            problems.append(Problem(file, f"octet {error.start}", "le fichier n’est pas en UTF-8"))
        except yaml.MarkedYAMLError as error:
            problems.append(Problem(file, _place(error), f"syntaxe YAML incorrecte ({error.problem})"))
        except yaml.YAMLError as error:
            problems.append(Problem(file, "", f"syntaxe YAML incorrecte ({error})"))
        else:
            if BANNER not in text.partition("\n")[0].lower():
                problems.append(Problem(file, "ligne 1", f"l’en-tête « {BANNER} » manque"))
            if isinstance(data, dict):
                parts[name] = data
            else:
                problems.append(Problem(file, "", "des rubriques sont attendues au premier niveau"))
    if problems:
        raise BrokenContentError(problems)
    return Content(folder=folder, **parts)


def _place(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark
    return f"ligne {mark.line + 1}, colonne {mark.column + 1}" if mark else ""
