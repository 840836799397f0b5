"""What pages and rows of several apps have in common."""

import uuid
from http import HTTPMethod
from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult

from .access import denied_paths
from .collation import FRENCH
from .errors import AlreadySentError


class BasePage(Page):
    """A page with a summary, shown at its top, in lists and in search results."""

    summary = models.TextField(
        _("summary"),
        blank=True,
        help_text=_("Two or three sentences, shown at the top of the page, in lists and in search results."),
    )

    content_panels = [*Page.content_panels, FieldPanel("summary")]

    # A page is read; what is written about it goes to addresses of its own.
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    # A page type that sets this shows `{% comments page %}` in its template.
    open_to_comments = False

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Make an alias of an alias an alias of the original. Its restrictions are then found in one step."""
        if self.alias_of is not None and self.alias_of.alias_of_id is not None:
            self.alias_of_id = self.alias_of.alias_of_id
        super().save(*args, **kwargs)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a page as Wagtail does. Restrictions are not read if none keeps this person out."""
        if not path_components and not denied_paths(request):
            self._view_restrictions = PageViewRestriction.objects.none()
        return super().route(request, path_components)

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Return the restrictions of this page and of its ancestors, in one query instead of Wagtail's two.

        An alias obeys the restrictions of its original, not the copies that it got when it was made. The
        restrictions of a page object are read once.
        """
        return self._view_restrictions

    @cached_property
    def _view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        lengths = range(self.steplen, len(self.path) + 1, self.steplen)
        line = [self.path[:length] for length in lengths]
        in_line = models.Q(page__path__in=line, page__alias_of=None) | models.Q(page__aliases__path__in=line)
        return PageViewRestriction.objects.filter(in_line).distinct()


class SubmittedOnce(models.Model):
    """A row that one sending of a form makes: the same submission of the same person makes no second one.

    Each model has a unique constraint on whose it is and the submission.
    """

    submission = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def submitted(cls, submission: uuid.UUID | None, *, whose: dict[str, Any], **content: Any) -> Self | None:
        """Return the row that this submission has already made from the same content.

        `content` is all that the form says, by the names of the row's attributes. Raise `AlreadySentError`
        if the row says something else: nothing that a person wrote is dropped in silence.
        """
        if submission is None:
            return None
        row = cls._default_manager.filter(submission=submission, **whose).first()
        if row is not None and any(getattr(row, name) != value for name, value in content.items()):
            raise AlreadySentError
        return row


class ExternalSite(models.Model):
    """A site to which pages may link as external content. The list is empty until editors fill it."""

    name = models.CharField(
        _("name"), max_length=80, unique=True, db_collation=FRENCH, help_text=_("As readers know it.")
    )
    host = models.CharField(
        _("host name"),
        max_length=120,
        unique=True,
        # A name in ASCII with a domain: never a number, nor a machine of the local network alone.
        validators=[
            RegexValidator(
                r"\A(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z]\Z",
                _("Write the name alone, in lower case: www.exemple.fr"),
            )
        ],
        help_text=_("What stands between https:// and the next slash: www.exemple.fr"),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("external site")
        verbose_name_plural = _("external sites")

    def __str__(self) -> str:
        return self.name
