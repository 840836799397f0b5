"""The context of a page's comments, the same for the page and for the answer to htmx."""

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.accounts.requests import AgentRequest
from portal.signin.signing_in import PREVIOUS_VISIT

from .addresses import (
    AFTER_PARAMETER,
    FOCUS_PARAMETER,
    KIND_PARAMETER,
    ORDER_PARAMETER,
    REPLY_PARAMETER,
    query_string,
)
from .enums import CommentKind, CommentOrder
from .forms import CommentForm
from .lines import Thread
from .threads import ThreadQuery, read_thread

_LONGEST_PK = 18  # digits: more is no key of a table


def wanted_order(request: AgentRequest) -> CommentOrder:
    """Return the order that the address names, or the newest first."""
    value = request.GET.get(ORDER_PARAMETER)
    return CommentOrder(value) if value in CommentOrder.values else CommentOrder.NEWEST


def comments_context(
    request: AgentRequest,
    page: Page,
    *,
    form: CommentForm | None = None,
    status: str = "",
    posted: str = "",
) -> dict[str, Any]:
    """Return the context of a page's comments and of one form: a new comment, or a reply under its comment.

    `form` is a refused form, shown with its errors. `status` is announced to screen readers. The focus goes
    to the comment with the key `posted`, to the first comment of the next batch, or to the field of a refused
    form or of a reply. In all other cases the control that was used keeps it.
    """
    wanted = form.replying_to if form else request.GET.get(REPLY_PARAMETER, "")
    thread = _read(request, page, focus=posted or wanted)
    focused = posted or _beginning_of_batch(thread, request)
    replying_to = thread.answerable(wanted)
    if form is None:
        initial: dict[str, Any] = {"parent": replying_to.pk} if replying_to else {}
        form = CommentForm(page=page, initial=initial)
    if form.is_bound or replying_to:
        form.fields["text"].widget.attrs["autofocus"] = True
    if thread.is_missing and not status and request.GET.get(FOCUS_PARAMETER):
        status = _("This comment is no longer here.")
    if not status and not replying_to and not form.is_bound:
        status = _choice_made(thread, request)
    order, kind = thread.order, thread.kind
    before, after = thread.html(focused=focused, until=replying_to.pk if replying_to else "")
    return {
        "request": request,
        "page_pk": str(page.pk),
        "thread": thread,
        "before_form": mark_safe(before),  # noqa: S308 (written by `articles`)
        "after_form": mark_safe(after),  # noqa: S308
        "form": form,
        "replying_to": replying_to,
        "status": status,
        "order_query": query_string(order),
        "list_query": query_string(order, kind) or "?",
        "focus_query": query_string(order, kind, {FOCUS_PARAMETER: ""}),
        "next_query": query_string(order, kind, {AFTER_PARAMETER: thread.next_after}),
        "after_parameter": AFTER_PARAMETER,
        "orders": [
            (choice.value, query_string(choice, kind, always=True), choice.label, choice == order)
            for choice in CommentOrder
        ],
        "kinds": [
            (value, query_string(order, value), label, count, value == kind)
            for value, label, count in thread.kinds
        ],
        "every_kind_query": query_string(order, always=True),
    }


def _read(request: AgentRequest, page: Page, *, focus: str) -> Thread:
    kind = request.GET.get(KIND_PARAMETER, "")
    # A comment that has to be here is looked for among all.
    is_focused = bool(focus)
    query = ThreadQuery(
        order=wanted_order(request),
        kind=kind if kind in CommentKind.values and not is_focused else "",
        after=None if is_focused else _pk(request.GET.get(AFTER_PARAMETER, "")),
        focus=_pk(focus or request.GET.get(FOCUS_PARAMETER, "")),
        since=parse_datetime(request.session.get(PREVIOUS_VISIT) or ""),
    )
    return read_thread(request, page, query)


def _beginning_of_batch(thread: Thread, request: AgentRequest) -> str:
    """Return the key of the first comment that a link to the next batch brought. The link itself is gone."""
    if not request.GET.get(AFTER_PARAMETER):
        return ""
    # A thread alone repeats its first comment above the answers.
    brought = thread.lines[1:2] if thread.alone else thread.lines[:1]
    return brought[0].pk if brought else ""


def _choice_made(thread: Thread, request: AgentRequest) -> str:
    """Announce the order or the kind just chosen, for readers who do not see the list change."""
    if thread.alone or not thread.is_beginning or not {ORDER_PARAMETER, KIND_PARAMETER} & request.GET.keys():
        return ""
    shown = _("All the comments") if not thread.kind else CommentKind(thread.kind).label
    counts = {value: count for value, _label, count in thread.kinds}
    count = counts.get(thread.kind, 0) if thread.kind else thread.count
    return _("%(shown)s: %(count)s. %(order)s.") % {
        "shown": shown,
        "count": count,
        "order": thread.order.label,
    }


def _pk(value: str) -> int | None:
    is_pk = value.isascii() and value.isdecimal() and len(value) <= _LONGEST_PK
    return int(value) if is_pk else None
