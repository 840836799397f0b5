"""The demonstration content is sound, and what would break it is named by file, entry and reason."""

import re
import shutil
from pathlib import Path

import pytest

from portal.demo.content_files import FOLDER, BrokenContentError
from portal.demo.facts import checked_content


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content, to break; the films are only looked at."""
    for file in FOLDER.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    (tmp_path / "films").symlink_to(FOLDER / "films")
    return tmp_path


def break_file(folder: Path, file: str, pattern: str, replacement: str) -> list[str]:
    """Replace the first match in a file, and return what the checks say about the folder."""
    path = folder / file
    text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), count=1, flags=re.S)
    assert count == 1
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenContentError) as broken:
        checked_content(folder)
    return [str(problem) for problem in broken.value.problems]


def test_the_content_of_the_repository_has_no_problem() -> None:
    content = checked_content()
    assert len(content.actions["actions"]) == 117


@pytest.mark.parametrize(
    ("file", "pattern", "replacement", "problem"),
    [
        (
            "actions.yaml",
            "theme: circuits-decision",
            "theme: circuits",
            "actions.yaml : action 1 : thème : « circuits » n’existe pas",
        ),
        (
            "actions.yaml",
            "debut: 2015-12-01",
            "debut: 2015-13-41",
            "actions.yaml : action 1, debut : attendu : jour (AAAA-MM-JJ) ; trouvé : « 2015-13-41 »",
        ),
        (
            "actions.yaml",
            "avancement: 100",
            "avancement: 90",
            "actions.yaml : action 1 : avancement 90 : 100 si et seulement si l’action est réalisée",
        ),
        (
            "actions.yaml",
            "    statut: réalisée\n",
            "",
            "actions.yaml : action 1 : le champ « statut » manque",
        ),
        (
            "actions.yaml",
            "prioritaire: true",
            "prioritaire: false",
            "actions.yaml : actions : 28 prioritaires au lieu de 29",
        ),
        (
            "agents.yaml",
            "service: direction-generale",
            "service: direction",
            "agents.yaml : agent helene-valtreuil : service : « direction » n’existe pas",
        ),
        (
            "agents.yaml",
            "helene.valtreuil@exemple.invalid",
            "h@autre.fr",
            (
                "agents.yaml : agent helene-valtreuil, courriel : "
                "attendu : adresse en @exemple.invalid ; trouvé : « h@autre.fr »"
            ),
        ),
        (
            "groups.yaml",
            r"actions: \[1, 3,",
            "actions: [3,",
            "groups.yaml : groupe 1 : la liste d’actions diffère de celle que donnent les actions",
        ),
        (
            "films.yaml",
            "slug: enquete-interieure",
            "slug: enquete",
            "films.yaml : film enquete : le fichier films/enquete.mp4 est absent",
        ),
        (
            "newsletters.yaml",
            r"actions: \[1, 4\]",
            "actions: [1, 400]",
            "newsletters.yaml : lettre 1 : action : « 400 » n’existe pas",
        ),
        (
            "participation.yaml",
            "auteur: brigitte-saint-aurel",
            "auteur: brigitte",
            "participation.yaml : commentaire c002 : auteur : « brigitte » n’existe pas",
        ),
        (
            "participation.yaml",
            "date: 2016-11-17 09:10:00",
            "date: 2016-11-15 09:10:00",
            "participation.yaml : commentaire c002 : réponse antérieure au message auquel elle répond",
        ),
        (
            "project.yaml",
            "valeur: 16207",
            "valeur: 16208",
            "project.yaml : chiffre heures : 16208 au lieu de 16207",
        ),
    ],
)
def test_a_broken_entry_is_named(
    folder: Path, file: str, pattern: str, replacement: str, problem: str
) -> None:
    assert problem in break_file(folder, file, pattern, replacement)


def test_a_syntax_error_is_named_by_its_line(folder: Path) -> None:
    problems = break_file(folder, "themes.yaml", "slug: circuits-decision", "slug: [circuits-decision")
    assert len(problems) == 1
    assert re.match(r"themes\.yaml : ligne \d+, colonne \d+ : syntaxe YAML incorrecte", problems[0])


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "groups.yaml").unlink()
    with pytest.raises(BrokenContentError, match=r"groups\.yaml : fichier absent"):
        checked_content(folder)
