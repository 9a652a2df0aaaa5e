"""Which declared fields say where a connector leads: where its credentials would be sent, and how that is checked.

Told by the field's name, unless its declaration says otherwise (`Field.destination`). Better one too many than one too
few: too many asks a person to confirm, too few sends a secret to whoever may edit a host name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from probes.connector_type import ConnectorType, Field, JsonValue

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
# Whom the connection is made to …
_PLACE = frozenset(
    """host hosts hostname server servers broker brokers node nodes seed seeds port ports url urls uri uris endpoint
    endpoints authority address addresses domain subdomain datacenter dc dsn proxy tunnel account instance region
    jurisdiction arn shop site namespace scheme munchkin""".split()  # noqa: SIM905 - a list of 35 words is read, not parsed
)
# … and by what it is recognised.
_TRUST = frozenset(("ssl", "tls", "ca", "certificate", "verify", "insecure", "fingerprint", "known", "encryption"))
_WHOLE = frozenset(("connectionString", "securityProtocol"))
# Among credentials the certificates and accounts are what is proven, not to whom: only addresses count.
_PLACE_OF_CREDENTIALS = frozenset(("host", "url", "uri", "endpoint"))


def is_destination(item: Field) -> bool:
    """Whether a field of `config` is one."""
    if item.destination is not None:
        return item.destination
    return item.name in _WHOLE or bool(_words(item.name) & (_PLACE | _TRUST))


def is_destination_of_credentials(item: Field) -> bool:
    """Whether a field of `authConfig` is one, such as the token endpoint that a client secret is sent to."""
    return bool(item.destination) or bool(_words(item.name) & _PLACE_OF_CREDENTIALS)


def destination(
    connector_type: ConnectorType, config: Mapping[str, JsonValue], credentials: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """Where it leads, by path: what was given, under the declared names, without defaults, which may change."""
    found = dict(_given("config", filter(is_destination, connector_type.fields), config))
    fields = filter(is_destination_of_credentials, connector_type.credential_fields())
    return found | dict(_given("authConfig", fields, credentials))


def _given(within: str, fields: Iterator[Field], given: Mapping[str, JsonValue]) -> Iterator[tuple[str, JsonValue]]:
    for item in fields:
        values = [given[name] for name in (item.name, *item.aliases) if given.get(name) not in (None, "")]
        if values:
            yield f"{within}.{item.name}", values[0]


@lru_cache(maxsize=4096)
def _words(name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(name))
