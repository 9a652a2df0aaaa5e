"""Counts the rows of a CSV by streaming: RFC 4180 quoting, any line ending, memory that does not grow with the input.

Parsing is the C parser of the standard library's `csv`. This module bounds what it is fed, and feeds it blocks of
lines, so that no Python runs for each line.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

MAX_FIELD = 1 << 20  # characters of one field, and of one line
_BLOCK = 1 << 16  # bytes


class MalformedCsv(Exception):
    """The content is not CSV as declared. The message names the row (1 is the first, header included), no content."""


class WrongEncoding(Exception):
    """The bytes are not text in the declared encoding. The message names the row."""


class Chunks(Protocol):
    """Bytes in pieces. `cut` is true once they ended before the content did, because a bound was met."""

    cut: bool

    def __iter__(self) -> Iterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class Counted:
    """`rows` without blank lines and header. `first` holds the fields of the first row, or is empty.

    `at_least` says that the content went on where the reading stopped.
    """

    rows: int
    first: tuple[str, ...]
    at_least: bool


def count_rows(chunks: Chunks, *, delimiter: str, has_header: bool, encoding: str) -> Counted:
    """Reads to the end, or to where the chunks are cut. Raises MalformedCsv, WrongEncoding."""
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(chain(chain.from_iterable(_blocks(chunks, encoding)), _LAST), delimiter=delimiter)
    rows = 0
    first: list[str] = []
    row: list[str] = []
    try:
        for row in reader:
            if row:
                rows += 1
                first = first or row
    except csv.Error:
        # The parser was not asked to be strict, so a field over the limit is all that it objects to.
        raise MalformedCsv(f"row {rows + 1} holds a field longer than 1 MiB: a quote that is not closed?") from None
    except UnicodeError as error:
        if not chunks.cut:
            raise WrongEncoding(f"the bytes of row {rows + 1}, or near it, are not {encoding}") from error
    except _TooLong:
        raise MalformedCsv(f"row {rows + 1} holds a line longer than 1 MiB") from None
    except _Nul:
        raise MalformedCsv(f"row {rows + 1} holds a NUL character: this is not text in {encoding}") from None
    if row and not chunks.cut:
        raise MalformedCsv(f"the quote that opens in row {rows} is never closed")
    header = 1 if has_header and rows else 0
    return Counted(rows - header, tuple(first), chunks.cut)


# After all lines comes an empty one. The parser makes an empty row of it, unless it is inside quotes.
_LAST = ("\n",)


class _TooLong(Exception):
    pass


class _Nul(Exception):
    pass


def _blocks(chunks: Iterable[bytes], encoding: str) -> Iterator[list[str]]:
    """Lists of lines, their endings kept as `csv` wants them. What cannot be read raises after the lines before it."""
    carry = ""
    for decoded in _texts(_gathered(chunks), encoding):
        text, nul, _rest = (carry + decoded).partition("\0")
        lines = _lines(text)
        # The last line may go on in the next block; so may its ending, of which only \r is here.
        carry = lines.pop() if lines and not lines[-1].endswith("\n") else ""
        yield lines
        if nul:
            raise _Nul
        if len(carry) >= MAX_FIELD:
            raise _TooLong
    yield _lines(carry)


def _lines(text: str) -> list[str]:
    return io.StringIO(text, newline="").readlines()  # str.splitlines would also split at U+2028 and its like


def _gathered(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces of some size: what a peer sends byte by byte would be joined to a long line again for each byte."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        if len(held) >= _BLOCK:
            yield bytes(held)
            held.clear()
    yield bytes(held)


def _texts(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    """The chunks decoded, a byte order mark removed."""
    decoder = codecs.getincrementaldecoder(encoding)()
    started = False
    for chunk, final in chain(((chunk, False) for chunk in chunks), [(b"", True)]):
        before = decoder.getstate()
        try:
            text = decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            decoder.setstate(before)
            yield decoder.decode(chunk[: max(0, error.start - len(before[0]))])
            raise
        if text and not started:
            text, started = text.removeprefix("\ufeff"), True
        yield text
