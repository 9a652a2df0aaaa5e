"""A key that the key file does not hold itself, only says where it is.

{"provider": "environment"}                                   CONNECTORS_KEYRING_KEYS has it, by the same id
{"provider": "aws-kms", "key": "alias/connectors", "region": "eu-west-1"}            and maybe "endpoint"
{"provider": "transit", "key": "connectors", "address": "https://vault:8200", "token_file": "/run/token"}
                                                              and maybe "mount", "namespace", "ca_file"
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from server.vault.providers.aws_kms import AwsKmsKey
from server.vault.providers.local import LocalKey
from server.vault.providers.outage import OutageGuard
from server.vault.providers.provider import KeyProvider

# provider -> (names that must be there, names that may)
FIELDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "environment": (frozenset(), frozenset()),
    "aws-kms": (frozenset({"key", "region"}), frozenset({"endpoint"})),
    "transit": (frozenset({"key", "address", "token_file"}), frozenset({"mount", "namespace", "ca_file"})),
}


def declared_key(key_id: str, entry: Mapping[str, Any], environment: Mapping[str, bytes]) -> KeyProvider:
    """Raises ValueError saying what is wrong with the entry, in words that follow "key <id> "."""
    provider = entry.get("provider")
    if not isinstance(provider, str) or provider not in FIELDS:
        raise ValueError(f'has no "provider" that is one of {", ".join(FIELDS)}')
    required, optional = FIELDS[provider]
    given = {name: value for name, value in entry.items() if name != "provider"}
    if missing := sorted(required - set(given)):
        raise ValueError(f'lacks "{missing[0]}", which {provider} needs')
    if unknown := sorted(set(given) - required - optional):
        raise ValueError(f'has "{unknown[0]}", which {provider} does not know')
    for name, value in given.items():
        if not isinstance(value, str) or not value:
            raise ValueError(f'has a "{name}" that is no text')
    if provider == "environment":
        if key_id not in environment:
            raise ValueError("is to come from CONNECTORS_KEYRING_KEYS, which does not have it")
        return LocalKey(environment[key_id], "environment")
    if provider == "aws-kms":
        return OutageGuard(AwsKmsKey(**given))
    for name in ("token_file", "ca_file"):
        if name in given:
            given[name] = Path(given[name])
    if not given["address"].startswith(("https://", "http://127.0.0.1:", "http://localhost:", "http://[::1]:")):
        raise ValueError('has an "address" that is neither https:// nor on loopback')
    from server.vault.providers.transit import TransitKey  # noqa: PLC0415  # its HTTP client takes 0.1 s to load

    return OutageGuard(TransitKey(**given))
