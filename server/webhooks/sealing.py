"""A webhook's secrets on their way into and out of its record: sealed under the tenant's key, bound to tenant, webhook
and version."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import orjson

from server.connectors.sealing import Vault
from server.observe.redaction import shield
from server.storage.webhook_record import WebhookRecord
from server.vault.envelope import SecretContext

FIELD = "webhook"


@dataclass(frozen=True, slots=True)
class WebhookSecrets:
    """What a record keeps sealed: the signing secret, the one before it, and the query of the URL (empty: none)."""

    secret: str = field(repr=False)
    query: str = field(default="", repr=False)
    previous: str | None = field(default=None, repr=False)


class WebhookSealer:
    """Every method may raise Unavailable: the tenant's key cannot be had."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def seal(self, record: WebhookRecord, secrets: WebhookSecrets) -> WebhookRecord:
        """The record with its sealed field made from `secrets`, under the secret version that it carries."""
        told = {"secret": secrets.secret, "query": secrets.query, "previous": secrets.previous}
        return self._under(self._vault.current_key(record.tenant), record, orjson.dumps(told))

    def open(self, record: WebhookRecord) -> WebhookSecrets:
        """Raises DataLoss; other webhooks are not affected."""
        told = orjson.loads(self._vault.open(_context(record), record.sealed))
        secrets = WebhookSecrets(told["secret"], told["query"], told["previous"])
        shield([secrets.secret, secrets.query, secrets.previous or ""])
        return secrets

    def reseal(self, record: WebhookRecord) -> WebhookRecord:
        """The same secrets under the tenant's newest key. Raises DataLoss."""
        opened = self._vault.open(_context(record), record.sealed)
        return self._under(self._vault.current_key(record.tenant), record, opened)

    def _under(self, key_id: str, record: WebhookRecord, plain: bytes) -> WebhookRecord:
        return replace(record, sealed=self._vault.seal_under(key_id, _context(record), plain), sealed_under=key_id)


def _context(record: WebhookRecord) -> SecretContext:
    return SecretContext(record.tenant, record.id, FIELD, record.secret_version)
