"""Signs requests to Blob Storage with an account key.

https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key (version 2015-02-21 and later)
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qsl, urlsplit

from probes.result import ProbeFailure, Reason

# In the order of the string to sign; a request without body has an empty Content-Length there.
_STANDARD = (
    "content-encoding",
    "content-language",
    "content-length",
    "content-md5",
    "content-type",
    "date",
    "if-modified-since",
    "if-match",
    "if-none-match",
    "if-unmodified-since",
    "range",
)


@dataclass(frozen=True, slots=True)
class SharedKey:
    """An account's name and one of its keys."""

    account: str
    key: bytes = field(repr=False)

    @classmethod
    def parse(cls, account: str, text: str, *, path: str) -> SharedKey:
        """Raises ProbeFailure (INVALID_CONFIG) where the text is no base64."""
        try:
            return cls(account, base64.b64decode(text, validate=True))
        except (binascii.Error, ValueError):
            raise ProbeFailure(
                Reason.INVALID_CONFIG,
                f"{path} holds an account key that is no base64",
                field=path,
                hint="copy key1 or key2 from the account's page Access keys, whole",
            ) from None

    def signed(self, method: str, url: str, headers: Mapping[str, str]) -> dict[str, str]:
        """`headers` with the date and the signature. `url` must be percent-encoded as it will be sent; no body."""
        dated = {**headers, "x-ms-date": format_datetime(datetime.now(UTC), usegmt=True)}
        to_sign = string_to_sign(self.account, method, url, dated)
        signature = base64.b64encode(hmac.new(self.key, to_sign.encode(), hashlib.sha256).digest()).decode()
        return {**dated, "Authorization": f"SharedKey {self.account}:{signature}"}


def string_to_sign(account: str, method: str, url: str, headers: Mapping[str, str]) -> str:
    """As the page's sections "Constructing the signature string" to "…canonicalized resource string" say."""
    lowered = {name.lower(): value.strip() for name, value in headers.items()}
    standard = [lowered.get(name, "") for name in _STANDARD]
    canonical = [f"{name}:{lowered[name]}" for name in sorted(lowered) if name.startswith("x-ms-")]
    parts = urlsplit(url)
    parameters: dict[str, list[str]] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        parameters.setdefault(name.lower(), []).append(value)
    resource = [f"/{account}{parts.path or '/'}"]
    resource += [f"{name}:{','.join(sorted(parameters[name]))}" for name in sorted(parameters)]
    return "\n".join([method.upper(), *standard, *canonical, *resource])
