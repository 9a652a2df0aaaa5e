"""From the text of an environment variable to a value. Each raises ValueError saying what was expected."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit


def text(value: str) -> str:
    return value


def path(value: str) -> Path | None:
    return Path(value).absolute() if value else None


def listen(value: str) -> str:
    if not value:
        return ""
    host, separator, port = value.rpartition(":")
    if not separator or not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ValueError("expected host:port, such as 127.0.0.1:8080, or nothing to turn it off")
    return value


def lease_pairs(value: str) -> tuple[str, ...]:
    pairs = words(value)
    if not all(pair.count("/") == 1 and all(pair.split("/")) for pair in pairs):
        raise ValueError("expected tenant/type pairs, comma-separated; * stands for any tenant or any type")
    return pairs


def number(low: float, high: float) -> Callable[[str], float]:
    def parse(value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            raise ValueError(f"expected a number from {low:g} to {high:g}") from None
        if not low <= number <= high:
            raise ValueError(f"expected a number from {low:g} to {high:g}")
        return number

    return parse


def integer(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not (value.isascii() and value.isdigit()) or not low <= int(value) <= high:
            raise ValueError(f"expected an integer from {low} to {high}")
        return int(value)

    return parse


def choice(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"expected one of {', '.join(choices)}")
        return value

    return parse


def flag(value: str) -> bool:
    return choice("true", "false")(value) == "true"


def words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def database(value: str) -> str:
    if value and not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError("expected sqlite:///path or postgresql://…")
    return value


def redis(value: str) -> str:
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("expected redis://…, rediss://… or unix://…")
    return value


def web_address(value: str) -> str:
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("expected http://host:port or https://host:port")
    return value


def optional_flag(value: str) -> bool | None:
    """None where nothing is set: what it then means hangs on other settings."""
    return flag(value) if value else None


def identity_modes(value: str) -> tuple[str, ...]:
    if value in ("headers", "jwt", "mtls"):
        return (value,)
    if sorted(words(value)) == ["jwt", "mtls"]:
        return ("jwt", "mtls")
    raise ValueError("expected headers, jwt, mtls, or jwt,mtls")


def algorithms(value: str) -> tuple[str, ...]:
    """Signature algorithms of tokens (RFC 7518 §3.1, RFC 8037). Never a symmetric one: a JWKS is public."""
    known = [f"{family}{bits}" for family in ("RS", "PS", "ES") for bits in (256, 384, 512)] + ["EdDSA"]
    found = words(value)
    if not found or not set(found) <= set(known):
        raise ValueError(f"expected some of {', '.join(known)}")
    return found


def role_names(value: str) -> dict[str, str]:
    """`platform-admins=admin,developers=editor`: what a token calls a role, and the role."""
    found = {}
    for pair in words(value):
        name, separator, role = pair.rpartition("=")
        if not separator or not name or role not in ("admin", "editor", "viewer"):
            raise ValueError("expected name=role pairs, the role one of admin, editor, viewer")
        found[name] = role
    return found


def keyring_keys(value: str) -> dict[str, bytes]:
    """`id=base64` pairs, 32 bytes each. The messages repeat nothing of a key."""
    found = {}
    for pair in words(value):
        key_id, separator, encoded = pair.partition("=")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if not separator or not key_id or len(key) != 32 or key_id in found:
            raise ValueError("expected id=key pairs, comma-separated: each id once, each key base64 of 32 bytes")
        found[key_id] = key
    return found


def jwks(value: str) -> str:
    """A file, or a URL: https, or http to this machine alone."""
    if "://" not in value:
        return str(Path(value).absolute()) if value else ""
    url = urlsplit(value)
    if url.port == 0:
        raise ValueError("port 0 is no port")
    if url.scheme == "https" and url.hostname and not url.username:
        return value
    if url.scheme == "http" and url.hostname in ("127.0.0.1", "::1", "localhost") and not url.username:
        return value
    raise ValueError("expected a file, https://…, or http://… on loopback; without a user")
