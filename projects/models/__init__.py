"""The plan: projects, their taxonomy, their actions, and the progress of each."""

from .actions import ActionIndexPage, ActionPage, TaggedAction
from .groups import GroupMeeting, GroupMember, WorkingGroupIndexPage, WorkingGroupPage
from .progress import ProgressEntry
from .projects import ProjectPage
from .taxonomy import Axis, Tag, Theme

__all__ = [
    "ActionIndexPage",
    "ActionPage",
    "Axis",
    "GroupMeeting",
    "GroupMember",
    "ProgressEntry",
    "ProjectPage",
    "Tag",
    "TaggedAction",
    "Theme",
    "WorkingGroupIndexPage",
    "WorkingGroupPage",
]
