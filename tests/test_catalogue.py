"""The French catalogue: complete, exact, compiled, and in French typography."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "fr/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}")
# High punctuation has a no-break space on its inner side; the colon of 16:9 or 00:04 has none.
PLAIN_SPACE = re.compile(r" [;:!?»%]|« ")
NO_SPACE = re.compile(r"\w[;:!?»](?=\s|$)|«\w|\d%")

# The same word in both languages.
SAME_IN_BOTH = {
    "%(total)s action", "Action", "Action %(number)s", "Actions", "Agent", "Axes", "Communication",
    "%(count)s minute", "action %(number)s, %(title)s",
    "Contact", "Date", "Dates", "Document", "Documents", "Film", "Films", "Image", "Intranet", "Menu",
    "Note", "Page", "Pages", "Participation", "Plan", "Portrait", "Publication", "Service", "Services",
    "Page %(number)s", "Synopsis", "action", "actions", "agent", "agents", "axes", "date", "dates",
    "description",
    "document", "documents", "film", "films", "image", "images", "introduction", "message", "note",
    "page", "page %(number)s", "service", "services", "pages", "source", "Suggestions", "expressions",
    "Message", "Attestation", "Source", "Places", "contribution", "contributions", "Contributions",
    "Conversation", "Conversations", "Notifications", "notification", "notifications",
    "Version", "Visible", "version",  # moderation
    "Objection", "Question", "mention", "mentions",
}  # fmt: skip

ENTRIES = list(polib.pofile(str(CATALOGUE)))


def french(entry: polib.POEntry) -> list[str]:
    """Every French form of an entry."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def as_read(text: str) -> str:
    """The text with a word in the place of each placeholder."""
    return PLACEHOLDER.sub(lambda found: "%" if found.group() == "%%" else "mot", text)


def test_everything_is_translated_and_nothing_is_fuzzy() -> None:
    unfinished = [entry.msgid for entry in ENTRIES if entry.fuzzy or entry.obsolete or not all(french(entry))]
    assert not unfinished


def test_nothing_stays_in_english() -> None:
    assert not [
        entry.msgid for entry in ENTRIES if entry.msgid in french(entry) and entry.msgid not in SAME_IN_BOTH
    ]


def test_placeholders_and_line_ends_are_those_of_the_source() -> None:
    for entry in ENTRIES:
        sources = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
        expected = set(PLACEHOLDER.findall("".join(sources)))
        for text in french(entry):
            assert set(PLACEHOLDER.findall(text)) == expected, entry.msgid
            assert text.count("\n") == entry.msgid.count("\n"), entry.msgid
            assert text.startswith(" ") == entry.msgid.startswith(" "), entry.msgid
            assert text.endswith(" ") == entry.msgid.endswith(" "), entry.msgid


@pytest.mark.parametrize(
    ("mistake", "pattern"),
    [
        ("a straight apostrophe or quotation mark", re.compile(r"[\"']|[“”]")),
        ("a plain space beside high punctuation", PLAIN_SPACE),
        ("no space beside high punctuation", NO_SPACE),
        ("two spaces", re.compile(r"  ")),
        ("three dots", re.compile(r"\.\.\.")),
    ],
)
def test_typography(mistake: str, pattern: re.Pattern[str]) -> None:
    texts = [as_read(text) for entry in ENTRIES for text in french(entry)]
    assert not [text for text in texts if pattern.search(text)], mistake


def test_the_compiled_catalogue_is_in_step() -> None:
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))

    def content(entries: list[polib.POEntry]) -> dict[tuple[str | None, str], list[str]]:
        return {(entry.msgctxt, entry.msgid): french(entry) for entry in entries}

    assert content(list(compiled)) == content(ENTRIES), "run `manage.py compilemessages`"
