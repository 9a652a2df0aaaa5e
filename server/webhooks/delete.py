"""DeleteWebhook."""

from __future__ import annotations

from server.call import Call
from server.storage.audit_record import event_of
from server.webhooks.repository import Webhooks, named, no_such_webhook


class DeleteWebhook:
    def __init__(self, webhooks: Webhooks) -> None:
        self._webhooks = webhooks

    def __call__(self, call: Call, webhook_id: str) -> None:
        """Raises NotFound."""
        event = event_of(call, changed_fields=named(webhook_id))
        if not self._webhooks.delete(call.caller.tenant, webhook_id, event):
            raise no_such_webhook()
