"""Webhooks: what is sent, and how the answers read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from connectors_client import models
from connectors_client.calls import Call
from connectors_client.proto import probe_pb2, webhook_pb2

WEBHOOKS = "/connectors.v1.WebhookService/"


@dataclass(frozen=True)
class Webhook:
    """A URL that status changes are posted to. No statuses: it hears of all. `secret` is there where it was just made,
    else None."""

    id: str
    url: str
    description: str | None
    statuses: tuple[str, ...]
    disabled: bool
    created_at: datetime | None
    updated_at: datetime | None
    last_delivered_at: datetime | None
    last_error: str | None
    failing_since: datetime | None
    pending: int
    undelivered: int
    previous_secret_until: datetime | None
    secret: str | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """What stands for it where names are listed."""
        return self.id


@dataclass(frozen=True)
class WebhookTest:
    """What came of a test event. `http_status` is None where there was no answer."""

    success: bool
    message: str
    http_status: int | None
    reason: str | None
    hint: str | None
    latency_ms: int


def create(url: str, *, description: str | None, disabled: bool, statuses: Sequence[str]) -> Call[Webhook]:
    request = webhook_pb2.CreateWebhookRequest(url=url, description=description, disabled=disabled, statuses=statuses)
    return Call(
        f"{WEBHOOKS}CreateWebhook",
        request,
        webhook_pb2.CreateWebhookResponse,
        lambda answer: _webhook(answer.webhook),
        repeatable=False,
    )


def list_all() -> Call[tuple[Webhook, ...]]:
    return Call(
        f"{WEBHOOKS}ListWebhooks",
        webhook_pb2.ListWebhooksRequest(),
        webhook_pb2.ListWebhooksResponse,
        lambda answer: tuple(map(_webhook, answer.data)),
    )


def get(webhook_id: str) -> Call[Webhook]:
    request = webhook_pb2.GetWebhookRequest(id=webhook_id)
    return Call(
        f"{WEBHOOKS}GetWebhook", request, webhook_pb2.GetWebhookResponse, lambda answer: _webhook(answer.webhook)
    )


def update(webhook_id: str, *, url: str | None, description: str | None, disabled: bool | None) -> Call[Webhook]:
    request = webhook_pb2.UpdateWebhookRequest(id=webhook_id, url=url, description=description)
    if disabled is not None:
        request.disabled = disabled
    return Call(
        f"{WEBHOOKS}UpdateWebhook", request, webhook_pb2.UpdateWebhookResponse, lambda answer: _webhook(answer.webhook)
    )


def delete(webhook_id: str) -> Call[None]:
    return Call(
        f"{WEBHOOKS}DeleteWebhook",
        webhook_pb2.DeleteWebhookRequest(id=webhook_id),
        webhook_pb2.DeleteWebhookResponse,
        lambda _answer: None,
        repeatable=False,  # its second answer would be NotFound
    )


def rotate_secret(webhook_id: str) -> Call[Webhook]:
    return Call(
        f"{WEBHOOKS}RotateWebhookSecret",
        webhook_pb2.RotateWebhookSecretRequest(id=webhook_id),
        webhook_pb2.RotateWebhookSecretResponse,
        lambda answer: _webhook(answer.webhook),
        repeatable=False,  # the secret before would be the first one's, which nobody saw
    )


def test(webhook_id: str) -> Call[WebhookTest]:
    request = webhook_pb2.TestWebhookRequest(id=webhook_id)
    return Call(f"{WEBHOOKS}TestWebhook", request, webhook_pb2.TestWebhookResponse, _tested)


def _webhook(message: webhook_pb2.Webhook) -> Webhook:
    return Webhook(
        id=message.id,
        url=message.url,
        description=models.given(message, "description"),
        statuses=tuple(message.statuses),
        disabled=message.disabled,
        created_at=models.time_of(message, "created_at"),
        updated_at=models.time_of(message, "updated_at"),
        last_delivered_at=models.time_of(message, "last_delivered_at"),
        last_error=models.given(message, "last_error"),
        failing_since=models.time_of(message, "failing_since"),
        pending=message.pending,
        undelivered=message.undelivered,
        previous_secret_until=models.time_of(message, "previous_secret_until"),
        secret=models.given(message, "secret"),
    )


def _tested(message: webhook_pb2.TestWebhookResponse) -> WebhookTest:
    reason = models.given(message, "reason")
    return WebhookTest(
        success=message.success,
        message=message.message,
        http_status=models.given(message, "http_status"),
        reason=None if reason is None else models.value_name(probe_pb2.Reason, reason),
        hint=models.given(message, "hint"),
        latency_ms=message.latency_ms,
    )
