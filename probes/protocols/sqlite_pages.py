"""Reads the schema of an SQLite database from its pages, without SQLite: no C code meets a file of a stranger's.

https://www.sqlite.org/fileformat2.html, whose sections are named below. Integers are big-endian.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

MAGIC = b"SQLite format 3\x00"
HEADER_BYTES = 100
_INTERIOR, _LEAF = 0x05, 0x0D  # of table b-trees
_MAX_PAGES = 2_000  # of one tree: a circle of pages must end

ReadAt = Callable[[int, int], bytes]
"""Offset and length to the bytes there, fewer at the end of the file."""


class NotSqlite(Exception):
    """The bytes are not what the format says; the message says which. Fit to show."""


@dataclass(frozen=True, slots=True)
class Header:
    """The database header (§1.3). `wal`: the file was written with a write-ahead log beside it."""

    page_size: int
    wal: bool
    version: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the schema table (§2.6)."""

    kind: str
    name: str
    root: int


def header_of(start: bytes) -> Header:
    """Of the file's first 100 bytes. Raises NotSqlite."""
    if not start.startswith(MAGIC):
        raise NotSqlite("the file does not begin as an SQLite database does")
    if len(start) < HEADER_BYTES:
        raise NotSqlite("the file ends within its header")
    size = _integer(start, 16, 2)
    size = 65_536 if size == 1 else size
    if size < 512 or size & (size - 1):
        raise NotSqlite("the header's page size is none of SQLite's")
    if _integer(start, 56, 4) > 3:
        raise NotSqlite("the header names no text encoding of SQLite")
    number = _integer(start, 96, 4)
    version = f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"
    return Header(size, 2 in start[18:20], version)


def schema(read: ReadAt, header: Header) -> Iterator[Entry]:
    """The tables, views, indices and triggers. Raises NotSqlite where a page is damaged or missing."""
    encoding = {0: "utf-8", 1: "utf-8", 2: "utf-16-le", 3: "utf-16-be"}[_integer(read(0, HEADER_BYTES), 56, 4)]
    for cell in leaf_cells(read, header, 1):
        values = _record(cell)
        if len(values) >= 4 and isinstance(values[0], bytes) and isinstance(values[1], bytes):
            kind, name = (value.decode(encoding, errors="replace") for value in values[:2] if isinstance(value, bytes))
            yield Entry(kind, name, values[3] if isinstance(values[3], int) else 0)


def leaf_cells(read: ReadAt, header: Header, root: int) -> Iterator[bytes]:
    """The payloads' beginnings of a table b-tree, in order (§1.6). Overflow pages are left unread."""
    waiting, seen = [root], 0
    while waiting:
        number = waiting.pop()
        seen += 1
        if seen > _MAX_PAGES:
            return
        page = read((number - 1) * header.page_size, header.page_size)
        if len(page) < header.page_size:
            raise NotSqlite(f"page {number} is missing: the file is cut short, or still being written")
        start = HEADER_BYTES if number == 1 else 0
        kind, count = page[start], _integer(page, start + 3, 2)
        pointers = start + (12 if kind == _INTERIOR else 8)
        offsets = [_integer(page, pointers + 2 * index, 2) for index in range(count)]
        if kind == _INTERIOR:
            children = [_integer(page, offset, 4) for offset in offsets]
            waiting += reversed([*children, _integer(page, start + 8, 4)])
        elif kind == _LEAF:
            yield from (_payload(page, offset) for offset in offsets)
        else:
            raise NotSqlite(f"page {number} is no page of a table: the file is damaged or encrypted")


def _payload(page: bytes, offset: int) -> bytes:
    size, after = _varint(page, offset)
    _rowid, after = _varint(page, after)
    return page[after : after + size]


def _record(payload: bytes) -> list[bytes | int | None]:
    """The first columns of a record (§2.1), as far as the payload goes."""
    length, at = _varint(payload, 0)
    body = length
    values: list[bytes | int | None] = []
    while at < length and len(values) < 4:
        serial, at = _varint(payload, at)
        size = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)[serial] if serial < 12 else (serial - 12) // 2
        piece = payload[body : body + size]
        whole = int.from_bytes(piece, "big", signed=True) if 1 <= serial <= 6 else serial - 8
        values.append(piece if serial >= 12 else None if serial in (0, 7) else whole)
        body += size
    return values


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """The number, and where the next byte is (§1.6)."""
    value = 0
    for index in range(9):
        if at + index >= len(data):
            raise NotSqlite("a cell leads out of its page: the file is damaged")
        byte = data[at + index]
        if index == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + index + 1
    raise AssertionError("unreachable")


def _integer(data: bytes, at: int, size: int) -> int:
    piece = data[at : at + size]
    if len(piece) < size:
        raise NotSqlite("a pointer leads out of its page: the file is damaged")
    return int.from_bytes(piece, "big")
