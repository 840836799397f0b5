"""The plan: projects, their taxonomy, their actions, and the progress of each."""

from .actions import ActionIndexPage, ActionPage, TaggedAction
from .progress import ProgressEntry
from .projects import ProjectPage
from .taxonomy import Axis, Tag, Theme

__all__ = [
    "ActionIndexPage",
    "ActionPage",
    "Axis",
    "ProgressEntry",
    "ProjectPage",
    "Tag",
    "TaggedAction",
    "Theme",
]
