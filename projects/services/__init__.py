"""Verbs that change a plan, and the signals that they send on commit."""

from .groups import (
    add_member,
    cancel_meeting,
    change_meeting,
    meeting_changed,
    meeting_planned,
    minutes_published,
    plan_meeting,
    remove_member,
    write_minutes,
)
from .progress import action_progressed, record_origin, record_progress, report_progress

__all__ = [
    "action_progressed",
    "add_member",
    "cancel_meeting",
    "change_meeting",
    "meeting_changed",
    "meeting_planned",
    "minutes_published",
    "plan_meeting",
    "record_origin",
    "record_progress",
    "remove_member",
    "report_progress",
    "write_minutes",
]
