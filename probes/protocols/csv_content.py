"""Tells by its first bytes what a file is that someone took for CSV."""

from __future__ import annotations

# Only such as no header line can begin with: "ORC" would take ORCID for a file format.
_MAGIC = (
    (b"\x1f\x8b", "a gzip file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"PK\x03\x04", "a ZIP file or an Excel workbook (.xlsx)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)"),
    (b"%PDF-", "a PDF"),
    (b"PAR1\x15", "a Parquet file"),
    (b"Obj\x01", "an Avro file"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_MARKUP = ((b"<!doctype html", "a web page"), (b"<html", "a web page"), (b"<?xml", "an XML document"))


def other_format(start: bytes) -> str | None:
    """What the content is, with its article, or None where nothing speaks against CSV."""
    for magic, what in _MAGIC:
        if start.startswith(magic):
            return what
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((what for prefix, what in _MARKUP if text.startswith(prefix)), None)
