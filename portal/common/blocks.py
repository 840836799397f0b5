"""StreamField blocks that several page types share."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    CharBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StructBlock,
    StructBlockValidationError,
    StructValue,
    TextBlock,
    URLBlock,
)
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from portal.common.external import listed_site

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ul", "ol", "link", "document-link", "hr"]


class KeyFigureBlock(StructBlock):
    """One figure and what it counts."""

    value = CharBlock(
        label=_("figure"), max_length=20, help_text=_("As readers see it: 1 650, 45 %, 29 209 €")
    )
    label = CharBlock(label=_("what it counts"), max_length=120)


class KeyFiguresBlock(StructBlock):
    """Several key figures side by side."""

    figures = ListBlock(KeyFigureBlock(), label=_("figures"), min_num=1)

    class Meta:
        icon = "order"
        label = _("Key figures")
        template = "blocks/key_figures.html"


class TimelineStepBlock(StructBlock):
    """One step of a timeline."""

    title = CharBlock(label=_("title"), max_length=120)
    period = CharBlock(
        label=_("period"), max_length=60, help_text=_("As readers see it: December 2014 – July 2015")
    )
    text = TextBlock(label=_("text"), required=False)


class TimelineBlock(StructBlock):
    """The steps of a project in order."""

    introduction = TextBlock(label=_("introduction"), required=False)
    steps = ListBlock(TimelineStepBlock(), label=_("steps"), min_num=1)

    class Meta:
        icon = "calendar"
        label = _("Timeline")
        template = "blocks/timeline.html"


class QuoteBlock(StructBlock):
    """A quotation and its author."""

    text = TextBlock(label=_("quote"))
    author = CharBlock(label=_("who said it"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "blocks/quote.html"


class IllustrationBlock(StructBlock):
    """An image with a caption."""

    image = ImageChooserBlock(
        label=_("image"), help_text=_("Its text alternative is written once, with the image.")
    )
    caption = CharBlock(label=_("caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "blocks/illustration.html"


class DocumentBlock(StructBlock):
    """A document to download."""

    document = DocumentChooserBlock(label=_("document"))
    description = CharBlock(label=_("description"), required=False, max_length=250)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "blocks/document.html"


class CallToActionBlock(StructBlock):
    """A button that leads somewhere."""

    text = TextBlock(label=_("text"))
    button = CharBlock(label=_("button label"), max_length=60)
    page = PageChooserBlock(label=_("page"))

    class Meta:
        icon = "pick"
        label = _("Call to action")
        template = "blocks/call_to_action.html"


class CalloutBlock(StructBlock):
    """A text that stands out."""

    title = CharBlock(label=_("title"), required=False, max_length=120)
    text = RichTextBlock(label=_("text"), features=["bold", "italic", "ul", "link"])

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "blocks/callout.html"


class ExternalContentBlock(StructBlock):
    """A link to a film, a map or a document of another site. It says where it leads."""

    title = CharBlock(label=_("title"), max_length=120)
    address = URLBlock(
        label=_("address"),
        help_text=_("An https:// address on one of the external sites that the administration lists."),
    )

    class Meta:
        icon = "link-external"
        label = _("Content of another site")
        template = "blocks/external_content.html"

    def clean(self, value: StructValue) -> StructValue:
        cleaned = super().clean(value)
        if listed_site(cleaned["address"]) is None:
            refused = ValidationError(
                _("This address is not on one of the external sites that the administration lists."),
                code="unlisted",
            )
            raise StructBlockValidationError(block_errors={"address": refused})
        return cleaned

    def get_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        return {**context, "site": listed_site(value["address"], context.get("request"))}
