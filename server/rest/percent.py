"""Percent-encoding (RFC 3986, section 2.1), read strictly: what is not UTF-8 is refused, never replaced."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from server.errors import MalformedRequest

_BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SLASH = re.compile(r"(%2[Ff])")


def decode(text: str, where: str) -> str:
    """The characters that `text` stands for. Raises MalformedRequest, which says `where` it was."""
    if "%" not in text:
        return text
    if _BROKEN.search(text):
        raise MalformedRequest(f"{where}: % without two hexadecimal digits")
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise MalformedRequest(f"{where}: not UTF-8") from None


def decode_but_slashes(text: str, where: str) -> str:
    """The same with %2F left as it is, as google/api/http.proto says of variables that span segments."""
    return "".join(part if _SLASH.fullmatch(part) else decode(part, where) for part in _SLASH.split(text))
