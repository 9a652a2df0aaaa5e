"""CreateWebhook: its answer is the one place where the signing secret is shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from server.call import Call
from server.connectors.clock import now_ms
from server.connectors.rules import STATUSES, description_violations, refuse
from server.errors import FieldViolation
from server.storage.audit_record import event_of
from server.storage.webhook_record import EVERY_STATUS, STATUS_BITS, WebhookRecord
from server.webhooks.destination import Destinations, refuse_mask
from server.webhooks.ids import new_webhook_id
from server.webhooks.repository import Webhooks, named
from server.webhooks.sealing import WebhookSealer, WebhookSecrets
from server.webhooks.signing import new_secret


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """What a caller asks for. No statuses: all of them."""

    url: str = field(repr=False)
    description: str | None = None
    disabled: bool = False
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WithSecret:
    """A webhook, and the secret that its receiver is to know."""

    record: WebhookRecord
    secret: str = field(repr=False)


class CreateWebhook:
    def __init__(self, webhooks: Webhooks, sealer: WebhookSealer, destinations: Destinations) -> None:
        self._webhooks = webhooks
        self._sealer = sealer
        self._destinations = destinations

    def __call__(self, call: Call, new: NewWebhook) -> WithSecret:
        """Raises InvalidArgument, QuotaExceeded, ConcurrentChange."""
        tenant = call.caller.tenant
        refuse([*description_violations(new.description or ""), *_status_violations(new.statuses)])
        destination = self._destinations.read(tenant, new.url)
        refuse_mask(destination)
        secret, now = new_secret(), now_ms()
        bare = WebhookRecord(
            tenant=tenant,
            id=new_webhook_id(),
            shown_url=destination.shown,
            description=new.description or None,
            statuses=sum(STATUS_BITS[status] for status in set(new.statuses)) or EVERY_STATUS,
            disabled=new.disabled,
            sealed=b"",
            sealed_under="",
            secret_version=1,
            previous_until=None,
            revision=1,
            created_at=now,
            updated_at=now,
        )
        record = self._sealer.seal(bare, WebhookSecrets(secret, destination.query))
        given = {"description": new.description, "disabled": new.disabled, "statuses": new.statuses}
        told = named(record.id, "url", *(name for name, value in given.items() if value))
        self._webhooks.insert(record, event_of(call, changed_fields=told))
        return WithSecret(record, secret)


def _status_violations(statuses: tuple[str, ...]) -> list[FieldViolation]:
    return [
        FieldViolation(f"statuses[{index}]", f"expected one of {', '.join(STATUSES)}")
        for index, status in enumerate(statuses)
        if status not in STATUSES
    ]
