"""UpdateWebhook and RotateWebhookSecret: the fields that are given change, the others keep their values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from server.call import Call
from server.connectors.clock import now_ms
from server.connectors.mask import MASK
from server.connectors.rules import description_violations, refuse
from server.errors import ConcurrentChange, InvalidArgument
from server.storage.audit_record import event_of
from server.storage.webhook_record import WebhookRecord
from server.webhooks.create import WithSecret
from server.webhooks.destination import FIELD, Destination, Destinations, stored
from server.webhooks.get import GetWebhook, Shown
from server.webhooks.repository import Webhooks, must_get, named
from server.webhooks.sealing import WebhookSealer, WebhookSecrets
from server.webhooks.signing import new_secret

MAX_TRIES = 5
PREVIOUS_MS = 24 * 3_600_000  # for so long events carry the signature of the secret before as well


@dataclass(frozen=True, slots=True)
class WebhookChange:
    """What a caller asks to be changed. None: not given. An empty description clears it."""

    id: str
    url: str | None = field(default=None, repr=False)
    description: str | None = None
    disabled: bool | None = None


class UpdateWebhook:
    def __init__(self, webhooks: Webhooks, sealer: WebhookSealer, destinations: Destinations, get: GetWebhook) -> None:
        self._webhooks = webhooks
        self._sealer = sealer
        self._destinations = destinations
        self._get = get

    def __call__(self, call: Call, change: WebhookChange) -> Shown:
        """Raises NotFound, InvalidArgument, ConcurrentChange; DataLoss where a new URL has to be sealed beside secrets
        that cannot be opened."""
        refuse(description_violations(change.description or ""))
        given = {"url": change.url, "description": change.description, "disabled": change.disabled}
        names = [name for name, value in given.items() if value is not None]
        _written(self._webhooks, call, change.id, names, lambda record: self._changed(record, change))
        return self._get(call.caller, change.id)

    def _changed(self, record: WebhookRecord, change: WebhookChange) -> WebhookRecord:
        if change.url is not None:
            record = self._led_to(record, self._destinations.read(record.tenant, change.url))
        if change.description is not None:
            record = replace(record, description=change.description or None)
        return record if change.disabled is None else replace(record, disabled=change.disabled)

    def _led_to(self, record: WebhookRecord, destination: Destination) -> WebhookRecord:
        secrets = self._sealer.open(record)
        before = stored(record.shown_url, secrets.query)
        if destination.query == MASK:
            if not before.query or destination.base != before.base:
                raise InvalidArgument.at(
                    FIELD, "has the mask for a query that is not stored there: send the query itself"
                )
            destination = before
        if destination == before:
            return record
        led = replace(record, shown_url=destination.shown, secret_version=record.secret_version + 1)
        return self._sealer.seal(led, replace(secrets, query=destination.query))


class RotateWebhookSecret:
    def __init__(self, webhooks: Webhooks, sealer: WebhookSealer) -> None:
        self._webhooks = webhooks
        self._sealer = sealer

    def __call__(self, call: Call, webhook_id: str) -> WithSecret:
        """Raises NotFound, ConcurrentChange; DataLoss where the secret before cannot be opened."""
        secret = new_secret()

        def rotated(record: WebhookRecord) -> WebhookRecord:
            before = self._sealer.open(record)
            new = replace(record, secret_version=record.secret_version + 1, previous_until=now_ms() + PREVIOUS_MS)
            return self._sealer.seal(new, WebhookSecrets(secret, before.query, before.secret))

        return WithSecret(_written(self._webhooks, call, webhook_id, ["secret"], rotated), secret)


def _written(
    webhooks: Webhooks,
    call: Call,
    webhook_id: str,
    names: list[str],
    changed: Callable[[WebhookRecord], WebhookRecord],
) -> WebhookRecord:
    """The record as changed: read anew and tried again while others change it. Raises NotFound, ConcurrentChange."""
    tenant = call.caller.tenant
    for _ in range(MAX_TRIES):
        stored_record = must_get(webhooks, tenant, webhook_id)
        record = changed(stored_record)
        record = replace(record, revision=record.revision + 1, updated_at=max(now_ms(), record.updated_at))
        led_elsewhere = (record.shown_url, record.secret_version) != (
            stored_record.shown_url,
            stored_record.secret_version,
        )
        hasten = led_elsewhere or (stored_record.disabled and not record.disabled)
        event = event_of(call, changed_fields=named(webhook_id, *names))
        if webhooks.replace(record, stored_record.revision, event, hasten=hasten):
            return record
    raise ConcurrentChange("others keep changing this webhook; try again")
