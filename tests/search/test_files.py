"""The text of uploaded files: read once, in a process of its own, whatever the file."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Collection, CollectionViewRestriction

from portal.accounts.models import User
from portal.media.models import CustomDocument
from search.engines import get_engine
from search.index.files import text
from search.index.files.text import read_apart
from search.index.sync import rebuild
from search.models import FileText
from search.query import Hit, SearchRequest
from tests.search.files import (
    OPEN,
    WORD,
    annotated_pdf,
    docx,
    docx_of,
    encrypted_pdf,
    odt,
    odt_of,
    pdf,
    zipped,
)

Commits = Callable[[], AbstractContextManager[Any]]

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{"&a;" if n == 0 else f"&a{n - 1};" * 10}">' for n in range(9))
    + "]><b>&a8;</b>"
)


@pytest.mark.parametrize(
    ("kind", "content", "pages"),
    [
        ("pdf", pdf("Première page", "L’été suivant"), ["Première page", "L’été suivant"]),
        ("docx", docx("Un paragraphe", "L’autre"), ["Un paragraphe\nL’autre"]),
        ("odt", odt("Un paragraphe", "L’autre"), ["Un paragraphe\nL’autre"]),
    ],
)
def test_text_is_read(kind: str, content: bytes, pages: list[str]) -> None:
    assert read_apart(kind, content) == (pages, "")


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


WORD_STYLES = (
    f'<w:styles {WORD}><w:style w:styleId="A"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    '<w:style w:styleId="C"><w:basedOn w:val="A"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    '<w:style w:styleId="D"><w:basedOn w:val="D"/></w:style></w:styles>'
)
BOX = "<w:txbxContent><w:p><w:r><w:t>boîte</w:t></w:r></w:p></w:txbxContent>"


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (f"<w:del>{run('x')}</w:del><w:ins>{run('mis')}</w:ins>", "mis"),
        (f"<w:moveFrom>{run('x')}</w:moveFrom><w:moveTo>{run('là')}</w:moveTo>", "là"),
        (run("x", "<w:vanish/>") + run("y", '<w:vanish w:val="false"/>'), "y"),
        (run("x", '<w:rStyle w:val="B"/>') + run("y", '<w:rStyle w:val="C"/>'), "y"),
        (run("y", '<w:rStyle w:val="D"/>'), "y"),
        ('<w:pPr><w:pStyle w:val="A"/></w:pPr>' + run("x"), ""),
        (
            (
                "<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>"
                "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:ptab/><w:t>c</w:t><w:cr/><w:t>d</w:t><w:noBreakHyphen/>"
                "<w:t>e</w:t></w:r>"
            ),
            "a b c\nd-e",
        ),
        (
            (
                f"{run('avant ')}<w:r><mc:AlternateContent><mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}"
                f"</mc:Fallback></mc:AlternateContent></w:r>{run('après')}"
            ),
            "avant après\nboîte",
        ),
    ],
)
def test_a_word_document_says_what_its_readers_see(body: str, seen: str) -> None:
    content = docx_of(f"<w:p>{body}</w:p>", word__styles=WORD_STYLES, word__comments=f"<w:x {WORD}>x</w:x>")
    assert read_apart("docx", content) == ([seen], "")


def test_a_hidden_row_of_a_word_document_is_not_read() -> None:
    row = "<w:tr><w:trPr>{}</w:trPr><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"
    content = docx_of(f"<w:tbl>{row.format('<w:hidden/>', 'x')}{row.format('', 'y')}</w:tbl>")
    assert read_apart("docx", content) == (["y"], "")


OPEN_STYLES = (
    f"<office:document-styles {OPEN}>"
    '<style:style style:name="A" style:family="text"><style:text-properties text:display="none"/>'
    "</style:style></office:document-styles>"
)
OWN_STYLES = (
    '<style:style style:name="B" style:family="text" style:parent-style-name="A"/>'
    '<style:style style:name="P" style:family="paragraph"><style:text-properties text:display="none"/>'
    "</style:style>"
)


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("<text:p>un<text:tab/>deux<text:line-break/>trois<text:s/>quatre</text:p>", "un deux\ntrois quatre"),
        (
            (
                "<text:p>a<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>note"
                "</text:p></text:note-body></text:note> b</text:p>"
            ),
            "a b\nnote",
        ),
        ('<text:p>a<text:span text:style-name="B">x</text:span>b</text:p>', "ab"),
        ('<text:p text:style-name="P">x</text:p><text:p text:style-name="B">y</text:p>', "y"),
        ('<text:p>a<text:hidden-text text:is-hidden="true">x</text:hidden-text></text:p>', "a"),
        ('<text:p>x<text:hidden-paragraph text:is-hidden="true"/></text:p><text:p>y</text:p>', "y"),
        ('<text:section text:display="none"><text:p>x</text:p></text:section><text:p>y</text:p>', "y"),
        (
            (
                '<table:table-row table:visibility="collapse"><text:p>x</text:p></table:table-row>'
                "<table:table-row><text:p>y</text:p></table:table-row>"
            ),
            "y",
        ),
        (
            (
                "<text:table-of-content><text:table-of-content-source><text:index-title-template>x"
                "</text:index-title-template></text:table-of-content-source><text:p>y</text:p>"
                "</text:table-of-content>"
            ),
            "y",
        ),
        ("<text:p>a <svg:desc>Une carte</svg:desc>b</text:p>", "a b\nUne carte"),
        ("<text:p>a<text:script>x</text:script></text:p>", "a"),
    ],
)
def test_an_open_document_says_what_its_readers_see(body: str, seen: str) -> None:
    assert read_apart("odt", odt_of(body, OWN_STYLES, styles=OPEN_STYLES)) == ([seen], "")


def test_what_was_struck_out_and_remarked_is_not_indexed(commits: Commits) -> None:
    content = (Path(__file__).parent / "data" / "suivi-et-remarques.odt").read_bytes()
    with commits():
        upload("suivi.odt", content)
    assert not any(hits(word) for word in ("supprimonsexcuse", "confidentiellissime", "Anne Essai"))
    for word in ("Zanzibarville", "Quetzalagglo", "Wombatcias"):
        assert len(hits(word)) == 1


def test_remarks_on_a_pdf_are_not_read() -> None:
    assert read_apart("pdf", annotated_pdf("Une page", remark="confidentiellissime")) == (["Une page"], "")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        pytest.param("pdf", b"", id="empty"),
        pytest.param("pdf", b"%PDF-1.7 nothing more", id="only a signature"),
        pytest.param("pdf", pdf("Coupé")[:200], id="cut short"),
        pytest.param("pdf", encrypted_pdf("Secret", password="sésame"), id="encrypted"),
        pytest.param("docx", b"not a zip file", id="no archive"),
        pytest.param("docx", zipped(other="<a/>"), id="no text inside"),
        pytest.param("docx", zipped(word__document="<w:unclosed"), id="broken XML"),
        pytest.param("docx", zipped(word__document=BOMB), id="bomb of entities in DOCX"),
        pytest.param("odt", zipped(content=BOMB), id="bomb of entities in ODT"),
        pytest.param("odt", zipped(content=b"<a>" + b" " * 60_000_000 + b"</a>"), id="bomb of the archive"),
        pytest.param(
            "odt",
            zipped(content='<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'),
            id="foreign entity",
        ),
    ],
)
def test_hostile_file_gives_no_text_and_a_reason(kind: str, content: bytes) -> None:
    pages, problem = read_apart(kind, content)
    assert "".join(pages) == ""
    assert problem
    assert "TimeoutExpired" not in problem, "read to its end, not stopped"


def test_reader_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "PATIENCE", 0.01)
    assert read_apart("pdf", pdf("Trop tard")) == ([], "The reader gave up (TimeoutExpired).")


@pytest.fixture
def commits(db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Commits:
    rebuild()
    return lambda: django_capture_on_commit_callbacks(execute=True)


def upload(name: str, content: bytes, title: str = "Compte rendu", **fields: Any) -> CustomDocument:
    return CustomDocument.objects.create(title=title, file=ContentFile(content, name), **fields)


def hits(words: str) -> tuple[Hit, ...]:
    return get_engine().search(SearchRequest(words)).hits


def test_hit_says_the_sentence_and_its_page(commits: Commits) -> None:
    with commits():
        document = upload("charte.pdf", pdf("Rien ici.", "Un ornithorynque passe. Il repart."))
    (hit,) = hits("ornithorynques")
    assert (hit.key, hit.kind, hit.start) == (f"document:{document.pk}", "document", 2)
    assert "".join(segment.text for segment in hit.extract) == "Un ornithorynque passe."


@pytest.mark.parametrize(
    ("name", "content"), [("a.docx", docx("Un ornithorynque")), ("a.ODT", odt("L’ornithorynque"))]
)
def test_office_files_have_no_page(name: str, content: bytes, commits: Commits) -> None:
    with commits():
        upload(name, content)
    (hit,) = hits("ornithorynque")
    assert hit.start is None


def test_other_files_are_found_by_title_and_tags(commits: Commits) -> None:
    with commits():
        document = upload("grille.xlsx", b"whatever", title="Grille des ornithorynques")
    with commits():
        document.tags.add("Cuisine")
    assert [hit.key for hit in hits("ornithorynque")] == [hit.key for hit in hits("#cuisine")]


def test_broken_file_is_saved_with_a_warning(commits: Commits, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), commits():
        upload("abîmé.pdf", b"%PDF-", title="Ornithorynque abîmé")
    assert "is not searchable" in caplog.text
    assert len(hits("ornithorynque")) == 1
    assert FileText.objects.get().problem


def test_file_is_read_once_and_again_when_replaced(commits: Commits, monkeypatch: pytest.MonkeyPatch) -> None:
    with commits():
        document = upload("charte.pdf", pdf("Un ornithorynque."))
    with monkeypatch.context() as broken:
        broken.setattr("search.index.files.text.read_apart", lambda *args: pytest.fail("read again"))
        rebuild()
        with commits():
            document.title = "Autre titre"
            document.save()
    assert len(hits("ornithorynque")) == 1
    with commits():
        document.file = ContentFile(pdf("Une loutre."), "charte.pdf")
        document.save()
    assert hits("ornithorynque") == ()
    assert len(hits("loutre")) == 1
    with commits():
        document.delete()
    assert hits("loutre") == ()
    assert not FileText.objects.exists()


def test_result_links_to_the_protected_address_at_its_page(
    commits: Commits, agent: User, sign_in: Callable[[User], Client]
) -> None:
    closed = Collection.get_first_root_node().add_child(name="Réservé")
    with commits():
        document = upload("charte.pdf", pdf("Rien.", "Un ornithorynque."))
        secret = upload("secret.pdf", pdf("Un ornithorynque."), collection=closed)
    client = sign_in(agent)
    page = client.get("/recherche/", {"q": "ornithorynque"}).content.decode()
    assert f'href="{document.url}#page=2"' in page
    assert secret.url in page
    restriction = CollectionViewRestriction.objects.create(collection=closed, restriction_type="password")
    page = client.get("/recherche/", {"q": "ornithorynque"}).content.decode()
    assert secret.url not in page
    assert client.get(secret.url).status_code == 200  # the password is asked for, the file not sent
    restriction.delete()
    assert secret.url in client.get("/recherche/", {"q": "ornithorynque"}).content.decode()


def test_collections_that_move_change_no_document(
    commits: Commits, agent: User, sign_in: Callable[[User], Client]
) -> None:
    """Collections are kept in the order of their names: a new one moves those that follow."""
    root = Collection.get_first_root_node()
    closed = root.add_child(name="M réservé")
    with commits():
        secret = upload("secret.pdf", pdf("Un ornithorynque."), collection=closed)
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="password")
    parent = root.add_child(name="A nouveau")
    client = sign_in(agent)
    assert secret.url not in client.get("/recherche/", {"q": "ornithorynque"}).content.decode()
    closed.refresh_from_db()
    closed.move(parent, "sorted-child")
    assert secret.url not in client.get("/recherche/", {"q": "ornithorynque"}).content.decode()
    CollectionViewRestriction.objects.all().delete()
    CollectionViewRestriction.objects.create(collection=parent, restriction_type="password")
    assert secret.url not in client.get("/recherche/", {"q": "ornithorynque"}).content.decode()
