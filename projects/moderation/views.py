"""Agents' views of moderation: reports, the public register, appeals."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import push_url, reselect, reswap, retarget

from portal.accounts.requests import AgentRequest
from portal.fragments.content import kept
from portal.fragments.pages import kept_page
from projects.comments.models import Comment
from projects.comments.permissions import readable_comment
from projects.methods import refusals_in, takes_a_form

from . import services
from .deciders import user_can_decide
from .enums import ModerationOutcome
from .forms import AppealForm, RegisterFilterForm, ReportForm
from .models import ModerationDecision, Report, SealedText
from .permissions import register_entry, user_can_read_sealed_texts, user_can_use_desk, user_is_told
from .querysets import DecisionQuerySet
from .register import read_figures, rules

ENTRIES_PER_PAGE = 20


@takes_a_form
def report(request: AgentRequest, comment_id: int) -> HttpResponse:
    """Report a comment to moderators."""
    comment = readable_comment(request, comment_id)
    if comment.author_id == request.user.pk:
        raise PermissionDenied
    form = ReportForm(request.POST or None, auto_id="report-%s")
    form.fields["text"].widget.attrs["autofocus"] = True
    if form.is_valid():
        with refusals_in(form, "text"):
            services.report_comment(comment=comment, reporter=request.user, reason=form.cleaned_data["text"])
            status = _("Thank you. Moderators are notified. The comment stays visible until they decide.")
            if request.htmx:
                return render(request, "moderation/includes/reported.html", {"status": status})
            messages.success(request, status)
            return redirect(_permalink(request, comment))
    context = {
        "comment": comment,
        "form": form,
        "permalink": _permalink(request, comment),
        "reported": Report.objects.open().filter(comment=comment, reporter=request.user).first(),
    }
    if not request.htmx:
        return render(request, "moderation/report_comment.html", context)
    answer = render(request, "moderation/includes/report_form.html", context)
    if request.method == "GET":  # the link under a comment, which tells nothing of where the form goes
        place = reselect(retarget(answer, f"#signaler-{comment.pk}"), "unset")
        return push_url(reswap(place, "innerHTML"), False)
    return answer


@require_safe
def register(request: AgentRequest) -> HttpResponse:
    """Show the public register of moderation and its figures. Unknown filters are ignored."""
    titles = kept(request, "register-rules", make=rules)
    outcome, rule = request.GET.get("outcome", ""), request.GET.get("rule", "")
    outcome = outcome if outcome in ModerationOutcome.values else ""
    rule = rule if rule in {str(number) for number, _title in titles} else ""

    def entries() -> DecisionQuerySet:
        found = ModerationDecision.objects.for_register(request)
        found = found.filter(outcome=outcome) if outcome else found
        return found.filter(rule__number=rule) if rule else found

    wanted = {"outcome": outcome, "rule": rule}
    context = wanted | {
        "entries": kept_page(request, "register", outcome, rule, rows=entries, per_page=ENTRIES_PER_PAGE),
        "figures": SimpleLazyObject(read_figures),
        "form": RegisterFilterForm(initial=wanted, rules=titles),
        "is_filtered": bool(outcome or rule),
    }
    return render(request, "moderation/register.html", context)


@require_safe
def entry(request: AgentRequest, entry_id: int) -> HttpResponse:
    """Show one entry of the register, with those before and after it."""
    entry = register_entry(request, entry_id)
    chain = ModerationDecision.objects.for_register(request).filter(comment=entry.comment_id).order_by("pk")
    comment = entry.comment
    is_last = comment is not None and comment.current_decision_id == entry.pk
    context = {
        "entry": entry,
        "chain": chain,
        "is_told": user_is_told(request.user, entry),
        "is_appealable": is_last and entry.is_appealable and user_is_told(request.user, entry),
        "can_decide": comment is not None
        and is_last
        and comment.deleted_at is None
        and entry.page_is_readable
        and user_can_use_desk(request.user)
        and user_can_decide(request.user, comment),
        "can_unseal": entry.is_open
        and user_can_read_sealed_texts(request.user)
        and SealedText.objects.filter(comment=entry.comment_id).exists(),
    }
    return render(request, "moderation/register_entry.html", context)


@takes_a_form
def appeal(request: AgentRequest, entry_id: int) -> HttpResponse:
    """Contest a decision about one's own comment, once."""
    decision = register_entry(request, entry_id)
    if decision.comment is None:
        raise Http404
    if not user_is_told(request.user, decision):
        raise PermissionDenied
    form = AppealForm(request.POST or None)
    if form.is_valid():
        with refusals_in(form, "text"):
            services.lodge_appeal(decision=decision, appellant=request.user, text=form.cleaned_data["text"])
            messages.success(request, _("Your appeal is lodged. A second moderator will decide."))
            return redirect(decision)
    can_be_sent = decision.is_appealable and decision.comment.current_decision_id == decision.pk
    context = {"entry": decision, "form": form, "can_be_sent": can_be_sent}
    return render(request, "moderation/appeal.html", context)


def _permalink(request: AgentRequest, comment: Comment) -> str:
    return comment.page.get_url(request) + comment.anchor
