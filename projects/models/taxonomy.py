"""Axes, themes and tags, which editors manage and readers browse."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase
from wagtail.models import RevisionMixin
from wagtail.search import index

from portal.common.collation import FRENCH
from portal.common.matching import refuse_twin
from portal.common.text import slug


class Pictogram(models.TextChoices):
    """The pictograms drawn in the portal's icon sprite."""

    SIMPLIFY = "simplifier", _("Untied knot")
    SERVE = "servir-usager", _("Counter")
    STEER = "piloter-manager", _("Helm")
    SUPPORT = "reconnaitre-accompagner", _("Hands")
    COOPERATE = "cooperer", _("Bridge")
    PREPARE = "preparer-demain", _("Sprout")


class Axis(RevisionMixin, index.Indexed, models.Model):
    """One of the main directions of a project."""

    project = models.ForeignKey(
        "projects.ProjectPage", models.CASCADE, related_name="axes", verbose_name=_("project")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("slug"), help_text=_("The last part of the page’s address."))
    hook = models.CharField(_("hook"), max_length=200, blank=True, help_text=_("One line under the title."))
    summary = models.TextField(_("summary"), blank=True)
    pictogram = models.CharField(_("pictogram"), max_length=40, choices=Pictogram)

    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        ordering = ["project", "number"]
        verbose_name = _("axis")
        verbose_name_plural = _("axes")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="projects_axis_number",
                violation_error_message=_("Another axis of this project has this number."),
            ),
            models.UniqueConstraint(
                fields=["project", "slug"],
                name="projects_axis_slug",
                violation_error_message=_("Another axis of this project has this address."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse the title of another axis of the project."""
        refuse_twin(self, "title", Axis.objects.filter(project=self.project_id))

    def get_absolute_url(self) -> str:
        """Return the address of the axis. This costs no query if `project` is loaded."""
        return f"{self.project.url}axes/{self.slug}/"


class Theme(RevisionMixin, index.Indexed, models.Model):
    """The subject of an action. Each theme belongs to one axis."""

    axis = models.ForeignKey(Axis, models.CASCADE, related_name="themes", verbose_name=_("axis"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("title"), max_length=120, db_collation=FRENCH)
    slug = models.SlugField(_("slug"), help_text=_("The last part of the page’s address."))
    description = models.TextField(_("description"), blank=True)

    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        ordering = ["axis__project", "axis__number", "order", "title"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        constraints = [
            models.UniqueConstraint(
                fields=["axis", "slug"],
                name="projects_theme_slug",
                violation_error_message=_("Another theme of this axis has this address."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a title or a slug that another theme of the project has.

        The address of a theme is /project/themes/slug/.
        """
        if self.axis_id:
            of_the_project = Theme.objects.filter(axis__project=self.axis.project_id)
            refuse_twin(self, "title", of_the_project)
            if self.slug and of_the_project.filter(slug=self.slug).exclude(pk=self.pk).exists():
                raise ValidationError({"slug": _("Another theme of this project has this address.")})

    def get_absolute_url(self) -> str:
        """Return the address of the theme. This costs no query if the axis and its project are loaded."""
        return f"{self.axis.project.url}themes/{self.slug}/"


class Tag(TagBase):
    """A free keyword. The communication staff chooses the tags that filters offer.

    Two names that fold alike are one tag (`portal.common.tags`).
    """

    name = models.CharField(_("name"), max_length=100, unique=True, db_collation=FRENCH)
    curated = models.BooleanField(
        _("curated"),
        default=False,
        help_text=_("Part of the agreed vocabulary: offered first, and shown in the filters."),
    )

    free_tagging = True

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def clean(self) -> None:
        """Refuse a second tag that readers would take for an existing one."""
        refuse_twin(self, "name", Tag.objects.all())

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Return the slug of a tag. Search derives the same from its name."""
        address = slug(tag) or "etiquette"
        return address if i is None else f"{address}_{i}"
