"""Database URLs, read by us and strictly: a driver that gets one whole takes host lists, files and services from it.

Grammar: scheme "://" [user [":" password] "@"] host [":" port] ["/" database] ["?" option "=" value {"&" …}],
every part percent-encoded UTF-8 (RFC 3986). One host; only the options that the caller names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from probes.result import ProbeFailure, Reason

MAX_LENGTH = 4096

SHAPE = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.:-]*)://"
    r"((?P<username>[^\s/?#@:]*)(:(?P<password>[^\s/?#@]*))?@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})"
    r"(:(?P<port>[0-9]{1,5}))?"
    r"(/(?P<database>[^\s/?#]*))?"
    r"(\?(?P<options>[^\s#]*))?"
)
OPTION_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,31}")
BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Dsn:
    """The parts, decoded; what the URL does not name is None. The repr shows no password."""

    host: str
    port: int | None = None
    database: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    options: Mapping[str, str] = field(default_factory=dict)


def parse_dsn(
    text: str, *, schemes: Collection[str], options: Collection[str], path: str = "config.connectionString"
) -> Dsn:
    """Raises ProbeFailure INVALID_CONFIG with `path` as the field. No message repeats any part but an option's name."""
    if len(text) > MAX_LENGTH:
        raise invalid(path, f"is longer than {MAX_LENGTH} characters")
    shape = SHAPE.fullmatch(text)
    if shape is None:
        raise invalid(path, f"is not of the form {min(schemes)}://user:password@host:port/database")
    if shape["scheme"].lower() not in schemes:
        raise invalid(path, f"must begin with {' or '.join(f'{scheme}://' for scheme in sorted(schemes))}")
    port = int(shape["port"]) if shape["port"] else None
    if port is not None and not 1 <= port <= 65535:
        raise invalid(path, "has a port outside 1 to 65535")
    return Dsn(
        host=shape["host"].strip("[]"),
        port=port,
        database=decoded(shape["database"], path) or None,
        username=decoded(shape["username"], path) or None,
        password=decoded(shape["password"], path),
        options=_options(shape["options"] or "", options, path),
    )


def _options(text: str, allowed: Collection[str], path: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for pair in filter(None, text.split("&")):
        name, equals, value = pair.partition("=")
        if not OPTION_NAME.fullmatch(name) or not equals:
            raise invalid(path, "has an option that is not name=value")
        if name not in allowed:
            raise invalid(path, f"has the option {name}; only {', '.join(sorted(allowed))} is understood here")
        if name in found:
            raise invalid(path, f"has the option {name} twice")
        found[name] = decoded(value, path) or ""
    return found


def decoded(part: str | None, path: str) -> str | None:
    """Without its percent-encoding. Raises ProbeFailure INVALID_CONFIG: a bad escape, no UTF-8, a control character."""
    if part is None:
        return None
    if BAD_ESCAPE.search(part):
        raise invalid(path, "has a % that no two hexadecimal digits follow")
    try:
        text = unquote_to_bytes(part).decode()
    except UnicodeDecodeError:
        raise invalid(path, "is not UTF-8 once decoded") from None
    if CONTROL.search(text):
        raise invalid(path, "holds a control character")
    return text


def invalid(path: str, what: str) -> ProbeFailure:
    """`what` follows the field's name and repeats none of its value."""
    name = path.rpartition(".")[2]
    return ProbeFailure(
        Reason.INVALID_CONFIG,
        f"{name} {what}",
        field=path,
        hint="percent-encode @ : / ? # and % in user name and password, or give host, port and database by themselves",
    )
