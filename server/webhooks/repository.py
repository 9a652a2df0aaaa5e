"""What the use cases ask of storage, and what each does where nothing is found."""

from __future__ import annotations

from typing import Protocol

from server.errors import NoSuchWebhook
from server.storage.audit_record import AuditEvent
from server.storage.webhook_record import WebhookRecord


class Webhooks(Protocol):
    """Every method may raise Unavailable; those that change something store it with its event, or neither."""

    def get(self, tenant: str, webhook_id: str) -> WebhookRecord | None: ...

    def shown(self, tenant: str, webhook_id: str) -> tuple[WebhookRecord, int] | None:
        """With how many deliveries wait."""
        ...

    def all(self, tenant: str) -> list[tuple[WebhookRecord, int]]:
        """Oldest first, each with how many deliveries wait."""
        ...

    def insert(self, record: WebhookRecord, event: AuditEvent) -> None:
        """Raises QuotaExceeded, ConcurrentChange."""
        ...

    def replace(self, record: WebhookRecord, expected_revision: int, event: AuditEvent, *, hasten: bool) -> bool:
        """False: it was changed since it was read, or is gone. `hasten`: what waits is due at once."""
        ...

    def delete(self, tenant: str, webhook_id: str, event: AuditEvent) -> bool:
        """Whether there was one to delete."""
        ...

    def note(self, event: AuditEvent) -> None:
        """Stores an event that changes nothing else."""
        ...


def must_get(webhooks: Webhooks, tenant: str, webhook_id: str) -> WebhookRecord:
    """Raises NoSuchWebhook."""
    record = webhooks.get(tenant, webhook_id)
    if record is None:
        raise no_such_webhook()
    return record


def no_such_webhook() -> NoSuchWebhook:
    return NoSuchWebhook("no webhook of this id")


def named(webhook_id: str, *fields: str) -> list[str]:
    """What the audit trail says was changed: fields of this webhook, or the whole of it."""
    return [f"{webhook_id}.{name}" for name in fields] or [webhook_id]
