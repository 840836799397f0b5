"""A text of which nothing can be seen is refused wherever a text is demanded."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import get_resolver
from hypothesis import given
from hypothesis import strategies as st
from wagtail import blocks
from wagtail.admin.forms.tags import TagField
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import RichText

from portal.common.text import compose, fold, has_something_to_read
from portal.signin.directory.identities import plain_text

INVISIBLE = {
    "zero-width space and word joiner": "\u200b\u2060",
    "left-to-right mark": "\u200e",
    "empty cell of Braille": "\u2800",
    "place of an object": "\ufffc",
    "fillers of Hangul": "\u3164\u115f\u1160\uffa0",
    "soft hyphen": "\u00ad",
    "byte order mark": "\ufeff",
    "variation selectors": "\ufe0f\U000e0100",
    "grapheme joiner": "\u034f",
    "zero-width joiners": "\u200c\u200d",
    "tags": "\U000e0041\U000e007f",
    "an accent without a letter": "\u0301",
    "spaces of every width": "\u00a0\u2003\u202f\u3000\u2028",
    "isolates": "\u2066\u2069",
    "reserved and not a character": "\u2065\ufff0\uffff",
}
READABLE = {
    "letter": "a",
    "number": "7",
    "dash": "-",
    "emoji": "👍",
    "emoji of several signs": "👩‍🚒",
    "flag": "🇫🇷",
    "newer emoji than Python's tables": "\U0001fae9",
    "letter with an accent of its own": "e\u0301",
    "soft hyphen in a word": "anti\u00adcons\u00adtitutionnel",
    "Persian with a joiner": "می\u200cخواهم",
    "Hangul": "한국어",
    "Braille": "⠓⠑",
    "a word between invisible signs": "\u200bmot\ufeff",
}
each_invisible = pytest.mark.parametrize("text", INVISIBLE.values(), ids=INVISIBLE)
each_readable = pytest.mark.parametrize("text", READABLE.values(), ids=READABLE)


def as_html(text: str) -> str:
    return f'<p data-block-key="a1b2c">{text}</p><ul><li data-block-key="d3e4f"><b>{text}</b></li></ul><hr/>'


@each_invisible
def test_invisible_signs_are_nothing_to_read(text: str) -> None:
    assert not has_something_to_read(text)


@each_readable
def test_what_is_seen_is_read(text: str) -> None:
    assert has_something_to_read(text)
    several_lines = forms.CharField(widget=forms.Textarea)
    assert several_lines.clean(text) == compose(text), "and nothing else of it is changed"
    assert forms.CharField().clean(text) == compose(text).strip("\u200b\ufeff")


UNSEEN = st.one_of(
    st.sampled_from("\ufffc\u2800\u3164\u115f\u1160\uffa0\u00ad\u034f\u061c\u180b\u180e\ufeff"),
    st.characters(categories=["Cc", "Cf", "Zs", "Zl", "Zp"]),
    st.characters(min_codepoint=0xFE00, max_codepoint=0xFE0F),
    st.characters(min_codepoint=0xE0000, max_codepoint=0xE0FFF),
)


@given(st.text(UNSEEN))
def test_any_text_of_unseen_signs_is_refused(text: str) -> None:
    assert not has_something_to_read(text)
    with pytest.raises(ValidationError):
        forms.CharField().clean(text)
    assert forms.CharField(required=False).clean(text) == ""


@given(st.text(), st.characters(categories=["Lu", "Ll", "Nd", "Po", "Sm"]), st.text())
def test_any_text_with_a_visible_sign_is_accepted(before: str, sign: str, after: str) -> None:
    assert has_something_to_read(before + sign + after)


def test_letters_are_read_whatever_their_script() -> None:
    unread = {
        unicodedata.name(chr(code))
        for code in range(0x110000)
        if unicodedata.category(chr(code))[0] in "LNPS" and not has_something_to_read(chr(code))
    }
    later = {"EGYPTIAN HIEROGLYPH FULL BLANK", "EGYPTIAN HIEROGLYPH HALF BLANK"}  # Python 3.12 knows them
    assert unread - later == {
        "BRAILLE PATTERN BLANK",
        "HALFWIDTH HANGUL FILLER",
        "HANGUL CHOSEONG FILLER",
        "HANGUL FILLER",
        "HANGUL JUNGSEONG FILLER",
        "MUSICAL SYMBOL NULL NOTEHEAD",
        "OBJECT REPLACEMENT CHARACTER",
    }


# Every field that demands a text: those of today, and those that are added later.


DEMANDING_MODEL_FIELDS = {
    str(field): field
    for model in apps.get_models()
    for field in model._meta.local_fields
    if isinstance(field, models.CharField | models.TextField)
    and field.editable
    and not field.blank
    and not field.choices
}


@pytest.mark.parametrize("field", DEMANDING_MODEL_FIELDS.values(), ids=DEMANDING_MODEL_FIELDS)
def test_every_model_field_that_demands_a_text_refuses_invisible_signs(field: models.Field) -> None:
    for text in INVISIBLE.values():
        given = as_html(text) if isinstance(field, RichTextField) else text
        with pytest.raises(ValidationError) as refusal:
            field.clean(given, None)
        assert refusal.value.code == "blank"
        assert refusal.value.messages == [str(field.error_messages["blank"])]


def test_the_fields_that_people_fill_in_are_among_them() -> None:
    assert DEMANDING_MODEL_FIELDS.keys() >= {
        "comments.Comment.text",
        "moderation.ModerationDecision.reasoning",
        "moderation.Appeal.text",
        "moderation.Report.reason",
        "groups.GroupMeeting.subject",
        "projects.Tag.name",
        "privacy.PrivacyRequest.text",
        "newsletters.NewsletterPage.editorial",
        "media.CustomImage.description",
        "accounts.User.first_name",
        "wagtailcore.Page.title",
        "wagtailcore.Collection.name",
        "auth.Group.name",
    }


def classes_below(parent: type) -> Iterator[type]:
    for child in parent.__subclasses__():
        yield child
        yield from classes_below(child)


def demanding_form_fields() -> dict[str, forms.CharField]:
    """The fields of every form that the sites' addresses import: ours, and Wagtail's."""
    assert get_resolver().url_patterns
    return {
        f"{form.__module__}.{form.__qualname__}.{name}": field
        for form in classes_below(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.CharField) and field.required and field.strip
    }


def test_every_form_field_that_demands_a_text_refuses_invisible_signs() -> None:
    fields = demanding_form_fields()
    assert {
        "projects.comments.forms.CommentForm.text",
        "projects.moderation.forms.DecisionForm.reasoning",
        "projects.groups.forms.MinutesForm.minutes",
        "portal.privacy.forms.ProfileForm.first_name",
    } <= fields.keys()
    for name, field in fields.items():
        for text in INVISIBLE.values():
            with pytest.raises(ValidationError) as refusal:
                field.clean(text)
            assert refusal.value.code == "required", name
            assert refusal.value.messages == [str(field.error_messages["required"])], name


def inside(block: blocks.Block) -> Iterator[blocks.Block]:
    """The block, and every block in it."""
    yield block
    if isinstance(block, blocks.ListBlock):
        yield from inside(block.child_block)
    for child in getattr(block, "child_blocks", {}).values():
        yield from inside(child)


def demanding_blocks() -> dict[str, blocks.FieldBlock]:
    return {
        f"{field}.{block.definition_prefix}": block
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, StreamField)
        for block in inside(field.stream_block)
        if isinstance(block, blocks.FieldBlock)
        and isinstance(block.field, forms.CharField)
        and block.field.required
    }


def test_every_block_that_demands_a_text_refuses_invisible_signs() -> None:
    found = demanding_blocks()
    assert len(found) > 20
    assert any(isinstance(block, blocks.RichTextBlock) for block in found.values())
    for name, block in found.items():
        for text in INVISIBLE.values():
            value = RichText(as_html(text)) if isinstance(block, blocks.RichTextBlock) else text
            with pytest.raises(ValidationError) as refusal:
                block.clean(value)
            assert refusal.value.code == "required", name


def test_rich_text_is_read_without_its_tags() -> None:
    block = blocks.RichTextBlock()
    for source in (as_html("Un mot"), '<p data-block-key="a">&amp;</p>', '<embed embedtype="image" id="1"/>'):
        assert block.clean(RichText(source)).source == source
    for source in ("<p>&nbsp;&#8203;&shy;</p>", '<p><a href="https://exemple.fr">\u200b</a></p>', "<p></p>"):
        with pytest.raises(ValidationError):
            block.clean(RichText(source))
        assert blocks.RichTextBlock(required=False).clean(RichText(source)).source == ""


# What is not a text to read.


def test_a_password_is_kept_to_the_sign() -> None:
    assert forms.CharField(strip=False).clean(" \u200b ") == " \u200b "


def test_a_field_that_may_be_empty_still_checks_its_length() -> None:
    field = models.CharField(max_length=3, blank=True)
    with pytest.raises(ValidationError):
        field.clean("\u2800" * 4, None)


# Texts that no field reads.


@each_invisible
def test_an_invisible_tag_is_none(text: str) -> None:
    field = TagField(required=False)
    assert field.clean(f"voirie, {text}, espaces verts") == ["espaces verts", "voirie"]
    assert field.clean(f'"{text}" voirie') == ["voirie"]
    with pytest.raises(ValidationError):
        TagField().clean(text)


@each_invisible
def test_a_directory_gives_no_invisible_name(text: str) -> None:
    assert plain_text(text) == ""
    assert fold(plain_text(f"Hélène{text}")).startswith("helene")


def given_to_every_field(value: Any) -> bool:
    return value in forms.CharField().empty_values


def test_other_values_are_empty_as_they_were() -> None:
    assert all(map(given_to_every_field, (None, "", [], (), {})))
    assert not any(map(given_to_every_field, (0, False, [""], {"a": 1})))
