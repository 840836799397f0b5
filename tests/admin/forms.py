"""What a browser sends from the editors' screens."""

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from projects.models import ActionPage, Theme


def action_data(
    action: ActionPage | None = None, *, about: Theme | None = None, **changes: Any
) -> dict[str, Any]:
    """The form of an action as it stands (or of a new one `about` a theme), with `changes` typed over it."""
    data: dict[str, Any] = {
        "title": "Une action neuve",
        "slug": "une-action-neuve",
        "summary": "",
        "number": "",
        "body": streamfield([]),
        "expected_results": rich_text("<p></p>"),
        "theme": about.pk if about else "",
        "tags": "",
        "lead_service": "",
        "lead_person": "",
        "working_group": "",
        "status": "to_start",
        "progress": "0",
        "progress_note": "",
        "start": "",
        "end": "",
        "milestones": streamfield([]),
        "indicators": streamfield([]),
        "volunteers_wanted": "",
        "volunteers_for": "",
        "volunteers_until": "",
        "documents": streamfield([]),
        "seo_title": "",
        "search_description": "",
        "comments": inline_formset([]),
    }
    if action is not None:
        for name in ("title", "slug", "summary", "number", "status", "progress", "progress_note"):
            data[name] = getattr(action, name)
        data["theme"] = action.theme_id
        data["lead_person"] = action.lead_person_id or ""
    choices = {name: value for name, value in changes.items() if isinstance(value, list)}
    return nested_form_data({**data, **{k: v for k, v in changes.items() if k not in choices}}) | choices
