"""StreamField blocks that several page types share."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from .models import ExternalSite

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ul", "ol", "link", "document-link", "hr"]


class KeyFigureBlock(blocks.StructBlock):
    """One figure and what it counts."""

    value = blocks.CharBlock(
        label=_("figure"), max_length=20, help_text=_("As readers see it: 1 650, 45 %, 29 209 €")
    )
    label = blocks.CharBlock(label=_("what it counts"), max_length=120)


class KeyFiguresBlock(blocks.StructBlock):
    """Several key figures side by side."""

    figures = blocks.ListBlock(KeyFigureBlock(), label=_("figures"), min_num=1)

    class Meta:
        icon = "order"
        label = _("Key figures")
        template = "blocks/key_figures.html"


class TimelineStepBlock(blocks.StructBlock):
    """One step of a timeline."""

    title = blocks.CharBlock(label=_("title"), max_length=120)
    period = blocks.CharBlock(
        label=_("period"), max_length=60, help_text=_("As readers see it: December 2014 – July 2015")
    )
    text = blocks.TextBlock(label=_("text"), required=False)


class TimelineBlock(blocks.StructBlock):
    """The steps of a project in order."""

    introduction = blocks.TextBlock(label=_("introduction"), required=False)
    steps = blocks.ListBlock(TimelineStepBlock(), label=_("steps"), min_num=1)

    class Meta:
        icon = "calendar"
        label = _("Timeline")
        template = "blocks/timeline.html"


class QuoteBlock(blocks.StructBlock):
    """A quotation and its author."""

    text = blocks.TextBlock(label=_("quote"))
    author = blocks.CharBlock(label=_("who said it"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "blocks/quote.html"


class IllustrationBlock(blocks.StructBlock):
    """An image with a caption."""

    image = ImageChooserBlock(
        label=_("image"), help_text=_("Its text alternative is written once, with the image.")
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "blocks/illustration.html"


class DocumentBlock(blocks.StructBlock):
    """A document to download."""

    document = DocumentChooserBlock(label=_("document"))
    description = blocks.CharBlock(label=_("description"), required=False, max_length=250)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "blocks/document.html"


class CallToActionBlock(blocks.StructBlock):
    """A button that leads somewhere."""

    text = blocks.TextBlock(label=_("text"))
    button = blocks.CharBlock(label=_("button label"), max_length=60)
    page = blocks.PageChooserBlock(label=_("page"))

    class Meta:
        icon = "pick"
        label = _("Call to action")
        template = "blocks/call_to_action.html"


class CalloutBlock(blocks.StructBlock):
    """A text that stands out."""

    title = blocks.CharBlock(label=_("title"), required=False, max_length=120)
    text = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "ul", "link"])

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "blocks/callout.html"


def host_of(address: str) -> str:
    """Return the host of a plain https address, or "" for any other address."""
    try:
        parts = urlsplit(address)
        plain = parts.scheme == "https" and parts.netloc == parts.hostname
    except ValueError:
        return ""
    return parts.netloc if plain else ""


def listed_site(address: str, request: HttpRequest | None = None) -> ExternalSite | None:
    """Return the listed site that has this address, or None. The list is read once for each request."""
    sites: dict[str, ExternalSite] | None = getattr(request, "external_sites", None)
    if sites is None:
        sites = {site.host: site for site in ExternalSite.objects.all()}
        if request is not None:
            request.external_sites = sites  # type: ignore[attr-defined]
    return sites.get(host_of(address))


class ExternalContentBlock(blocks.StructBlock):
    """A link to a film, a map or a document of another site. It says where it leads.

    Neither the portal nor the page fetches anything: nothing is loaded until a reader follows the link.
    """

    title = blocks.CharBlock(label=_("title"), max_length=120)
    address = blocks.URLBlock(
        label=_("address"),
        help_text=_("An https:// address on one of the external sites that the administration lists."),
    )

    class Meta:
        icon = "link-external"
        label = _("Content of another site")
        template = "blocks/external_content.html"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if listed_site(cleaned["address"]) is None:
            refused = ValidationError(
                _("This address is not on one of the external sites that the administration lists."),
                code="unlisted",
            )
            raise blocks.StructBlockValidationError(block_errors={"address": refused})
        return cleaned

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        return {**context, "site": listed_site(value["address"], context.get("request"))}
