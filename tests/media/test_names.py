"""What an uploaded file is called, whatever its sender called it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.media.names import safe_name

PLAIN = set("abcdefghijklmnopqrstuvwxyz0123456789_-.")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("beffroi.jpg", "beffroi.jpg"),
        ("Compte rendu d’été (n° 2).PDF", "compte-rendu-d-ete-n-2.pdf"),
        ("cœur.png", "coeur.png"),
        ("Łódź – Tromsø.png", "lodz-tromso.png"),
        ("facture\u202egpj.exe", "facturegpj.exe"),
        ("image.php.jpg", "image-php.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system.ini", "system.ini"),
        (".htaccess", "htaccess"),
        ("...", "file"),
        ("CON.pdf", "file-con.pdf"),
        ("lpt1.txt", "file-lpt1.txt"),
        ("a\x00b\r\nc.txt", "a-b-c.txt"),
        ("100%25.pdf", "100-25.pdf"),
        ("报告.docx", "file.docx"),
        ("-rf.pdf", "rf.pdf"),
        ("x" * 300 + ".pdf", "x" * 70 + ".pdf"),
        ("page.html;.jpg", "page-html.jpg"),
        ("photo.jpg/", "photo.jpg"),
    ],
)
def test_a_name_becomes_plain(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


@given(st.text(max_size=300))
def test_no_name_is_dangerous(sent: str) -> None:
    name = safe_name(sent)
    assert set(name) <= PLAIN
    assert name[0] not in "-."
    assert name.count(".") <= 1
    assert 1 <= len(name) <= 80
    assert safe_name(name) == name
