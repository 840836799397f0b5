"""Which part of a file a Range header asks for."""

import pytest

from portal.media.ranges import UnsatisfiableRange, parse_range


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=900-", 900, 999),
        ("bytes=-1", 999, 999),
        ("bytes=-5000", 0, 999),
        ("bytes=990-2000", 990, 999),
        ("Bytes = 0 - 0", 0, 0),
    ],
)
def test_a_range_lies_within_the_file(header: str, first: int, last: int) -> None:
    part = parse_range(header, 1000)
    assert part is not None
    assert (part.first, part.last) == (first, last)
    assert part.length == last - first + 1


@pytest.mark.parametrize(
    "header",
    ["", "bytes", "bytes=-", "bytes=5-2", "bytes=0-1,5-6", "items=0-1", "bytes=٣-٤", "bytes=0-" + "9" * 40],
)
def test_what_cannot_be_understood_is_ignored(header: str) -> None:
    assert parse_range(header, 1000) is None


@pytest.mark.parametrize(("header", "size"), [("bytes=1000-", 1000), ("bytes=-0", 1000), ("bytes=0-", 0)])
def test_a_range_without_a_byte_is_refused(header: str, size: int) -> None:
    with pytest.raises(UnsatisfiableRange):
        parse_range(header, size)
