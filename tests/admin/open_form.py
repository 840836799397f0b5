"""The form of an editors’ screen, sent as a browser would: untouched, or with something typed over it."""

import json
import uuid
from typing import Any

from bs4 import Tag
from django.forms import CheckboxInput
from django.http import HttpResponse, QueryDict
from django.test import Client
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, Block, ListBlock
from wagtail.blocks.base import BlockField
from wagtail.blocks.field_block import FieldBlock
from wagtail.test.utils.form_data import inline_formset, nested_form_data
from wagtail.test.utils.wagtail_tests import WagtailTestUtils


class OpenForm:
    """What stands in the form at an address, in a browser that keeps it open from one save to the next."""

    def __init__(self, client: Client, url: str) -> None:
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)
        self.client = client
        self.url = url
        self.data = _fields(response)
        self.revision: int | None = None

    def type(self, **changes: str) -> None:
        for name, value in changes.items():
            assert name in self.data, name
            self.data[name] = value

    def submit(self, **button: str) -> None:
        """Send the form by a button; nothing in it may be refused."""
        response = self.client.post(self.url, {**dict(self.data.lists()), **button})
        assert response.status_code == 302, _refusals(response)

    def autosave(self) -> dict[str, Any]:
        """Save as the script of the administration does, and take what the answer says back into the form."""
        data = dict(self.data.lists())
        if self.revision is not None:
            data["overwrite_revision_id"] = [str(self.revision)]
        response = self.client.post(self.url, data, headers={"Accept": "application/json"})
        answer: dict[str, Any] = json.loads(response.content)
        assert answer["success"], answer
        self.revision = answer["revision_id"]
        for name, value in answer["field_updates"].items():
            if name in self.data:
                self.data[name] = value
        self.url = answer.get("url", self.url)
        if "hydrate_url" in answer:
            assert self.client.get(answer["hydrate_url"]).status_code == 200
        return answer


def _refusals(response: HttpResponse) -> list[Any]:
    form = response.context["form"]  # type: ignore[attr-defined]
    formsets = getattr(form, "formsets", {})
    return [form.errors, *((name, formset.errors) for name, formset in formsets.items())]


def _fields(response: HttpResponse) -> QueryDict:
    """What the form says before anybody touches it."""
    data = QueryDict(mutable=True)
    for field in WagtailTestUtils.get_soup(response.content).select("form[data-edit-form] [name]"):
        for value in _values(field):
            data.appendlist(field["name"], value)
    form = response.context["form"]  # type: ignore[attr-defined]
    if "comments" in getattr(form, "formsets", {}):  # a script writes the inputs of the editors' comments
        data.update(nested_form_data({"comments": inline_formset([])}))
    for name, field in form.fields.items():
        if isinstance(field, BlockField):  # and those of blocks
            for key, value in _block_fields(field.block, form[name].value(), name):
                data[key] = value
    return data


def _values(field: Tag) -> list[str]:
    """What a field sends: nothing, one value, or several."""
    if field.name == "textarea":
        return [field.get_text().removeprefix("\n")]
    if field.name == "select":
        chosen = field.select("option[selected]") or (
            [] if field.has_attr("multiple") else field.select("option")
        )
        several = chosen if field.has_attr("multiple") else chosen[:1]
        return [option.get("value", option.get_text()) for option in several]
    kind = field.get("type", "text")
    if field.name != "input" or field.has_attr("disabled") or kind in ("file", "submit", "button"):
        return []
    if kind in ("checkbox", "radio"):
        return [field.get("value", "on")] if field.has_attr("checked") else []
    return [field.get("value", "")]


def _block_fields(block: Block, value: Any, prefix: str) -> list[tuple[str, str]]:
    """The inputs of a block and of the blocks in it."""
    if isinstance(block, FieldBlock):
        widget = block.field.widget
        typed = block.field.prepare_value(block.value_for_form(value))
        if isinstance(widget, CheckboxInput):
            return [(prefix, "on")] if typed else []
        shown = widget.format_value(typed)
        shown = shown[0] if isinstance(shown, list) else shown
        return [(prefix, "" if shown is None else str(shown))]
    if isinstance(block, BaseStructBlock):
        return [
            pair
            for name, child in block.child_blocks.items()
            for pair in _block_fields(child, value.get(name), f"{prefix}-{name}")
        ]
    assert isinstance(block, (BaseStreamBlock, ListBlock)), type(block)
    children = value if isinstance(block, BaseStreamBlock) else value.bound_blocks
    pairs = [(f"{prefix}-count", str(len(children)))]
    for position, child in enumerate(children):
        place = f"{prefix}-{position}"
        identity = child.id or str(uuid.uuid4())  # which the browser's script gives too
        pairs += [(f"{place}-deleted", ""), (f"{place}-order", str(position)), (f"{place}-id", identity)]
        if isinstance(block, BaseStreamBlock):
            pairs.append((f"{place}-type", child.block_type))
        pairs += _block_fields(child.block, child.value, f"{place}-value")
    return pairs
