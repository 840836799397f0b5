"""One way to compare human text, one way to put it in order."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.common.text import compose, fold, has_something_to_read, lower_case, one_line, sort_key

# Letters and signs of French and of its neighbours, with those that programs put between them.
TYPED = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "eéèêëEÉœŒæÆçÇ’'ʼ`´-‑– \u00a0\u202f\u2009\u00ad\u200b\u2060\ufeff\u0300\u0301ﬁﬃ²₂İıſßẞΐ"
        ),
    )
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Évaluation", "E\u0301valuation"),
        ("ÉVALUATION", "evaluation"),
        ("œuvre", "OEUVRE"),
        ("vitæ", "vitae"),
        ("L’accueil", "l'accueil"),
        ("l`accueil", "l‘accueil"),
        ("Jean\u00a0Pierre", "jean pierre"),
        ("1\u202f650", "1 650"),
        ("Jean\u2011Pierre", "Jean-Pierre"),
        ("collec\u00adti\u200bvité", "collectivité"),
        ("ﬁche eﬃcace", "fiche efficace"),
        ("CO₂", "co2"),
        ("m²", "M2"),
        ("Straße", "STRASSE"),
        ("Łukasz", "Lukasz"),
        ("Muñoz", "Munoz"),
        ("Nguyễn", "Nguyen"),
        ("Søren", "soren"),
        ("Işık", "ISIK"),
        ("a\tb\x00c", "a b c"),
        ("ｆｕｌｌ", "full"),
    ],
)
def test_a_reader_takes_both_for_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_what_differs_stays_different() -> None:
    assert fold("côte d'Or") != fold("cote dor")
    assert len({fold(word) for word in ("pêche", "peche ", "perche", "péchés")}) == 3


@given(TYPED)
def test_folding_is_one_step(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TYPED)
def test_neither_composition_nor_case_counts(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == fold(text)
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


def test_every_sign_alone() -> None:
    signs = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    for sign in signs:
        folded = fold(sign)
        assert fold(folded) == folded == fold(unicodedata.normalize("NFD", sign)) == fold(sign.upper())


@given(TYPED, TYPED)
def test_what_folds_alike_stands_together(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) is (one == other)
    if fold(one) < fold(other):
        assert sort_key(one) < sort_key(other)


def test_french_order() -> None:
    names = [
        "Zoo",
        "évaluation",
        "Éducation",
        "œuvre",
        "Odeur",
        "ouvrage",
        "côté",
        "cote",
        "côte",
        "coté",
        "eau",
    ]
    assert sorted(names, key=sort_key) == [
        "cote", "coté", "côte", "côté", "eau", "Éducation", "évaluation", "Odeur", "œuvre", "ouvrage", "Zoo",
    ]  # fmt: skip


@given(TYPED)
def test_a_line_is_a_line(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line == line.strip()
    assert not set(line) & set("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert len(line.splitlines()) <= 1
    assert fold(line) == fold(text)
    assert compose(line) == line


def test_a_line_keeps_what_is_read() -> None:
    assert one_line(" Jean\u00a0Pierre\t L’Œil\u200b \n") == "Jean Pierre L’Œil"
    assert lower_case("ŒUVRE\u00ad L’E\u0301TÉ ﬁN") == "œuvre l’été fin"


@given(st.text(st.characters(exclude_categories=["Cn", "Co", "Cs"])))
def test_what_folds_to_something_can_be_read(text: str) -> None:
    if not has_something_to_read(text):
        assert fold(text) == ""
