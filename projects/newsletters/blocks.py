"""Blocks of a letter."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    CharBlock,
    DateBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
)

from portal.common.blocks import (
    CalloutBlock,
    CallToActionBlock,
    DocumentBlock,
    IllustrationBlock,
    QuoteBlock,
)
from projects.blocks import FilmBlock

LETTER_FEATURES = ["bold", "italic", "ul", "ol", "link"]


class SectionBlock(StructBlock):
    """A part of a letter, with the actions that it is about."""

    title = CharBlock(label=_("title"), max_length=200)
    text = RichTextBlock(label=_("text"), features=LETTER_FEATURES)
    actions = ListBlock(
        PageChooserBlock(page_type="projects.ActionPage"), label=_("actions"), min_num=0, default=[]
    )

    class Meta:
        icon = "doc-full"
        label = _("Section")
        template = "blocks/letter_section.html"


class PortraitBlock(StructBlock):
    """A portrait of an agent."""

    name = CharBlock(label=_("who"), max_length=160)
    role = CharBlock(label=_("job"), max_length=160, required=False)
    title = CharBlock(label=_("title"), max_length=200)
    text = RichTextBlock(label=_("text"), features=LETTER_FEATURES)

    class Meta:
        icon = "user"
        label = _("Portrait")
        template = "blocks/letter_portrait.html"


class DiaryEntryBlock(StructBlock):
    """A date of the diary."""

    date = DateBlock(label=_("date"))
    label = CharBlock(label=_("what"), max_length=200)


class DiaryBlock(StructBlock):
    """The dates to note."""

    entries = ListBlock(DiaryEntryBlock(), label=_("dates"), min_num=1)

    class Meta:
        icon = "calendar"
        label = _("Diary")
        template = "blocks/letter_diary.html"


class LetterBlock(StreamBlock):
    """The body of a letter."""

    section = SectionBlock()
    portrait = PortraitBlock()
    diary = DiaryBlock()
    quote = QuoteBlock()
    illustration = IllustrationBlock()
    film = FilmBlock()
    document = DocumentBlock()
    call_to_action = CallToActionBlock()
    callout = CalloutBlock()
