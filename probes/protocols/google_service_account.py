"""A service account's key file, read strictly, and the assertion that it signs.

https://developers.google.com/identity/protocols/oauth2/service-account#httprest
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from probes.egress.url import parse_url
from probes.protocols.rsa_key import load_rsa_key
from probes.result import ProbeFailure, Reason

PATH = "authConfig.serviceAccountJson"
_NEEDED = ("client_email", "private_key", "private_key_id", "token_uri")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,253}")
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_LONGEST_TEXT = 65_536
_UNIVERSE = "googleapis.com"
_SECONDS = 600  # Google takes up to an hour; one probe needs a moment
_WHOLE_FILE = "store the whole JSON file that Google made for the service account's key"


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """What is needed of the file. `token_uri` is an https URL, still to be judged by the guard."""

    email: str
    key_id: str
    token_uri: str
    _key: RSAPrivateKey = field(repr=False)

    def assertion(self, scope: str) -> str:
        """A JWT (RFC 7523) that asks for a token of this scope."""
        now = int(time.time())
        claims = {"iss": self.email, "scope": scope, "aud": self.token_uri, "iat": now, "exp": now + _SECONDS}
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": self.key_id})


def service_account(given: Any) -> ServiceAccount:
    """Reads the file, an object or its text. Raises ProbeFailure (INVALID_CONFIG, CREDENTIAL_MISSING, UNSUPPORTED)
    naming the field inside; no value is ever in a message."""
    document = _document(given)
    kind = document.get("type")
    if kind != "service_account":
        raise _wrong_type(kind)
    if document.get("universe_domain", _UNIVERSE) != _UNIVERSE:
        raise ProbeFailure(
            Reason.UNSUPPORTED,
            f"service accounts outside {_UNIVERSE} are not supported",
            field=f"{PATH}.universe_domain",
            hint="use a service account of Google's public cloud",
        )
    missing = [f"{PATH}.{name}" for name in _NEEDED if not document.get(name)]
    if missing:
        message = f"missing: {', '.join(missing)}"
        raise ProbeFailure(Reason.CREDENTIAL_MISSING, message, field=missing[0], hint=_WHOLE_FILE)
    for name in _NEEDED:
        if not isinstance(document[name], str):
            raise _invalid(f"{PATH}.{name}", "expected a string")
    if not _EMAIL.fullmatch(document["client_email"]):
        raise _invalid(f"{PATH}.client_email", "is no service account's e-mail address")
    if not _KEY_ID.fullmatch(document["private_key_id"]):
        raise _invalid(f"{PATH}.private_key_id", "is no key id")
    return ServiceAccount(
        email=document["client_email"],
        key_id=document["private_key_id"],
        token_uri=_token_uri(document["token_uri"]),
        _key=load_rsa_key(document["private_key"], None, field=f"{PATH}.private_key"),
    )


def _document(given: Any) -> Mapping[str, Any]:
    document = given
    if isinstance(given, str):
        if len(given) > _LONGEST_TEXT:
            raise _invalid(PATH, "is longer than a key file can be")
        try:
            document = json.loads(given)
        except (ValueError, RecursionError):
            raise _invalid(PATH, "is no JSON") from None
    if not isinstance(document, Mapping):
        raise _invalid(PATH, "expected a JSON object")
    return document


def _wrong_type(kind: Any) -> ProbeFailure:
    path = f"{PATH}.type"
    if kind in (
        "authorized_user",
        "external_account",
        "external_account_authorized_user",
        "impersonated_service_account",
    ):
        return ProbeFailure(
            Reason.UNSUPPORTED, f"credentials of type {kind} are not supported", field=path, hint=_WHOLE_FILE
        )
    return _invalid(path, "expected service_account")


def _token_uri(text: str) -> str:
    path = f"{PATH}.token_uri"
    url = parse_url(text, path=path)
    if url.scheme != "https" or url.user is not None:
        raise _invalid(path, "must begin with https:// and hold no user name")
    return str(url)


def _invalid(path: str, what: str) -> ProbeFailure:
    return ProbeFailure(Reason.INVALID_CONFIG, f"{path} {what}", field=path, hint=_WHOLE_FILE)
