"""Requests signed as OAuth 1.0a wants it (RFC 5849 §3, HMAC-SHA256), for the vendors who never left it.

Our own 30 lines: oauthlib takes 70 ms to import, which every zygote would pay. Its verifier is the judge in the tests.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, urlsplit

from probes.protocols.saas_given import Given
from probes.vendors.declaration import OAuth1

Signer = Callable[[str, str], dict[str, str]]
"""Gives the headers that sign a request of this method and URL."""


def signer_of(signed: OAuth1, given: Given) -> Signer:
    def sign(method: str, url: str) -> dict[str, str]:
        oauth = {
            "oauth_consumer_key": given.text(signed.consumer_key),
            "oauth_token": given.text(signed.token),
            "oauth_signature_method": "HMAC-SHA256",
            "oauth_timestamp": str(int(time.time())),
            "oauth_nonce": secrets.token_hex(16),
            "oauth_version": "1.0",
        }
        key = f"{_escaped(given.text(signed.consumer_secret))}&{_escaped(given.text(signed.token_secret))}"
        digest = hmac.new(key.encode(), _signature_base(method, url, oauth).encode(), hashlib.sha256).digest()
        oauth["oauth_signature"] = base64.b64encode(digest).decode()
        realm = [f'realm="{given.text(signed.realm)}"'] if signed.realm else []
        parts = [*realm, *(f'{name}="{_escaped(value)}"' for name, value in oauth.items())]
        return {"Authorization": f"OAuth {', '.join(parts)}"}

    return sign


def _signature_base(method: str, url: str, oauth: dict[str, str]) -> str:
    """§3.4.1: the method, the URL without its query, and every parameter of query and header, sorted once encoded."""
    parts = urlsplit(url)
    pairs = [*parse_qsl(parts.query, keep_blank_values=True), *oauth.items()]
    encoded = sorted((_escaped(name), _escaped(value)) for name, value in pairs)
    parameters = "&".join(f"{name}={value}" for name, value in encoded)
    address = f"{parts.scheme}://{parts.netloc.lower()}{parts.path}"
    return "&".join((method.upper(), _escaped(address), _escaped(parameters)))


def _escaped(text: str) -> str:
    """§3.6."""
    return quote(text, safe="~")
