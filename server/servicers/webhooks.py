"""Webhooks: proto to use case and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from google.protobuf.message import Message

from connectors.v1 import probe_pb2
from connectors.v1 import webhook_pb2 as pb
from server.call import Call, Handler
from server.messages import given, timestamp
from server.storage.webhook_record import EVERY_STATUS, STATUS_BITS, WebhookRecord
from server.webhooks.create import CreateWebhook, NewWebhook
from server.webhooks.delete import DeleteWebhook
from server.webhooks.get import GetWebhook, ListWebhooks
from server.webhooks.test import TestWebhook
from server.webhooks.update import RotateWebhookSecret, UpdateWebhook, WebhookChange


@dataclass(frozen=True, slots=True)
class WebhookServicer:
    """The use cases of webhooks."""

    create: CreateWebhook
    list: ListWebhooks
    get: GetWebhook
    update: UpdateWebhook
    delete: DeleteWebhook
    rotate_secret: RotateWebhookSecret
    test: TestWebhook

    def handlers(self) -> Mapping[str, Handler]:
        """Each rpc's handler by the rpc's name, not yet wrapped."""
        return {
            "CreateWebhook": self._create,
            "ListWebhooks": self._list,
            "GetWebhook": self._get,
            "UpdateWebhook": self._update,
            "DeleteWebhook": self._delete,
            "RotateWebhookSecret": self._rotate_secret,
            "TestWebhook": self._test,
        }

    def _create(self, request: pb.CreateWebhookRequest, call: Call) -> Message:
        new = NewWebhook(request.url, given(request, "description"), request.disabled, tuple(request.statuses))
        made = self.create(call, new)
        return pb.CreateWebhookResponse(webhook=_webhook(made.record, 0, made.secret))

    def _list(self, _request: pb.ListWebhooksRequest, call: Call) -> Message:
        return pb.ListWebhooksResponse(data=[_webhook(*shown) for shown in self.list(call.caller)])

    def _get(self, request: pb.GetWebhookRequest, call: Call) -> Message:
        return pb.GetWebhookResponse(webhook=_webhook(*self.get(call.caller, request.id)))

    def _update(self, request: pb.UpdateWebhookRequest, call: Call) -> Message:
        change = WebhookChange(
            request.id,
            url=given(request, "url"),
            description=given(request, "description"),
            disabled=given(request, "disabled"),
        )
        return pb.UpdateWebhookResponse(webhook=_webhook(*self.update(call, change)))

    def _delete(self, request: pb.DeleteWebhookRequest, call: Call) -> Message:
        self.delete(call, request.id)
        return pb.DeleteWebhookResponse()

    def _rotate_secret(self, request: pb.RotateWebhookSecretRequest, call: Call) -> Message:
        made = self.rotate_secret(call, request.id)
        return pb.RotateWebhookSecretResponse(webhook=_webhook(*self.get(call.caller, request.id), made.secret))

    def _test(self, request: pb.TestWebhookRequest, call: Call) -> Message:
        tried = self.test(call, request.id)
        return pb.TestWebhookResponse(
            success=tried.success,
            message=tried.message,
            http_status=tried.http_status,
            reason=None if tried.reason is None else probe_pb2.Reason.Value(tried.reason.value),
            hint=tried.hint,
            latency_ms=tried.latency_ms,
        )


def _webhook(record: WebhookRecord, pending: int, secret: str | None = None) -> pb.Webhook:
    return pb.Webhook(
        id=record.id,
        url=record.shown_url,
        description=record.description,
        statuses=_statuses(record.statuses),
        disabled=record.disabled,
        created_at=timestamp(record.created_at),
        updated_at=timestamp(record.updated_at),
        last_delivered_at=timestamp(record.last_delivered_at),
        last_error=record.last_error,
        failing_since=timestamp(record.failing_since),
        pending=pending,
        undelivered=record.undelivered,
        previous_secret_until=timestamp(record.previous_until),
        secret=secret,
    )


def _statuses(bits: int) -> list[str]:
    return [] if bits == EVERY_STATUS else [name for name, bit in STATUS_BITS.items() if bits & bit]
