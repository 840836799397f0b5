"""Icons, initials and first words."""

from types import SimpleNamespace

from portal.common.templatetags import ui


def test_initials_are_escaped() -> None:
    drawing = ui.avatar(SimpleNamespace(pk=7, initials="<B"), "small")
    assert "&lt;B</text>" in drawing
    assert "avatar--2 avatar--small" in drawing


def test_the_first_words_keep_their_no_break_spaces() -> None:
    text = "Télétravail\u00a0: le\n  oui des instances"
    assert ui.first_words(text, 3) == "Télétravail\u00a0: le oui …"
    assert ui.first_words(text, 5) == "Télétravail\u00a0: le oui des instances"
