"""What still needs a key of the keyring: the list that `keys list` prints and `keys retire` refuses by.

A table that keeps something wrapped by a key of the keyring joins USES. The seals of the audit trail do not: their
keys are the service's own in tenant_keys, which rotation wraps anew.
"""

from __future__ import annotations

from collections.abc import Callable

import peewee

from server.storage.database import Database
from server.storage.models import Connector, KeptCredential, KeyCheck, TenantKey
from server.storage.statement import parameter
from server.storage.webhook_models import Webhook


def _in_format_1() -> peewee.Query:
    """Values that begin with the format's number, the length of the key's id, and the id."""
    starts = [
        peewee.fn.SUBSTR(column, 1, parameter("length")) == parameter("format_1")
        for column in (Connector.sealed_auth, Connector.sealed_config)
    ]
    return Connector.select(peewee.fn.COUNT(1)).where(Connector.sealed_under.is_null() & (starts[0] | starts[1]))


def _sealed_under() -> peewee.Query:
    return (
        Connector.select(peewee.fn.COUNT(1))
        .join(TenantKey, on=(Connector.sealed_under == TenantKey.id))
        .where(TenantKey.kek_id == parameter("kek_id"))
    )


def _kept_under() -> peewee.Query:
    return (
        KeptCredential.select(peewee.fn.COUNT(1))
        .join(TenantKey, on=(KeptCredential.sealed_under == TenantKey.id))
        .where(TenantKey.kek_id == parameter("kek_id"))
    )


def _webhooks_under() -> peewee.Query:
    return (
        Webhook.select(peewee.fn.COUNT(1))
        .join(TenantKey, on=(Webhook.sealed_under == TenantKey.id))
        .where(TenantKey.kek_id == parameter("kek_id"))
    )


def _wrapped() -> peewee.Query:
    return TenantKey.select(peewee.fn.COUNT(1)).where(TenantKey.kek_id == parameter("kek_id"))


def _checked() -> peewee.Query:
    start = peewee.fn.SUBSTR(KeyCheck.sealed, 2, parameter("check_length"))
    return KeyCheck.select(peewee.fn.COUNT(1)).where(start == parameter("check"))


# What it is called, in the plural -> how many there are.
USES: dict[str, Callable[[], peewee.Query]] = {
    "connectors in format 1": _in_format_1,
    "connectors": _sealed_under,
    "staged or previous credentials": _kept_under,
    "webhooks": _webhooks_under,
    "tenant keys": _wrapped,
    "key checks": _checked,
}


class KeyUses:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._counts = {name: database.compile(query()) for name, query in USES.items()}

    def of(self, kek_id: str) -> dict[str, int]:
        """How many of each use the key; those there are. Raises Unavailable."""
        named = bytes((len(kek_id),)) + kek_id.encode("ascii")
        values = {
            "kek_id": kek_id,
            "format_1": b"\x01" + named,
            "length": 1 + len(named),
            "check": named,
            "check_length": len(named),
        }
        counts = {name: self._database.read(count, **values)[0][0] for name, count in self._counts.items()}
        return {name: count for name, count in counts.items() if count}
