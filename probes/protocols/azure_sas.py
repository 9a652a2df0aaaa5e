"""Shared access signatures, read strictly: only their own parameters ever join a URL.

https://learn.microsoft.com/rest/api/storageservices/create-service-sas, …/create-account-sas and
…/create-user-delegation-sas
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote

from probes.result import ProbeFailure, Reason

_NAMES = frozenset(
    {
        *("sv", "ss", "srt", "sr", "sp", "st", "se", "spr", "sip", "sig", "si", "sdd", "ses"),
        *("skoid", "sktid", "skt", "ske", "sks", "skv", "saoid", "suoid", "scid", "skdutid", "sduoid"),
        *("rscc", "rscd", "rsce", "rscl", "rsct"),
    }
)
_HINT = "give what stands after the question mark of the signature's URL, such as sv=…&se=…&sp=rl&sig=…"


@dataclass(frozen=True, slots=True)
class Sas:
    """A signature's parameters, percent-encoded anew. `expires` is unknown where a stored policy says it."""

    query: str = field(repr=False)
    permissions: str
    expires: datetime | None

    @property
    def expired(self) -> bool:
        return self.expires is not None and self.expires <= datetime.now(UTC)


def parse_sas(text: str, *, path: str) -> Sas:
    """Raises ProbeFailure (INVALID_CONFIG) naming `path`; nothing of the token is in the message."""
    try:
        pairs = parse_qsl(text.removeprefix("?"), keep_blank_values=True, strict_parsing=True, max_num_fields=40)
    except ValueError:
        raise _invalid(path, "is no query string") from None
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise _invalid(path, "holds a parameter twice")
    if not set(parameters) <= _NAMES:
        raise _invalid(path, "holds a parameter that is none of a shared access signature's")
    missing = [name for name in ("sv", "sig") if not parameters.get(name)]
    if missing:
        raise _invalid(path, f"has no {missing[0]}")
    return Sas(
        query="&".join(f"{name}={quote(value, safe='')}" for name, value in pairs),
        permissions=parameters.get("sp", ""),
        expires=_time(parameters["se"], path) if parameters.get("se") else None,
    )


def _time(text: str, path: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise _invalid(path, "has an expiry (se) that is no time") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _invalid(path: str, what: str) -> ProbeFailure:
    return ProbeFailure(Reason.INVALID_CONFIG, f"{path} {what}", field=path, hint=_HINT)
