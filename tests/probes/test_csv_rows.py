"""Counting rows: any text that a CSV writer can write, anything that is none, and memory that does not grow."""

from __future__ import annotations

import csv
import io
import time
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols.csv_content import other_format
from probes.protocols.csv_rows import Counted, MalformedCsv, WrongEncoding, count_rows


@dataclass
class Pieces:
    """Bytes in pieces that may end before the content does."""

    pieces: Iterable[bytes]
    cut: bool = False

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.pieces)


def count(
    content: bytes,
    *,
    header: bool = False,
    encoding: str = "utf-8",
    delimiter: str = ",",
    size: int = 7,
    cut: bool = False,
) -> Counted:
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    return count_rows(Pieces(pieces, cut), delimiter=delimiter, has_header=header, encoding=encoding)


# NUL is refused as a sign of binary content; lone surrogates are not in any encoding.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
ROWS = st.lists(st.lists(TEXT, min_size=1, max_size=4), max_size=12)


@given(ROWS, st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]), st.integers(1, 40))
def test_every_row_that_a_writer_writes_is_counted(
    rows: list[list[str]], delimiter: str, encoding: str, size: int
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    # A writer leaves an unquoted U+FEFF as it is; at the very start it cannot be told from a byte order mark.
    counted = count(text.getvalue().encode(encoding), encoding=encoding, delimiter=delimiter, size=size)
    assert counted.rows == len(rows)
    assert not counted.at_least


@given(ROWS, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_line_endings_blank_lines_and_a_missing_last_one(rows: list[list[str]], ending: str, ends: bool) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=ending + ending, quoting=csv.QUOTE_ALL).writerows(rows)
    content = text.getvalue() if ends else text.getvalue().removesuffix(ending + ending)
    assert count(content.encode()).rows == len(rows)


@pytest.mark.parametrize(
    ("content", "header", "rows"),
    [
        (b"", True, 0),
        (b"", False, 0),
        (b"\n\r\n\n", True, 0),
        (b"id,name\n", True, 0),
        (b"id,name", True, 0),
        (b"id,name\n1,Ada", True, 1),
        (b"id,name\r\n1,Ada\r\n\r\n2,Bob\r\n", True, 2),
        (b"\xef\xbb\xbfid\n1\n", True, 1),
        (b'\xef\xbb\xbf"id, in\nquotes"\n1\n', True, 1),
        (b'a,"b\nc\r\nd\n\n"\n"x ""y"" z",2\n', False, 2),
        (b'""\n', False, 1),
        (b" \n", False, 1),
        (b'5" pipe,6" pipe\n1,2\n', False, 2),
        (b'"a"b,c\n1,2\n', False, 2),
        (b'a,"b"', False, 1),
    ],
)
def test_what_counts_as_a_row(content: bytes, header: bool, rows: int) -> None:
    for size in (1, 3, 1 << 20):
        assert count(content, header=header, size=size).rows == rows


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'a,b\n1,"x\n2,y\n', "the quote that opens in row 2 is never closed"),
        (b'"', "the quote that opens in row 1 is never closed"),
        (b'a\n1\n"' + b"z\n" * 700_000, "row 3 holds a field longer than 1 MiB"),
        (b"a\n" + b"z" * (1 << 20), "row 2 holds a line longer than 1 MiB"),
        (b"a,b\n1,\0\n", "row 2 holds a NUL character"),
    ],
)
def test_what_is_no_csv_names_the_row(content: bytes, message: str) -> None:
    with pytest.raises(MalformedCsv, match=message):
        count(content, size=1 << 16)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [("größe\n".encode("latin-1"), "utf-8"), (b"\xff\xfea\0", "utf-8"), (b"a\0b", "utf-16"), ("é".encode(), "ascii")],
)
def test_bytes_of_another_encoding(content: bytes, encoding: str) -> None:
    with pytest.raises(WrongEncoding, match="row 1"):
        count(content, encoding=encoding)


@given(st.binary(max_size=200), st.sampled_from(["utf-8", "utf-16", "windows-1252"]), st.booleans())
def test_any_bytes_are_counted_or_refused(content: bytes, encoding: str, cut: bool) -> None:
    try:
        counted = count(content, encoding=encoding, cut=cut)
    except (MalformedCsv, WrongEncoding):
        return
    assert counted.rows >= 0


@pytest.mark.parametrize("content", [b'a\n1\n"x', "a\n1\né".encode()[:-1], b"a\n1\n2"])
def test_content_that_was_cut_is_no_error(content: bytes) -> None:
    counted = count(content, cut=True, size=1)
    assert counted.at_least
    assert counted.rows in (2, 3)


def test_a_long_line_sent_byte_by_byte_does_not_take_for_ever() -> None:
    begun = time.process_time()
    with pytest.raises(MalformedCsv, match="longer than 1 MiB"):
        count(b"x" * (2 << 20), size=1)
    assert time.process_time() - begun < 10


def peak_of(pieces: Iterable[bytes]) -> int:
    tracemalloc.start()
    try:
        count_rows(Pieces(pieces), delimiter=",", has_header=True, encoding="utf-8")
    except MalformedCsv:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak


def test_100_mb_take_constant_memory() -> None:
    row = b'12345,"Lovelace, Ada",ada@example.com,2026-03-15T10:30:00Z,199.99,"two\nlines"\r\n' * 100
    piece = row * 32
    rows = (100 << 20) // len(piece)
    assert peak_of(piece for _ in range(rows)) < 4 << 20


@pytest.mark.parametrize(
    "piece", [b"x" * 65536, b'"' + b"x" * 65535, b"x\n" * 32768, b'""' * 32768], ids=lambda p: repr(p[:4])
)
def test_no_content_makes_it_keep_more_than_a_few_mib(piece: bytes) -> None:
    quoted = b'"' + piece[1:]
    assert peak_of([quoted, *([piece] * 200)]) < 16 << 20


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"\x1f\x8b\x08\0", "gzip"),
        (b"PK\x03\x04\x14", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"\n <!DOCTYPE html><html>", "web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "XML"),
        (b"id,name\n", None),
        (b"PAR1,PAR2\n", None),
        (b"ORCID,name\n", None),
        (b"<b>,c\n", None),
        (b"", None),
    ],
)
def test_other_formats_are_known_by_their_first_bytes(start: bytes, what: str | None) -> None:
    found = other_format(start)
    assert found is None if what is None else what in (found or "")
