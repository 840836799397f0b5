"""Human text is compared, ordered and put in addresses by `portal.common.text`, and nowhere else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.database

ROOT = Path(__file__).parents[2]
THE_MODULE = "portal/common/text.py"
APPS = ("portal", "projects", "search", "videos", "home")

# Methods and functions by which texts were folded each in its own way.
FOLDINGS = {"normalize", "combining", "casefold", "lower", "upper", "slugify", "Lower", "Upper"}

# What is no human text, or is written and not compared.
ALLOWED = {
    "portal/accounts/models.py": "the constraint of the database on addresses; initials, which are shown",
    "portal/signin/directory/ldap.py": "names of attributes, as LDAP compares them",
    "portal/signin/directory/mapping.py": "names of attributes, as LDAP compares them",
    "portal/signin/directory/tokens.py": "a type of token, as its standard compares it",
    "portal/accounts/published.py": "a domain, of what the demonstration wrote itself",
    "portal/common/display.py": "the zeros of a number",
    "portal/common/tables.py": "the extension of a file, and a mark of Excel",
    "portal/http/form_filling.py": "words of HTML",
    "portal/health/views.py": "a word of HTTP",
    "portal/mail/": "names of headers, words of SMTP and DNS, addresses and domains",
    "portal/demo/": "the demonstration's content, checked and written by developers",
    "portal/media/": "names, extensions and contents of files",
    "projects/models/taxonomy.py": "the method of taggit that makes the address of a tag",
    "projects/notifications/kinds/moderation.py": "a label within a sentence, which is shown",
    "search/engines/transports.py": "the name of an index",
    "search/index/documents.py": "the extension of a file",
    "search/index/files/reader.py": "a value of Word’s XML",
    "search/index/files/text.py": "the extension of a file",
}


def foldings(source: str) -> Iterator[str]:
    """What a module calls or defines of the above."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in FOLDINGS:
            yield f"line {node.lineno}: {node.attr}"
        elif isinstance(node, ast.Name) and node.id in FOLDINGS:
            yield f"line {node.lineno}: {node.id}"
        elif isinstance(node, ast.FunctionDef) and node.name in {"fold", "slugify", "normalize"}:
            yield f"line {node.lineno}: def {node.name}"


def modules() -> list[str]:
    return [
        path.relative_to(ROOT).as_posix()
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def test_nothing_folds_text_in_another_way() -> None:
    found = {
        name: uses
        for name in modules()
        if name != THE_MODULE and not name.startswith(tuple(ALLOWED))
        if (uses := list(foldings((ROOT / name).read_text(encoding="utf-8"))))
    }
    assert found == {}


def test_no_exception_is_out_of_date() -> None:
    for name in ALLOWED:
        of_it = [module for module in modules() if module.startswith(name)]
        assert any(any(foldings((ROOT / module).read_text(encoding="utf-8"))) for module in of_it), name


@pytest.mark.parametrize(
    "source",
    [
        "text.casefold()",
        "import unicodedata\nunicodedata.normalize('NFD', text)",
        "from unicodedata import normalize\nnormalize('NFD', text)",
        "sorted(names, key=str.lower)",
        "from django.utils.text import slugify\nslugify(title)",
        "def fold(text): ...",
    ],
)
def test_each_of_the_old_ways_is_seen(source: str) -> None:
    assert list(foldings(source))
