"""Places of a page that apps above its own fill.

A template writes `{% place "comment.tools" %}`. An app above registers a template for that name, so that
the page never names the app.
"""

from collections import defaultdict

_templates: dict[str, list[str]] = defaultdict(list)


def fill(place: str, template: str) -> None:
    """Show this template in a place, after those that are already there."""
    _templates[place].append(template)


def shown_in(place: str) -> list[str]:
    """Return the templates of a place, in their order. A place that nobody fills has none."""
    return _templates.get(place, [])
