"""French analysis."""

import pytest

from search.analysis.lexicon import Lexicon
from search.analysis.stems import family
from search.analysis.text import allowed_edits, edit_distance, query_keys, words
from search.query import MAX_QUERY_LENGTH, parse


def forms(text: str) -> list[str]:
    return [word.form for word in words(text)]


def share_a_key(typed: str, written: str) -> bool:
    known = {key for word in words(written) for key in word.keys}
    return not known.isdisjoint(query_keys(typed))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l’accueil de l'usager", ["accueil", "usager"]),
        ("Jusqu’à l’Œuvre", ["oeuvre"]),
        ("1\u202f650 agents, 29\u00a0209\u00a0€", ["1650", "agents", "29209"]),
        ("le C.I.A.S. et la R.H.", ["cias", "rh"]),
        ("un rendez-vous", ["rendez", "rendezvous"]),
        ("service\u00a0public", ["service", "public"]),
        ("« ? ! … »", []),
    ],
)
def test_words_of_french_text(text: str, expected: list[str]) -> None:
    assert forms(text) == expected


def test_words_know_their_place() -> None:
    text = "À l’école, l’agent"
    assert [text[word.start : word.end] for word in words(text)] == ["école", "agent"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("agents", "agent"),
        ("teletravail", "télétravail"),
        ("mobilite", "mobilité"),
        ("mutualiser", "mutualisation"),
        ("communaux", "communal"),
        ("nouvelles", "nouvelle"),
        ("décalé", "décalés"),
        ("forment", "former"),
    ],
)
def test_joined_words(typed: str, written: str) -> None:
    assert share_a_key(typed, written)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("affichage", "affiche"),
        ("archives", "archivage"),
        ("numerique", "numeriser"),
        ("conseil", "conseillere"),
    ],
)
def test_families_of_words(one: str, other: str) -> None:
    assert family(one) == family(other)


def test_different_words_stay_apart() -> None:
    assert not share_a_key("mobilité", "immobilier")
    assert not share_a_key("sig", "signature")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("zebre", "ze\u0300bre"),
        ("ze\u0300bre", "zèbre"),
        ("quérulence", "que\u0301rulence"),
        ("hétérocères", "he\u0301te\u0301roce\u0300res"),
        ("collectivité", "collec\u00adti\u00advité"),
        ("collectivité", "collec\u200bti\u2060vité"),
        ("fiche", "ﬁche"),
        ("efficacité", "eﬃcacité"),
        ("co2", "CO₂"),
        ("CO₂", "co2"),
        ("100 m2", "100 m²"),
        ("curriculum vitae", "curriculum vitæ"),
        ("rendez-vous", "rendez\u2011vous"),
    ],
)
def test_however_a_word_is_encoded_it_is_found(typed: str, written: str) -> None:
    assert all(share_a_key(typed[word.start : word.end], written) for word in words(typed) if not word.joined)
    assert forms(typed) == forms(written)


def test_a_word_is_marked_with_all_its_signs() -> None:
    text = "la collec\u00adtivite\u0301, ici"
    assert [text[word.start : word.end] for word in words(text)] == ["collec\u00adtivite\u0301"]


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("tabelau", "tableau", 1), ("deliberration", "deliberation", 1), ("chat", "chien", 3), ("a", "a", 0)],
)
def test_edit_distance(one: str, other: str, distance: int) -> None:
    assert edit_distance(one, other, 2) == distance


def test_short_words_are_not_corrected() -> None:
    assert [allowed_edits(form) for form in ("rue", "route", "déchetterie", "2018")] == [0, 1, 2, 0]


@pytest.mark.parametrize("typed", ["42", "action 42", "Action n° 42", "n°42", "actions 42"])
def test_number_of_an_action(typed: str) -> None:
    assert parse(typed).number == 42


@pytest.mark.parametrize("typed", ["42 agents", "plan 2018-2020", "action", ""])
def test_no_number(typed: str) -> None:
    assert parse(typed).number is None


def test_long_query_is_cut() -> None:
    assert len(parse("é" * 100_000).text) == MAX_QUERY_LENGTH


def test_lexicon_reads_both_ways_unless_told() -> None:
    lexicon = Lexicon(["# note", "rh, ressources humaines", "éboueur > ripeur"])

    def others(text: str) -> list[list[str]]:
        found = lexicon.alternatives(list(words(text)))
        return [[" ".join(word.form for word in expression) for expression in each] for each in found]

    assert others("le service RH") == [[], ["ressources humaines"]]
    assert others("ressource humaine") == [["rh"], ["rh"]]
    assert others("éboueurs") == [["ripeur"]]
    assert others("ripeurs") == [[]]
