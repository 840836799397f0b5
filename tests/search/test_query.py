"""What a typed query means."""

import time

import pytest

from portal.common.text import slug
from search.query import MAX_QUERY_LENGTH, ParsedQuery, parse


def read(typed: str) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    query = parse(typed)
    return query.text, query.phrases, query.excluded, query.tags


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("tableau de bord", ("tableau de bord", (), (), ())),
        ('"tableau de bord" budget', ("tableau de bord budget", ("tableau de bord",), (), ())),
        ("« tableau de bord »", ("tableau de bord", ("tableau de bord",), (), ())),
        ("«\u00a0tableau de bord\u00a0»", ("tableau de bord", ("tableau de bord",), (), ())),
        ("“tableau de bord”", ("tableau de bord", ("tableau de bord",), (), ())),
        ("„tableau“ et «bord»", ("tableau et bord", ("tableau", "bord"), (), ())),
        ("accueil -budget", ("accueil", (), ("budget",), ())),
        ("accueil -«tableau de bord» −papier", ("accueil", (), ("tableau de bord", "papier"), ())),
        ("-budget", ("", (), ("budget",), ())),
        ("rendez-vous", ("rendez-vous", (), (), ())),
        ("plan 2018-2020", ("plan 2018-2020", (), (), ())),
        ("accueil - budget", ("accueil - budget", (), (), ())),
        ("-l’usager", ("", (), ("l’usager",), ())),
        ("#accueil horaires", ("horaires", (), (), ("accueil",))),
        ("#Aide-à-Domicile", ("", (), (), ("aide-a-domicile",))),
        ('#«aide à domicile» #"éco"', ("", (), (), ("aide-a-domicile", "eco"))),
        ("C# et n#1", ("C# et n#1", (), (), ())),
        ('"pas fermé', ("pas fermé", (), (), ())),
        ('"" -"" #"" «»', ("", (), (), ())),
        ("- # -- ##", ("- # ##", (), (), ())),
        ('mot "mot" "mot"', ("mot mot mot", ("mot",), (), ())),
    ],
)
def test_signs(typed: str, expected: tuple[str, ...]) -> None:
    assert read(typed) == expected


@pytest.mark.parametrize("typed", ["42", "action 42", "Fiche n° 42", "n°42", "#accueil 42"])
def test_number(typed: str) -> None:
    assert parse(typed).number == 42


def test_quoted_number_is_a_word() -> None:
    assert parse('"42"') == ParsedQuery("42", None, ("42",), typed='"42"')


def test_signs_are_bounded() -> None:
    query = parse(" ".join(f'-a{n} "b{n}" #c{n}' for n in range(1_000)))
    assert max(map(len, (query.phrases, query.excluded, query.tags))) <= 10


def test_correction_keeps_the_signs() -> None:
    query = parse('"le xilophone" -papier #accueil xilophone')
    assert query.respelt({"xilophone": "xylophone"}) == '"le xylophone" -papier #accueil xylophone'


def test_tag_by_name_or_address() -> None:
    assert slug("Égalité  des chances") == slug("egalite-des-chances") == "egalite-des-chances"


HOSTILE = [
    "a" * 100_000,
    "mot " * 25_000,
    '"' * 100_000,
    '"a' * 50_000,
    "«" * 50_000 + "»" * 50_000,
    '-"' * 50_000,
    "#" * 100_000,
    "-" * 100_000,
    "\0" * 100_000,
    "?!…;:()[]{}" * 10_000,
    "(a+)+$" * 10_000,
    "(" * 50_000 + "a|aa" + ")*" * 50_000,
    'NEAR("a" "b", 5) AND title:x* OR NOT ^y',
    '"; DROP TABLE doc; --',
    "🦄👩‍👩‍👧‍👦" * 10_000,
    "\u202e\u200f\u2066مرحبا بالعالم\u2069" * 5_000,
    "שלום -«עולם» #תג",
    "\ud800\udfff" * 1_000,
    "é" * 50_000 + "e\u0301" * 50_000,
    "%s %d {} {0} \\x00 \\",
    "1" * 100_000,
    "l'" * 50_000,
    "x-" * 50_000,
    "a\u00ad\u200b\ufeff" * 20_000,
]


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: repr(typed[:12]))
def test_hostile_query_is_read_at_once(typed: str) -> None:
    started = time.process_time()
    query = parse(typed)
    assert len(query.text) <= MAX_QUERY_LENGTH
    assert "\0" not in query.typed
    assert time.process_time() - started < 0.5
