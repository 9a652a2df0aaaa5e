"""A signed token, from its text to its claims. Everything about it that is wrong is the same InvalidToken.

JWS compact serialization (RFC 7515 §7.1) with a JWT inside (RFC 7519), read as RFC 8725 advises: the algorithm is
ours to choose, keys that the token itself carries or points to (`jwk`, `jku`, `x5c`, `x5u`) are ignored, what is
critical and unknown is refused, and no name stands twice.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass, field
from typing import Any

import jwt

from server.identity.jwks import Jwks

MAX_TOKEN_CHARACTERS = 8192
_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
_TYPES = ("jwt", "at+jwt", "application/at+jwt")  # RFC 9068 §2.1; others are other kinds of token
_TIMES = ("exp", "nbf", "iat")
_MAX_KID_CHARACTERS = 256


class InvalidToken(Exception):
    """Says why, for the log of the operator alone, and repeats nothing of the token."""


@dataclass(frozen=True, slots=True)
class TokenRules:
    """What tokens must hold. `leeway` is in seconds."""

    issuer: str
    audience: tuple[str, ...]
    algorithms: tuple[str, ...]
    leeway: float = 30.0
    _decoder: jwt.PyJWT = field(default_factory=jwt.PyJWT, repr=False)

    def claims(self, token: str, keys: Jwks) -> dict[str, Any]:
        """The claims of a token that holds. Raises InvalidToken, and KeysUnavailable where no key can be had."""
        if len(token) > MAX_TOKEN_CHARACTERS:
            raise InvalidToken(f"longer than {MAX_TOKEN_CHARACTERS} characters")
        parts = _COMPACT.fullmatch(token)
        if parts is None:
            raise InvalidToken("not a signed token")
        algorithm, kid = self._header(_json_object(parts.group(1), "header"))
        # The claims are read by our stricter reader before their signature is checked, and trusted only after it.
        claims = _json_object(parts.group(2), "claims")
        for name in _TIMES:
            if name in claims and not _is_time(claims[name]):
                raise InvalidToken(f"{name} is no number of seconds")
        key = keys.find(kid, algorithm)
        if key is None:
            raise InvalidToken("signed with a key that the issuer does not list")
        try:
            self._decoder.decode_complete(
                token,
                key,
                algorithms=[algorithm],
                issuer=self.issuer,
                audience=self.audience,
                leeway=self.leeway,
                options={"require": ["exp", "iss", "aud"], "enforce_minimum_key_length": True, "verify_sub": False},
            )
        except jwt.PyJWTError as error:
            raise InvalidToken(type(error).__name__) from None
        return claims

    def _header(self, header: dict[str, Any]) -> tuple[str, str | None]:
        algorithm, kid = header.get("alg"), header.get("kid")
        if not isinstance(algorithm, str) or algorithm not in self.algorithms:
            raise InvalidToken("an algorithm that is not allowed")
        if "crit" in header or "b64" in header:
            raise InvalidToken("critical parameters")
        kind = header.get("typ", "JWT")
        if not isinstance(kind, str) or kind.lower() not in _TYPES:
            raise InvalidToken("another kind of token")
        if kid is not None and (not isinstance(kid, str) or len(kid) > _MAX_KID_CHARACTERS):
            raise InvalidToken("a key id that is none")
        return algorithm, kid


def _json_object(segment: str, name: str) -> dict[str, Any]:
    try:
        text = base64.b64decode(segment + "=" * (-len(segment) % 4), altchars=b"-_", validate=True).decode()
        document = json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant)
    except (binascii.Error, ValueError, RecursionError):
        raise InvalidToken(f"the {name} cannot be read") from None
    if not isinstance(document, dict):
        raise InvalidToken(f"the {name} are no object")
    return document


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a name given twice")
    return document


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _is_time(value: object) -> bool:
    # NaN and infinity compare as false; later than the year 30000 is no time of a token.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**12
