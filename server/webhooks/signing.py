"""How an event is signed: Standard Webhooks 1.0.0, symmetric (https://www.standardwebhooks.com).

The header `webhook-signature` holds `v1,` and the base64 of an HMAC-SHA256 over `id.timestamp.body`, once for each
secret that counts, separated by blanks: a receiver tries each until one fits.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
SECRET_BYTES = 32  # the standard asks for 24 to 64


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(event_id: str, timestamp: int, body: str, signing: Iterable[str]) -> dict[str, str]:
    """Of one try. `timestamp` is its own, in seconds since the epoch; `signing` are the secrets, the newest first."""
    signed = f"{event_id}.{timestamp}.{body}".encode()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(_signature(secret, signed) for secret in signing),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
