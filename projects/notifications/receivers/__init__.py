"""What is told when something happens in the plan and what agents do in it, one module for each concept."""

from . import conversations, groups, moderation, plan, proposals, volunteers  # noqa: F401  each registers what it tells
from .base import connect

__all__ = ["connect"]
