"""Counts the rows of a CSV by streaming: RFC 4180 quoting, any line ending, memory that does not grow with the input.

Parsing is the C parser of the standard library's `csv`; this module bounds what it is fed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

MAX_FIELD = 1 << 20  # characters of one field, and of one line
_BUFFER = 1 << 18


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
    lines = _Lines(chunks, encoding)
    reader = csv.reader(lines, delimiter=delimiter)
    rows = 0
    first: tuple[str, ...] = ()
    try:
        for row in reader:
            if lines.ended and not chunks.cut:
                raise MalformedCsv(f"the quote that opens in row {rows + 1} is never closed")
            if not row:
                continue
            rows += 1
            if rows == 1:
                first = tuple(row)
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
    header = 1 if has_header and rows else 0
    return Counted(rows - header, first, chunks.cut)


class _TooLong(Exception):
    pass


class _Nul(Exception):
    pass


class _Lines:
    """The lines of the chunks, decoded, a byte order mark removed. `ended` is true once there are no more.

    A parser that still gives a row after that was inside quotes.
    """

    def __init__(self, chunks: Iterable[bytes], encoding: str) -> None:
        buffer = io.BufferedReader(_Readable(iter(chunks)), _BUFFER)
        # newline="" keeps line endings as they are, as `csv` wants them.
        self._text = io.TextIOWrapper(buffer, encoding=encoding, errors="strict", newline="")
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        readline = self._text.readline
        line = readline(MAX_FIELD).removeprefix("\ufeff")
        while line:
            if "\0" in line:
                raise _Nul
            if len(line) >= MAX_FIELD:
                raise _TooLong
            yield line
            line = readline(MAX_FIELD)
        self.ended = True


class _Readable(io.RawIOBase):
    """An iterator of bytes as a raw stream; what was not asked for yet is kept."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the buffer protocol has no type in 3.11
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = memoryview(chunk)
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size
