"""Webhooks whose secrets are not under their tenant's newest key, over all tenants, for rotation alone.

As server/storage/resealing.py has it: a row is replaced by compare-and-swap on what was read of its secrets.
"""

from __future__ import annotations

from collections.abc import Sequence

import peewee

from server.storage.database import Database
from server.storage.statement import parameter
from server.storage.tenant_keys import has_newer
from server.storage.webhook_models import Webhook
from server.storage.webhook_record import WebhookRecord
from server.storage.webhooks import COLUMNS, record_of

_IS_STALE = has_newer(Webhook.tenant, Webhook.sealed_under)


class WebhookReseal:
    """Every method may raise Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._count = database.compile(Webhook.select(peewee.fn.COUNT(1)).where(_IS_STALE))
        after = (Webhook.tenant > parameter("tenant")) | (
            (Webhook.tenant == parameter("tenant")) & (Webhook.id > parameter("id"))
        )
        self._page = database.compile(
            Webhook.select(*(getattr(Webhook, name) for name in COLUMNS))
            .where(_IS_STALE & after)
            .order_by(Webhook.tenant, Webhook.id)
            .limit(parameter("limit"))
        )
        as_read = (Webhook.secret_version == parameter("read_version")) & (Webhook.sealed == parameter("read_sealed"))
        self._swap = database.compile(
            Webhook.update({Webhook.sealed: parameter("sealed"), Webhook.sealed_under: parameter("sealed_under")})
            .where((Webhook.tenant == parameter("tenant")) & (Webhook.id == parameter("id")) & as_read)
            .returning(Webhook.id)
        )

    def count(self) -> int:
        """How many webhooks are to be sealed anew."""
        count: int = self._database.read(self._count)[0][0]
        return count

    def page(self, after: WebhookRecord | None, limit: int) -> list[WebhookRecord]:
        """The next of them after this one, by tenant and id."""
        tenant, webhook_id = (after.tenant, after.id) if after else ("", "")
        return [record_of(row) for row in self._database.read(self._page, tenant=tenant, id=webhook_id, limit=limit)]

    def swap(self, pairs: Sequence[tuple[WebhookRecord, WebhookRecord]]) -> int:
        """Replaces (as read, sealed anew), all in one transaction. How many were still as they were read.

        Raises KeyDestroyed, having written nothing, when the new key was replaced itself meanwhile.
        """
        with self._database.transaction() as transaction:
            return sum(
                len(
                    transaction.run(
                        self._swap,
                        tenant=read.tenant,
                        id=read.id,
                        read_version=read.secret_version,
                        read_sealed=read.sealed,
                        sealed=anew.sealed,
                        sealed_under=anew.sealed_under,
                    )
                )
                for read, anew in pairs
            )
