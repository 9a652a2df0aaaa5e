"""Headers that say on which condition a request is to be carried out, as fields of its message.

If-Match (RFC 9110 §13.1.1) is the request's `etag`: one entity tag, or `*` for any. A weak tag never matches, since
If-Match compares strongly. Idempotency-Key (draft-ietf-httpapi-idempotency-key-header) is its `request_id`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from google.protobuf.message import Message

from server.errors import InvalidArgument

IF_MATCH = "if-match"
IDEMPOTENCY_KEY = "idempotency-key"

# For those who describe them: what is taken as the value of each.
IF_MATCH_PATTERN = r'^(\*|(W/)?"[!#-~]*")$'
IDEMPOTENCY_KEY_PATTERN = r'^"?[A-Za-z0-9._-]{1,128}"?$'

_STRONG = re.compile(r'"([\x21\x23-\x7e]+)"')
_WEAK_OR_EMPTY = re.compile(r'(W/)?"[\x21\x23-\x7e]*"')


def fill(message: Message, headers: Mapping[str, str], *, changes: bool) -> None:
    """`changes`: the verb is one that changes something. Raises InvalidArgument."""
    fields = message.DESCRIPTOR.fields_by_name
    given = headers.get(IF_MATCH)
    if given is not None and "etag" in fields:
        _set(message, "etag", _tag(given.strip()), IF_MATCH)
    elif given is not None and changes:
        raise InvalidArgument.at(IF_MATCH, "nothing is compared here; leave the header out")
    key = headers.get(IDEMPOTENCY_KEY)
    if key is not None and "request_id" in fields:
        _set(message, "request_id", key.strip().strip('"'), IDEMPOTENCY_KEY)


def _tag(given: str) -> str:
    if given == "*":
        return given
    strong = _STRONG.fullmatch(given)
    if strong and strong.group(1) != "*":
        return strong.group(1)
    if _WEAK_OR_EMPTY.fullmatch(given):
        return given  # with its quotes it is nobody's etag
    raise InvalidArgument.at(IF_MATCH, 'expected one entity tag, such as "r3", or *')


def _set(message: Any, name: str, value: str, header: str) -> None:
    if getattr(message, name) not in ("", value):
        raise InvalidArgument.at(header, f"says something else than the request's {name}")
    setattr(message, name, value)
