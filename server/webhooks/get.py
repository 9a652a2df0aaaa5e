"""GetWebhook and ListWebhooks: as they stand, each with how many events wait for it."""

from __future__ import annotations

from server.call import Principal
from server.storage.webhook_record import WebhookRecord
from server.webhooks.repository import Webhooks, no_such_webhook

Shown = tuple[WebhookRecord, int]
"""A webhook, and how many events wait for it."""


class GetWebhook:
    def __init__(self, webhooks: Webhooks) -> None:
        self._webhooks = webhooks

    def __call__(self, caller: Principal, webhook_id: str) -> Shown:
        """Raises NotFound."""
        found = self._webhooks.shown(caller.tenant, webhook_id)
        if found is None:
            raise no_such_webhook()
        return found


class ListWebhooks:
    def __init__(self, webhooks: Webhooks) -> None:
        self._webhooks = webhooks

    def __call__(self, caller: Principal) -> list[Shown]:
        """Oldest first."""
        return self._webhooks.all(caller.tenant)
