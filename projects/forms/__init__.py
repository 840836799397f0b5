"""Forms of the plan. Those of working groups are in `groups`: they know models that use these."""

from .actions import ActionPageForm, ReportForm

__all__ = ["ActionPageForm", "ReportForm"]
