"""Digest access authentication (RFC 7616): the password proves itself without being sent."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable

# SHA-256 goes first where both are offered (§3.7: the server lists them by its own preference; MD5 is the weak one).
ALGORITHMS: dict[str, Callable[[bytes], str]] = {
    "SHA-256": lambda data: hashlib.sha256(data).hexdigest(),
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
}
_CHALLENGE = re.compile(r"(?i)\bDigest\s+((?:\s*,?\s*[\w-]+=(?:\"(?:[^\"\\]|\\.)*\"|[^\s,\"]+))+)")
_PAIR = re.compile(r"([\w-]+)=(?:\"((?:[^\"\\]|\\.)*)\"|([^\s,\"]+))")


def challenges(header: str) -> list[dict[str, str]]:
    """The parameters of each Digest challenge in WWW-Authenticate, those that can be answered, the strongest first."""
    found = [_parameters(text) for text in _CHALLENGE.findall(header)]
    usable = [one for one in found if _algorithm(one) and "nonce" in one and "auth" in _qop(one)]
    return sorted(usable, key=lambda one: list(ALGORITHMS).index(_algorithm(one)))


def authorization(challenge: dict[str, str], method: str, target: str, username: str, password: str) -> str:
    """The value of the header Authorization; `target` is the request's path and query."""
    digest = ALGORITHMS[_algorithm(challenge)]
    realm, nonce, cnonce, count = challenge.get("realm", ""), challenge["nonce"], secrets.token_hex(8), "00000001"
    user = digest(f"{username}:{realm}:{password}".encode())
    what = digest(f"{method}:{target}".encode())
    response = digest(f"{user}:{nonce}:{count}:{cnonce}:auth:{what}".encode())
    quoted = {"username": username, "realm": realm, "nonce": nonce, "uri": target, "cnonce": cnonce}
    quoted |= {"response": response, **({"opaque": challenge["opaque"]} if "opaque" in challenge else {})}
    parts = [f'{name}="{_escaped(value)}"' for name, value in quoted.items()]
    return "Digest " + ", ".join([*parts, f"algorithm={_algorithm(challenge)}", "qop=auth", f"nc={count}"])


def _parameters(text: str) -> dict[str, str]:
    pairs = _PAIR.findall(text)
    return {name.lower(): re.sub(r"\\(.)", r"\1", quoted) or bare for name, quoted, bare in pairs}


def _algorithm(challenge: dict[str, str]) -> str:
    name = challenge.get("algorithm", "MD5").upper()
    return name if name in ALGORITHMS else ""


def _qop(challenge: dict[str, str]) -> list[str]:
    return [part.strip() for part in challenge.get("qop", "").split(",")]


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
