"""Answers of AWS's XML protocols, read without entities and regardless of namespaces."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

_CODE = re.compile(r"[A-Z][A-Za-z]{2,47}")  # letters alone: a peer does not write our messages


def parse_xml(body: bytes) -> ET.Element | None:
    """The root element, or None for what is no XML. A document type, and so any entity of its own, is refused.

    It must be UTF-8, so that no other encoding hides a document type from the check. `body` is bounded by the HTTP
    client.
    """
    try:
        written = body.decode("utf-8-sig")
        if "<!DOCTYPE" in written or "<!ENTITY" in written:
            return None
        return ET.fromstring(written)  # noqa: S314 - no document type, bounded size
    except (ET.ParseError, ValueError):
        return None


def texts(root: ET.Element, name: str) -> list[str]:
    """The texts of all elements of that local name, in document order."""
    return [element.text or "" for element in root.iter() if local_name(element) == name]


def text(root: ET.Element | None, name: str) -> str:
    """The text of the first such element, or nothing."""
    return next(iter(texts(root, name)), "") if root is not None else ""


def local_name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def error_code(root: ET.Element | None) -> str:
    """The code of an error answer of S3 (Error/Code) or of the Query protocol (ErrorResponse/Error/Code)."""
    code = text(root, "Code") if root is not None and local_name(root) in ("Error", "ErrorResponse", "Response") else ""
    return code if _CODE.fullmatch(code) else ""
