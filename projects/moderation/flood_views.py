"""Moderators' screens about a flood of comments: one person and a period, then what was decided."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.common.display import format_datetime
from portal.quotas.limits import remedies
from portal.quotas.models import QuotaUse
from portal.wagtail_patches.screens import read_by
from projects.comments.models import Comment
from projects.methods import refusals_in

from . import floods
from .floods import Period
from .forms import NOT_TAKEN, FloodForm, PeriodForm, ReversalForm, typed_moment
from .models import Flood, ModerationDecision
from .permissions import user_can_moderate, user_can_use_desk
from .querysets import CaseQuerySet

ROWS_PER_PAGE = 50
PAGES_NAMED = 20
FLOODS_SHOWN = 10
LIMITS_SHOWN = 3
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def _rows(request: AgentRequest, rows: Any) -> dict[str, Any]:
    """Return one page of rows, as Wagtail's pagination shows it."""
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("p"))
    return {"rows": page, "elided_page_range": page.paginator.get_elided_page_range(page.number)}


@read_by(user_can_moderate)
class PersonView(WagtailAdminTemplateMixin, TemplateView):
    """What one person posted in a period, and the form to decide about all of it."""

    template_name = "moderation/admin/person.html"
    page_title = gettext_lazy("Comments of one person")
    header_icon = "clipboard-list"
    request: AgentRequest
    author: User

    def dispatch(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.author = get_object_or_404(User, pk=kwargs["agent_id"])
        if self.author == request.user:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def period_form(self) -> PeriodForm:
        """Read the period from the address: the last day, unless it says otherwise."""
        now = timezone.now() + datetime.timedelta(seconds=1)  # the form knows no fractions of a second
        default = {"since": typed_moment(now - DAY), "until": typed_moment(now)}
        return PeriodForm({name: self.request.GET.get(name) or default[name] for name in default})

    @cached_property
    def period(self) -> Period | None:
        return Period(self.author, **self.period_form.cleaned_data) if self.period_form.is_valid() else None

    @cached_property
    def comments(self) -> CaseQuerySet:
        mine = self.period.decidable_by(self.request.user) if self.period else CaseQuerySet(Comment).none()
        return mine.select_related("page")

    def post(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FloodForm(request.POST, author=self.author, count=self.comments.count())
        if self.period and form.is_valid():
            with refusals_in(form):
                flood = floods.begin_flood(period=self.period, moderator=request.user, **form.cleaned_data)
                messages.success(
                    request, _("The decision is taken. Each comment gets its own entry in the register.")
                )
                return redirect(flood)
        messages.error(request, NOT_TAKEN)
        return self.render_to_response(self.get_context_data(form=form))

    def get_page_subtitle(self) -> str:
        return str(self.author)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("moderation_desk"), "label": _("Moderation desk")},
            {"url": "", "label": str(self.author)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listed = _rows(self.request, self.comments)
        count = listed["rows"].paginator.count
        pages = (
            Comment.objects.filter(pk__in=self.comments.order_by().values("pk"))
            .order_by()
            .values("page__title")
            .annotate(count=Count("pk"))
            .order_by("-count", "page__title", "page")
        )
        context = {
            "form": FloodForm(author=self.author, count=count),
            "period_form": self.period_form,
            "count": count,
            "pages": pages[:PAGES_NAMED],
            "page_count": pages.count(),
            "left": self.period.undecided().count() - count if self.period else 0,
            "periods": self.periods(),
            "floods": Flood.objects.filter(author=self.author)[:FLOODS_SHOWN],
            **listed,
        }
        return super().get_context_data(**context | kwargs)

    def periods(self) -> list[tuple[str, str]]:
        """Return periods to choose: a label and a query string."""
        now = timezone.now()
        begun = [(_("Last hour"), now - HOUR), (_("Last day"), now - DAY)]
        reached = QuotaUse.objects.filter(agent=self.author, verb__in=remedies, refused__gt=0)
        for since in reached.order_by("-since").values_list("since", flat=True).distinct()[:LIMITS_SHOWN]:
            begun.append(
                (
                    _("Since the beginning of the period counted: %(time)s")
                    % {"time": format_datetime(since)},
                    since,
                )
            )
        return [(label, urlencode({"since": typed_moment(since)})) for label, since in begun]


@read_by(user_can_use_desk)
class FloodView(WagtailAdminTemplateMixin, TemplateView):
    """How far the decision about a flood has come, its entries, and the form to reverse it."""

    template_name = "moderation/admin/flood.html"
    page_title = gettext_lazy("Flood of comments")
    header_icon = "clipboard-list"
    request: AgentRequest
    flood: Flood

    def dispatch(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        flood = Flood.objects.select_related("author", "moderator", "rule", "reverses")
        self.flood = get_object_or_404(flood, pk=kwargs["flood_id"])
        if self.flood.author == request.user:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def reversible(self) -> int:
        """Count the comments that this moderator may show again."""
        if self.flood.reverses_id is not None or self.flood.finished_at is None:
            return 0
        return floods.reversible_by(self.request.user, self.flood).count()

    def post(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.reversible:
            return redirect(self.flood)
        form = ReversalForm(request.POST, author=self.flood.author)
        if form.is_valid():
            with refusals_in(form):
                reversal = floods.reverse_flood(flood=self.flood, moderator=request.user, **form.cleaned_data)
                messages.success(request, _("The decision is reversed. The comments are shown again."))
                return redirect(reversal)
        messages.error(request, NOT_TAKEN)
        return self.render_to_response(self.get_context_data(form=form))

    def get_page_subtitle(self) -> str:
        return str(self.flood.author)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("moderation_desk"), "label": _("Moderation desk")},
            {"url": "", "label": _("Flood of comments")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = ModerationDecision.objects.for_register(self.request).filter(flood=self.flood)
        context = {
            "flood": self.flood,
            "waiting": 0 if self.flood.finished_at else floods.remaining(self.flood).count(),
            "reversible": self.reversible,
            "reversals": self.flood.reversals.all(),
            "form": ReversalForm(author=self.flood.author),
            **_rows(self.request, entries.order_by("pk")),
        }
        return super().get_context_data(**context | kwargs)
