"""The project's letters."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.query import PageQuerySet

from portal.common.access import viewable
from portal.common.fields import StreamField
from portal.common.models import BasePage
from portal.fragments.pages import kept_page

from .blocks import LETTER_FEATURES, LetterBlock

LETTERS_PER_PAGE = 24


class NewsletterIndexPage(BasePage):
    """The archive of the letters, by year."""

    template = "newsletters/newsletter_index_page.html"
    parent_page_types = ["home.HomePage", "projects.ProjectPage"]
    subpage_types = ["newsletters.NewsletterPage"]

    class Meta:
        verbose_name = _("list of letters")
        verbose_name_plural = _("lists of letters")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        def letters() -> PageQuerySet:
            readable = viewable(NewsletterPage.objects.child_of(self), request).defer_streamfields()
            return readable.order_by("-date", "-number", "pk")

        return {
            **super().get_context(request, *args, **kwargs),
            "letters": kept_page(request, "letters", self.pk, rows=letters, per_page=LETTERS_PER_PAGE),
        }


class NewsletterPage(BasePage):
    """One letter."""

    number = models.PositiveSmallIntegerField(_("number"))
    date = models.DateField(_("date"))
    editorial = RichTextField(_("editorial"), features=LETTER_FEATURES)
    body = StreamField(LetterBlock(), blank=True, verbose_name=_("body"))

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("number"), FieldPanel("date")],
            _("Issue"),
            help_text=_("The archive lists letters by year, newest first."),
        ),
        FieldPanel("editorial"),
        FieldPanel("body", help_text=_("Actions named in a section are shown with their progress.")),
    ]

    open_to_comments = True
    template = "newsletters/newsletter_page.html"
    parent_page_types = ["newsletters.NewsletterIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
