"""The part of a file that a Range header asks for (RFC 9110, section 14)."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$", re.ASCII | re.IGNORECASE)
# Longer numbers would pass any file's size, and cost time to read.
_LONGEST_NUMBER = 18


class UnsatisfiableRange(ValueError):  # noqa: N818 - the name is the standard's
    """The range starts after the end of the file, or is empty."""


@dataclass(frozen=True)
class ByteRange:
    """Bytes `first` to `last`, both included, of a file of `size` bytes."""

    first: int
    last: int
    size: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    @property
    def content_range(self) -> str:
        return f"bytes {self.first}-{self.last}/{self.size}"


def parse_range(header: str, size: int) -> ByteRange | None:
    """Return the single range that `header` asks for.

    Return None for what a server may ignore: another unit, several ranges (players ask for one), a malformed
    header. Raise `UnsatisfiableRange` for a range without a byte of the file.
    """
    match = _ONE_RANGE.match(header)
    if match is None or max(map(len, match.groups())) > _LONGEST_NUMBER:
        return None
    start, end = match.groups()
    if start:
        first, last = int(start), min(int(end), size - 1) if end else size - 1
        if end and int(end) < first:
            return None
    elif end:
        first, last = max(0, size - int(end)), size - 1
    else:
        return None
    if first > last:
        raise UnsatisfiableRange(header)
    return ByteRange(first, last, size)
