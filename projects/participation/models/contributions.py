"""What the project cost and received: hours, people and euros."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Service
from portal.common.display import format_date
from projects.models import ActionPage, ProjectPage

from ..enums import ContributionSource
from ..querysets import ContributionQuerySet

# The key of a contribution that was imported with a reference of its own.
REFERENCE = "ref:"
NOT_NEGATIVE = [MinValueValidator(Decimal(0))]


class Contribution(models.Model):
    """Hours, people and cost of an action, a workshop or a service on a day, or of the whole project.

    People cannot be added: the same person comes twice. Hours and costs of the details of an overall
    figure are parts of it.
    """

    project = models.ForeignKey(
        ProjectPage, models.CASCADE, related_name="contributions", verbose_name=_("project")
    )
    overall = models.BooleanField(
        _("overall historic figure"),
        default=False,
        help_text=_("The figure of the whole project: the other historic lines are parts of it."),
    )
    action = models.ForeignKey(
        ActionPage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("action"),
    )
    workshop = models.CharField(_("workshop"), max_length=160, blank=True)
    service = models.ForeignKey(
        Service,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("service"),
    )
    date = models.DateField(_("date"), help_text=_("Of a period: its last day."))
    hours = models.DecimalField(
        _("hours"), max_digits=9, decimal_places=2, default=Decimal(0), validators=NOT_NEGATIVE
    )
    people = models.PositiveIntegerField(_("people"), default=0)
    cost = models.DecimalField(
        _("cost (€)"), max_digits=11, decimal_places=2, default=Decimal(0), validators=NOT_NEGATIVE
    )
    source = models.CharField(
        _("source"), max_length=10, choices=ContributionSource, default=ContributionSource.HISTORIC
    )
    note = models.CharField(_("note"), max_length=250, blank=True)
    import_key = models.CharField(max_length=100, blank=True, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(overall=True),
                name="participation_contribution_overall",
                violation_error_message=_("This project has an overall figure already."),
            ),
            models.UniqueConstraint(
                fields=["project", "import_key"],
                condition=~models.Q(import_key=""),
                name="participation_contribution_imported",
            ),
            models.CheckConstraint(
                condition=models.Q(hours__gte=0, cost__gte=0), name="participation_contribution_positive"
            ),
        ]

    def __str__(self) -> str:
        what = self.action or self.workshop or self.service or _("The whole project")
        return f"{what} · {format_date(self.date)}"

    @property
    def action_number(self) -> int | None:
        return self.action.number if self.action else None

    @property
    def reference(self) -> str:
        """What the file that it was imported from calls it; empty for none."""
        return self.import_key.removeprefix(REFERENCE) if self.import_key.startswith(REFERENCE) else ""

    def clean(self) -> None:
        errors = {}
        if self.overall and (self.action_id or self.service_id or self.workshop):
            errors["overall"] = _("The overall figure names no action, workshop or service.")
        if self.overall and self.source != ContributionSource.HISTORIC:
            errors["source"] = _("The overall figure is historic.")
        if self.action and self.project_id and self.action.project_id != self.project_id:
            errors["action"] = _("This action belongs to another project.")
        if errors:
            raise ValidationError(errors)
