"""What every search engine must do; the same tests run against each implementation."""

import sqlite3
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from search.analysis.lexicon import Lexicon
from search.engines.base import IndexOutdatedError, SearchEngine, SearchUnavailableError
from search.engines.embedded import EmbeddedEngine
from search.index.doc import Cue, SearchDoc
from search.query import SearchRequest, Sort

DOCS = [
    SearchDoc(
        "page:1",
        1,
        "000100010001",
        "action",
        "Ouvrir un accueil unique",
        number=42,
        summary="L’usager n’explique plus trois fois son histoire.",
        body="Les agents du guichet apprennent à tout renseigner.\nUne signalétique commune.",
        names=("accueil", "Ressources humaines"),
        facets={"theme": ("accueil", "numerique")},
        date=date(2016, 1, 4),
        digest="made of one",
    ),
    SearchDoc(
        "page:2",
        1,
        "000100010002",
        "action",
        "Développer le télétravail",
        number=7,
        body="Deux jours par semaine <b>chez soi</b>, 42 agents volontaires.",
        facets={"theme": ("numerique",)},
        date=date(2017, 5, 2),
        digest="made of two",
    ),
    SearchDoc(
        "page:3",
        1,
        "00010002",
        "film",
        "Le guichet trois",
        summary="Une saynète sur l’accueil.",
        cues=(Cue(3.5, "Bonjour."), Cue(12.0, "Il avait un trombone en forme de cœur.")),
        facets={"theme": ("accueil",)},
        date=date(2015, 9, 8),
    ),
    SearchDoc("page:4", 1, "00010003", "letter", "Premiers pas", body="Le xylophone du maire.", number=42),
]


class EngineContract:
    """Subclasses give an `engine` fixture, empty and usable."""

    @pytest.fixture
    def filled(self, engine: SearchEngine) -> SearchEngine:
        engine.upsert(DOCS)
        return engine

    def keys(self, engine: SearchEngine, text: str, **options: object) -> list[str]:
        return [hit.key for hit in engine.search(SearchRequest(text, **options)).hits]  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("télétravail", ["page:2"]),
            ("teletravail", ["page:2"]),
            ("L'ACCUEIL", ["page:1", "page:3"]),
            ("usagers", ["page:1"]),
            ("semaines", ["page:2"]),
            ("signal", ["page:1"]),  # the beginning of a last word
            ("xilophone", ["page:4"]),  # misspelt
            ("rh", ["page:1"]),  # an acronym
            ("trombone coeur", ["page:3"]),
            ("introuvable", []),
            ("de la", []),
            ("?!", []),
        ],
    )
    def test_finds(self, filled: SearchEngine, typed: str, expected: list[str]) -> None:
        assert sorted(self.keys(filled, typed)) == expected

    @pytest.mark.parametrize("typed", ["42", "action 42", "n° 42"])
    def test_action_of_that_number_goes_first(self, filled: SearchEngine, typed: str) -> None:
        assert self.keys(filled, typed)[0] == "page:1"

    def test_misspelt_word_is_put_right(self, filled: SearchEngine) -> None:
        answer = filled.search(SearchRequest("le xilophone du maire"))
        assert answer.suggestion == "le xylophone du maire"
        assert filled.search(SearchRequest("xylophone")).suggestion is None

    def test_facets_respect_the_other_filters(self, filled: SearchEngine) -> None:
        def counts(**filters: tuple[str, ...]) -> dict[str, dict[str, int]]:
            answer = filled.search(SearchRequest("accueil", filters=filters, facets=("kind", "theme")))
            return {
                name: {each.value: each.count for each in values} for name, values in answer.facets.items()
            }

        assert counts() == {"kind": {"action": 1, "film": 1}, "theme": {"accueil": 2, "numerique": 1}}
        assert counts(kind=("film",)) == {"kind": {"action": 1, "film": 1}, "theme": {"accueil": 1}}
        assert counts(theme=("numerique",))["kind"] == {"action": 1}

    def test_filters(self, filled: SearchEngine) -> None:
        assert self.keys(filled, "accueil", filters={"kind": ("film", "letter")}) == ["page:3"]
        assert self.keys(filled, "accueil", filters={"kind": ("nothing",)}) == []

    def test_blank_text_lists_what_the_filters_leave(self, filled: SearchEngine) -> None:
        assert self.keys(filled, "", filters={"theme": ("accueil",)}) == ["page:1", "page:3"]

    def test_sort_by_date(self, filled: SearchEngine) -> None:
        assert self.keys(filled, "", sort=Sort.DATE)[:3] == ["page:2", "page:1", "page:3"]

    def test_paging(self, filled: SearchEngine) -> None:
        first = filled.search(SearchRequest("", page_size=3))
        second = filled.search(SearchRequest("", page_size=3, page=2))
        assert (first.total, first.page_count, len(first.hits), len(second.hits)) == (4, 2, 3, 1)
        assert not {hit.key for hit in first.hits} & {hit.key for hit in second.hits}

    def test_extract_marks_the_original_words(self, filled: SearchEngine) -> None:
        (hit,) = filled.search(SearchRequest("agents volontaire chez")).hits[:1]
        assert "".join(segment.text for segment in hit.extract).startswith("Deux jours par semaine <b>chez")
        assert [segment.text for segment in hit.extract if segment.marked] == ["agents", "volontaires"]

    def test_film_says_when(self, filled: SearchEngine) -> None:
        (hit,) = filled.search(SearchRequest("trombone")).hits
        assert hit.start == 12.0
        assert [segment.text for segment in hit.extract if segment.marked] == ["trombone"]

    def test_denied_subtrees_leave_no_trace(self, filled: SearchEngine) -> None:
        denied = ("00010001",)
        answer = filled.search(SearchRequest("accueil", facets=("kind", "theme"), denied=denied))
        assert [hit.key for hit in answer.hits] == ["page:3"]
        assert answer.total == 1
        assert [each.value for each in answer.facets["theme"]] == ["accueil"]
        assert filled.search(SearchRequest("telétravial", denied=denied)).suggestion is None
        assert filled.search(SearchRequest("telétravial")).suggestion == "télétravail"
        assert filled.suggest("ouv", denied) == []
        assert self.keys(filled, "42", denied=denied) == []

    def test_two_thousand_denied_subtrees(self, filled: SearchEngine) -> None:
        denied = tuple(f"0009{number:04}" for number in range(2_000))
        assert self.keys(filled, "télétravail", denied=denied) == ["page:2"]

    def test_suggestions(self, filled: SearchEngine) -> None:
        assert [each.title for each in filled.suggest("dev tele", ())] == ["Développer le télétravail"]
        assert filled.suggest("?", ()) == []

    def test_later_version_wins(self, filled: SearchEngine) -> None:
        filled.upsert([SearchDoc("page:2", 3, "00010001", "action", "Nouveau titre")])
        filled.upsert([SearchDoc("page:2", 2, "00010001", "action", "Écrit trop tard")])
        assert self.keys(filled, "nouveau titre") == ["page:2"]
        assert self.keys(filled, "trop tard") == []
        assert self.keys(filled, "télétravail") == []

    def test_delete_wins_over_late_writes(self, filled: SearchEngine) -> None:
        filled.delete(["page:2", "page:9"], version=5)
        filled.upsert([DOCS[1]])
        filled.delete(["page:1"], version=0)
        assert {entry.key for entry in filled.inventory()} == {"page:1", "page:3", "page:4"}
        assert self.keys(filled, "télétravail") == []

    def test_inventory(self, filled: SearchEngine) -> None:
        assert {(entry.key, entry.version, entry.digest) for entry in filled.inventory()} == {
            (doc.key, doc.version, doc.digest) for doc in DOCS
        }

    def test_an_answer_is_never_that_of_another_question(self, filled: SearchEngine) -> None:
        asked = SearchRequest("guichet", facets=("kind",))
        assert filled.search(asked).total == filled.search(asked).total == 2
        assert filled.search(replace(asked, denied=("0001",))).total == 0
        assert filled.search(replace(asked, filters={"kind": ("film",)})).total == 1
        assert filled.search(replace(asked, sort=Sort.DATE)).hits[0].key == "page:1"
        assert len(filled.search(replace(asked, page_size=1)).hits) == 1
        second = filled.search(replace(asked, page_size=1, page=2)).hits
        assert {second[0].key, filled.search(replace(asked, page_size=1)).hits[0].key} == {"page:1", "page:3"}
        assert filled.search(replace(asked, facets=())).facets == {}
        assert filled.search(replace(asked, lexicon=Lexicon(["guichet, télétravail"]))).total == 3
        filled.delete(["page:3"], version=2)
        assert filled.search(asked).total == 1
        filled.rebuild(DOCS)
        assert filled.search(asked).total == 2

    def test_rebuild_replaces_everything(self, filled: SearchEngine) -> None:
        assert filled.rebuild(DOCS[:1]) == 1
        assert [entry.key for entry in filled.inventory()] == ["page:1"]
        assert self.keys(filled, "télétravail") == []
        filled.upsert(DOCS)
        assert self.keys(filled, "télétravail") == ["page:2"]

    def test_failed_rebuild_leaves_the_index(self, filled: SearchEngine) -> None:
        def broken() -> object:
            yield DOCS[0]
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            filled.rebuild(broken())  # type: ignore[arg-type]
        assert self.keys(filled, "télétravail") == ["page:2"]

    def test_health(self, filled: SearchEngine) -> None:
        assert filled.health().usable
        assert filled.health().documents == len(DOCS)

    @pytest.mark.parametrize(
        "hostile",
        [
            "a" * 100_000,
            "mot " * 25_000,
            '"' * 500,
            '""" AND ( NEAR( * : ^ -"',
            "\0\0\0",
            "title:accueil OR *",
            "%s %d {} \\",
            "(((((((((((a+)+)+)+$",
            "'; DROP TABLE doc; --",
            "🦄" * 200,
        ],
    )
    def test_hostile_queries_are_answered(self, filled: SearchEngine, hostile: str) -> None:
        filled.search(SearchRequest(hostile, facets=("kind",)))
        filled.suggest(hostile, ())
        assert filled.health().documents == len(DOCS)


class TestEmbeddedEngine(EngineContract):
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "index" / "search.sqlite3"

    @pytest.fixture
    def engine(self, path: Path) -> SearchEngine:
        engine = EmbeddedEngine(path)
        engine.rebuild([])
        return engine

    def test_no_index_yet(self, tmp_path: Path) -> None:
        engine = EmbeddedEngine(tmp_path / "none.sqlite3")
        with pytest.raises(IndexOutdatedError):
            engine.search(SearchRequest("accueil"))
        assert not engine.health().usable

    def test_damaged_file(self, filled: SearchEngine, path: Path) -> None:
        path.resolve().write_bytes(b"not a database" * 1000)
        other = EmbeddedEngine(path)
        with pytest.raises(IndexOutdatedError):
            other.search(SearchRequest("accueil"))
        other.rebuild(DOCS)
        assert self.keys(other, "télétravail") == ["page:2"]

    def test_index_of_another_analyser(self, filled: SearchEngine, path: Path) -> None:
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE meta SET value = 'old' WHERE name = 'fingerprint'")
        with pytest.raises(IndexOutdatedError):
            EmbeddedEngine(path).search(SearchRequest("accueil"))

    def test_locked_index_refuses_writes_and_still_answers(
        self, filled: SearchEngine, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("search.engines.embedded.LOCK_TIMEOUT", 0.05)
        blocker = sqlite3.connect(path, isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        engine = EmbeddedEngine(path)
        with pytest.raises(SearchUnavailableError):
            engine.upsert(DOCS)
        assert self.keys(engine, "télétravail") == ["page:2"]
        blocker.close()
        engine.upsert(DOCS)

    def test_two_engines_on_one_file(self, filled: SearchEngine, path: Path) -> None:
        other = EmbeddedEngine(path)
        assert self.keys(other, "télétravail") == ["page:2"]
        filled.delete(["page:2"], version=2)
        assert self.keys(other, "télétravail") == []
        filled.rebuild(DOCS)
        assert self.keys(other, "télétravail") == ["page:2"]
        other.delete(["page:2"], version=2)
        assert self.keys(filled, "télétravail") == []

    def test_old_generations_go_away(self, filled: SearchEngine, path: Path) -> None:
        for _time in range(4):
            filled.rebuild(DOCS)
        generations = {file.name.split("-")[0] for file in path.parent.glob(f"{path.name}.*")}
        assert len(generations) == 2

    def test_readers_and_writers_at_once(self, filled: SearchEngine) -> None:
        errors: list[Exception] = []

        def work(number: int) -> None:
            try:
                for version in range(2, 8):
                    filled.upsert([SearchDoc(f"page:{number}", version, "0001", "page", f"Fil {number}")])
                    filled.search(SearchRequest("télétravail"))
                    if number == 10 and version == 4:
                        filled.rebuild(DOCS)  # takes what others wrote meanwhile with the old index
            except Exception as error:  # noqa: BLE001  reported below
                errors.append(error)

        threads = [threading.Thread(target=work, args=[number]) for number in range(10, 14)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert {doc.key for doc in DOCS} <= {entry.key for entry in filled.inventory()}
