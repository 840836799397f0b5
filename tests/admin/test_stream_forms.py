"""The definitions of blocks in the forms of pages are packed once, and depend on no row."""

import json

import pytest
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries
from wagtail.admin.telepath import JSContext
from wagtail.blocks import StreamBlock
from wagtail.blocks.base import BlockWidget
from wagtail.fields import StreamField
from wagtail.models import get_page_models

STREAMS = {
    f"{model.__name__}.{field.name}": field.stream_block
    for model in get_page_models()
    for field in model._meta.get_fields()
    if isinstance(field, StreamField)
}


@pytest.fixture(params=STREAMS)
def block(request: pytest.FixtureRequest) -> StreamBlock:
    block = STREAMS[request.param]
    block.__dict__.pop("packed_definitions", None)
    return block


@pytest.mark.django_db
def test_a_definition_depends_on_no_row(
    block: StreamBlock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert json.loads(BlockWidget(block).block_json)


def test_it_is_packed_once_in_each_language(block: StreamBlock, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    pack = JSContext.pack
    monkeypatch.setattr(JSContext, "pack", lambda self, block: made.append(block) or pack(self, block))
    first = BlockWidget(block)
    french, media = first.block_json, str(first.media)
    again = BlockWidget(block)
    assert (again.block_json, str(again.media)) == (french, media)
    with override("en"):
        english = BlockWidget(block).block_json
    assert made == [block, block]
    assert BlockWidget(block).block_json == french
    assert english != french
