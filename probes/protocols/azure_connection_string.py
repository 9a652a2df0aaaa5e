"""Connection strings of Azure Storage, read by us: what no probe needs never reaches one, what is unknown is refused.

https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from probes.result import ProbeFailure, Reason

PATH = "authConfig.connectionString"
_USED = (
    "DefaultEndpointsProtocol",
    "AccountName",
    "AccountKey",
    "SharedAccessSignature",
    "BlobEndpoint",
    "EndpointSuffix",
)
_OTHERS = ("QueueEndpoint", "TableEndpoint", "FileEndpoint", "DfsEndpoint")
_IGNORED = (
    *_OTHERS,
    *(name.replace("Endpoint", "SecondaryEndpoint") for name in (*_OTHERS, "BlobEndpoint")),
    "UseDevelopmentStorage",
    "DevelopmentStorageProxyUri",
)
_KNOWN = {name.lower(): name for name in (*_USED, *_IGNORED)}
_SUFFIX = re.compile(r"[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,6}")
_HINT = "copy it again from the account's page Access keys or Shared access signature"


@dataclass(frozen=True, slots=True)
class ConnectionString:
    """What a probe needs of one. Exactly one of `key` and `sas` is there, and at least one of the endpoints:
    `blob_endpoint` as written, `usual_endpoint` as account and suffix make it."""

    account: str | None
    key: str | None = field(repr=False)
    sas: str | None = field(repr=False)
    blob_endpoint: str | None
    usual_endpoint: str | None


def parse_connection_string(text: str) -> ConnectionString:
    """Raises ProbeFailure (INVALID_CONFIG); nothing of the string but names of settings is in the message."""
    settings = _settings(text)
    if settings.get("UseDevelopmentStorage"):
        raise _invalid(
            "names the development storage of the machine itself", "name the emulator's BlobEndpoint instead"
        )
    key, sas = settings.get("AccountKey"), settings.get("SharedAccessSignature")
    if bool(key) == bool(sas):
        raise _invalid("needs one of AccountKey and SharedAccessSignature", _HINT)
    account, blob_endpoint = settings.get("AccountName") or None, settings.get("BlobEndpoint") or None
    if account is None and blob_endpoint is None:
        raise _invalid("needs AccountName or BlobEndpoint", _HINT)
    return ConnectionString(account, key or None, sas or None, blob_endpoint, _usual(settings, account))


def _settings(text: str) -> dict[str, str]:
    settings: dict[str, str] = {}
    for part in text.strip().strip(";").split(";"):
        name, equals, value = part.partition("=")
        known = _KNOWN.get(name.strip().lower())
        if not equals or known is None:
            raise _invalid("holds something that is no setting of Azure Storage", _HINT)
        if known in settings:
            raise _invalid(f"holds {known} twice", _HINT)
        settings[known] = value.strip()
    return settings


def _usual(settings: dict[str, str], account: str | None) -> str | None:
    protocol = settings.get("DefaultEndpointsProtocol", "https").lower()
    if protocol not in ("http", "https"):
        raise _invalid("has a DefaultEndpointsProtocol that is neither https nor http", _HINT)
    suffix = settings.get("EndpointSuffix") or "core.windows.net"
    if not _SUFFIX.fullmatch(suffix):
        raise _invalid("has an EndpointSuffix that is no domain", _HINT)
    return f"{protocol}://{account}.blob.{suffix}" if account else None


def _invalid(what: str, hint: str) -> ProbeFailure:
    return ProbeFailure(Reason.INVALID_CONFIG, f"{PATH} {what}", field=PATH, hint=hint)
