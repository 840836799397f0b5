"""The actions of a plan."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import ItemBase
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    TabbedInterface,
)
from wagtail.fields import RichTextField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from portal.accounts.models import Organisation, Service
from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from portal.common.blocks import DocumentBlock
from portal.common.fields import StreamField
from portal.common.models import BasePage
from portal.common.widgets import choose_pages

from ..blocks import ContentBlock, IndicatorsBlock, MilestonesBlock
from ..calls import Call
from ..enums import ActionOrigin, ActionStatus, is_late
from ..filters import ActionListing, listing_state, words_asked
from ..forms import ActionPageForm
from ..panels import ProgressLogPanel
from ..permissions import user_can_report_progress
from ..querysets import ActionPageQuerySet
from ..status_rule import progress_refusal
from .numbering import NumberedPage
from .taxonomy import Tag, Theme


class ActionIndexPage(BasePage):
    """The actions of one project, to filter and browse."""

    max_count_per_parent = 1
    template = "projects/action_index_page.html"
    parent_page_types = ["projects.ProjectPage"]
    subpage_types = ["projects.ActionPage"]

    class Meta:
        verbose_name = _("list of actions")
        verbose_name_plural = _("lists of actions")

    def get_context(self, request: AgentRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            "listing": SimpleLazyObject(lambda: self.listing(request)),
            "listing_words": words_asked(request),
            "listing_state": listing_state(request),
            # A link of the list goes with the list; a field has its id, and htmx leaves it the focus.
            "focuses_count": request.htmx.boosted,
        }

    def listing(self, request: AgentRequest) -> ActionListing:
        """Return the actions of this list as the address filters them."""
        actions = viewable(ActionPage.objects.child_of(self), request)
        return ActionListing.from_request(self.pk, actions, request)

    def serve(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])  # a cache must not mix the two answers
        return response

    def get_template(self, request: AgentRequest, *args: Any, **kwargs: Any) -> str:
        """Return the list alone if htmx changed a filter."""
        if request.htmx:
            return "projects/action_listing_answer.html"
        return self.template


class TaggedAction(ItemBase):
    """A tag of an action."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged_actions")
    content_object = ParentalKey("projects.ActionPage", on_delete=models.CASCADE, related_name="tagged_items")


class ActionPage(NumberedPage):
    """One action of the plan."""

    project = models.ForeignKey(
        "projects.ProjectPage",
        models.RESTRICT,
        related_name="actions",
        editable=False,
        verbose_name=_("project"),
    )
    body = StreamField(ContentBlock(), blank=True, verbose_name=_("body"))
    expected_results = RichTextField(
        _("expected results"), blank=True, features=["ul", "bold", "link"], help_text=_("One item each.")
    )
    theme = models.ForeignKey(
        Theme,
        models.RESTRICT,
        related_name="actions",
        verbose_name=_("main theme"),
        help_text=_("It also decides the axis."),
    )
    other_themes = ParentalManyToManyField(
        Theme, blank=True, related_name="secondary_actions", verbose_name=_("other themes")
    )
    tags = ClusterTaggableManager(through=TaggedAction, blank=True, verbose_name=_("tags"))
    organisations = ParentalManyToManyField(
        Organisation, blank=True, related_name="actions", verbose_name=_("organisations concerned")
    )
    lead_service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("lead service")
    )
    lead_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="led_actions",
        verbose_name=_("lead person"),
        help_text=_("Answers comments and welcomes volunteers."),
    )
    working_group = models.ForeignKey(
        "groups.WorkingGroupPage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("working group"),
    )
    origin = models.CharField(_("origin"), max_length=20, choices=ActionOrigin, blank=True)
    origin_detail = models.CharField(
        _("details of the origin"),
        max_length=200,
        blank=True,
        help_text=_("For example: workshop of 12 March, at the technical centre."),
    )
    priority = models.BooleanField(_("priority"), default=False)
    status = models.CharField(_("status"), max_length=20, choices=ActionStatus, default=ActionStatus.TO_START)
    progress = models.PositiveSmallIntegerField(
        _("progress"), default=0, help_text=_("From 0 to 100%. “Done” means 100%.")
    )
    progress_note = models.TextField(
        _("where it stands"),
        blank=True,
        help_text=_(
            "One or two sentences for readers. Each change of status or progress is published with this "
            "note, dated, in the action’s progress log."
        ),
    )
    start = models.DateField(_("start"), null=True, blank=True)
    end = models.DateField(_("end"), null=True, blank=True)
    milestones = StreamField(MilestonesBlock(required=False), blank=True, verbose_name=_("milestones"))
    indicators = StreamField(IndicatorsBlock(required=False), blank=True, verbose_name=_("indicators"))
    volunteers_wanted = models.PositiveSmallIntegerField(
        _("volunteers wanted"),
        null=True,
        blank=True,
        help_text=_("How many places. Leave empty if the action is not looking for volunteers."),
    )
    volunteers_for = models.TextField(
        _("what for"), blank=True, help_text=_("What volunteers will do, and how long it takes.")
    )
    volunteers_until = models.DateField(
        _("open until"), null=True, blank=True, help_text=_("Last day to volunteer. Empty: no limit.")
    )
    related_actions = ParentalManyToManyField(
        "self", blank=True, symmetrical=False, related_name="+", verbose_name=_("related actions")
    )
    films = ParentalManyToManyField(
        "videos.FilmPage", blank=True, related_name="actions", verbose_name=_("films")
    )
    documents = StreamField([("document", DocumentBlock())], blank=True, verbose_name=_("documents"))

    # How many places of its call are taken, once a query or `load_calls` has counted them.
    taken_places: int | None = None

    objects = PageManager.from_queryset(ActionPageQuerySet)()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("number"),
        FieldPanel("body", help_text=_("Why this action, and how it goes.")),
        FieldPanel("expected_results"),
    ]
    place_panels = [
        MultiFieldPanel(
            [
                FieldPanel("theme"),
                FieldPanel("other_themes", widget=CheckboxSelectMultiple),
                FieldPanel("tags", help_text=_("Agreed keywords are offered first; you may add others.")),
            ],
            _("Theme and tags"),
        ),
        MultiFieldPanel(
            [FieldPanel("origin"), FieldPanel("origin_detail")],
            _("Where it comes from"),
            help_text=_("An answer that takes a proposal up chooses the proposal by itself."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("organisations", widget=CheckboxSelectMultiple),
                FieldPanel("lead_service"),
                FieldPanel("lead_person"),
                PageChooserPanel("working_group"),
            ],
            _("Who carries it"),
            help_text=_("The lead person may report progress on this action without coming here."),
        ),
    ]
    progress_panels = [
        MultiFieldPanel(
            [
                FieldPanel("priority"),
                FieldPanel("status"),
                FieldPanel("progress"),
                FieldPanel("progress_note"),
            ],
            _("Progress"),
            help_text=_("When you change the status or the progress, say why: readers see the note, dated."),
        ),
        ProgressLogPanel(heading=_("Progress log"), help_text=_("What readers see. It writes itself.")),
        MultiFieldPanel(
            [FieldPanel("start"), FieldPanel("end")],
            _("Dates"),
            help_text=_("An action that is not finished after its end is shown as late."),
        ),
        FieldPanel("milestones", help_text=_("The steps, with the date of each.")),
        FieldPanel("indicators", help_text=_("What is measured, and the value to reach.")),
    ]
    volunteer_panels = [
        HelpPanel(
            _("The page shows a call for volunteers as soon as a number of places is given."),
        ),
        FieldPanel("volunteers_wanted"),
        FieldPanel("volunteers_for"),
        FieldPanel("volunteers_until"),
    ]
    link_panels = [
        FieldPanel("related_actions", widget=choose_pages("projects.ActionPage")),
        FieldPanel("films", widget=choose_pages("videos.FilmPage")),
        FieldPanel("documents"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Text")),
            ObjectList(place_panels, heading=_("Place in the plan")),
            ObjectList(progress_panels, heading=_("Progress")),
            ObjectList(volunteer_panels, heading=_("Volunteers")),
            ObjectList(link_panels, heading=_("Links")),
            ObjectList(BasePage.promote_panels, heading=_("Promote")),
            ObjectList(BasePage.settings_panels, heading=_("Settings")),  # scheduling and editors' comments
        ],
        base_form_class=ActionPageForm,
    )

    search_fields = [*BasePage.search_fields, index.FilterField("status")]
    # A copy takes the next number of its plan.
    exclude_fields_in_copy = ["number", "progress_entries"]

    open_to_comments = True
    template = "projects/action_page.html"
    parent_page_types = ["projects.ActionIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        indexes = [models.Index(fields=["lead_person", "number"], name="projects_action_of_lead")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="projects_action_number",
                violation_error_message=_("Another action of this plan has this number."),
            ),
            models.CheckConstraint(
                condition=models.Q(progress__range=(0, 100)),
                name="projects_action_progress_range",
                violation_error_message=_("Progress goes from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=models.Q(end__isnull=True)
                | models.Q(start__isnull=True)
                | models.Q(end__gte=models.F("start")),
                name="projects_action_end_after_start",
                violation_error_message=_("The end comes before the start."),
            ),
            models.CheckConstraint(
                condition=models.Q(status=ActionStatus.DONE, progress=100)
                | (~models.Q(status=ActionStatus.DONE) & models.Q(progress__lt=100)),
                name="projects_action_done_means_100",
                violation_error_message=_("A done action is at 100, and only a done action."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if self.start and self.end and self.end < self.start:
            errors["end"] = _("The end comes before the start.")
        if self.progress is not None and (refusal := progress_refusal(self.status, self.progress)):
            errors["progress"] = refusal
        if self.volunteers_wanted == 0:
            errors["volunteers_wanted"] = _("Leave empty if the action is not looking for volunteers.")
        if errors:
            raise ValidationError(errors)

    def get_admin_display_title(self) -> str:
        """Return the title with the number, by which editors know an action."""
        title = super().get_admin_display_title()
        return title if self.number is None else f"{self.number} · {title}"

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show what is being typed. An action that was never saved has no number and no labels yet."""
        if self.pk is None:
            self.take_place()
        return super().serve_preview(request, mode_name)

    def get_context(self, request: AgentRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        entries = self.progress_entries.select_related("author") if self.pk else []
        return {
            **super().get_context(request, *args, **kwargs),
            "progress_entries": entries,
            "can_report_progress": self.live and user_can_report_progress(request.user, self),
            "related_actions": SimpleLazyObject(lambda: self._related(request)),
            "related_films": SimpleLazyObject(lambda: self._films(request)),
        }

    def _related(self, request: AgentRequest) -> ActionPageQuerySet:
        related = ActionPage.objects.filter(pk__in=self.related_actions.values_list("id", flat=True))
        return viewable(related, request).for_cards()

    def _films(self, request: AgentRequest) -> PageQuerySet:
        films = Page.objects.filter(pk__in=self.films.values_list("id", flat=True))
        return viewable(films, request).specific()

    @property
    def axis(self) -> Any:
        return self.theme.axis

    @property
    def is_late(self) -> bool:
        """True if the action is unfinished after its end date, on the day the plan is judged."""
        return is_late(self.status, self.end, self.project.today)

    @property
    def call(self) -> Call:
        return Call(self)
