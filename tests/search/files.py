"""Files made for tests: PDF, DOCX and ODT with a given text."""

import io
import zipfile

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
OPEN = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def pdf(*pages: str) -> bytes:
    """A PDF with one line of text per page."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, text in enumerate(pages):
        line = text.replace("(", r"\(").replace(")", r"\)").encode("cp1252")
        stream = b"BT /F1 12 Tf 72 700 Td (" + line + b") Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream")
    content, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    content += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(content)


def encrypted_pdf(*pages: str, password: str) -> bytes:
    """A PDF that asks for a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(*pages))))
    writer.encrypt(password, algorithm="RC4-128")
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def annotated_pdf(*pages: str, remark: str) -> bytes:
    """A PDF with a remark on its first page."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(*pages))))
    writer.add_annotation(0, FreeText(text=remark, rect=(50, 550, 200, 650)))
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def zipped(**members: str | bytes) -> bytes:
    """A ZIP file; `__` in a name stands for `/`, and its ending is `.xml`."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(f"{name.replace('__', '/')}.xml", member)
    return content.getvalue()


def docx(*paragraphs: str) -> bytes:
    """A DOCX with these paragraphs."""
    return docx_of("".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs))


def docx_of(body: str, **parts: str) -> bytes:
    """A DOCX with this body."""
    document = f"<w:document {WORD}><w:body>{body}</w:body></w:document>"
    return zipped(word__document=document, **parts)


def odt(*paragraphs: str) -> bytes:
    """An ODT with these paragraphs."""
    return odt_of("".join(f"<text:p>{text}</text:p>" for text in paragraphs))


def odt_of(body: str, own_styles: str = "", **parts: str) -> bytes:
    """An ODT with this body and these automatic styles."""
    return zipped(
        content=f"<office:document-content {OPEN}><office:automatic-styles>{own_styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>",
        **parts,
    )
