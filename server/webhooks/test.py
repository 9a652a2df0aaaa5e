"""TestWebhook: sends an event now, and says what came of it. Nothing is kept of it but that it was made."""

from __future__ import annotations

from dataclasses import dataclass

from probes.isolation.runner import ProbeCancelled, ProberBusy, ProberUnavailable
from probes.result import ProbeResult, Reason
from server.call import Call
from server.connectors.clock import now_ms
from server.errors import Cancelled, TestQueueFull, Unavailable
from server.storage.audit_record import event_of
from server.storage.webhook_outbox import event_body, new_event_id
from server.storage.webhook_record import WebhookRecord
from server.webhooks.repository import Webhooks, must_get, named
from server.webhooks.sending import Sending, complaint, is_taken

KIND = "webhook.test"


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one try. `reason` is None where the receiver took the event."""

    success: bool
    message: str
    http_status: int | None
    reason: Reason | None
    hint: str | None
    latency_ms: int


class TestWebhook:
    __test__ = False

    def __init__(self, webhooks: Webhooks, send: Sending) -> None:
        self._webhooks = webhooks
        self._send = send

    def __call__(self, call: Call, webhook_id: str) -> Tried:
        """Raises NotFound, DataLoss, TestQueueFull, Unavailable, Cancelled."""
        webhook = must_get(self._webhooks, call.caller.tenant, webhook_id)
        tried = _tried(self._sent(call, webhook))
        told = named(webhook_id, "test")
        self._webhooks.note(event_of(call, changed_fields=told, reason=tried.reason or ""))
        return tried

    def _sent(self, call: Call, webhook: WebhookRecord) -> ProbeResult:
        body = event_body(KIND, now_ms(), {"webhook": {"id": webhook.id}})
        try:
            return self._send(webhook, new_event_id(), body, call.cancellation.on_cancel)
        except ProberBusy as error:
            raise TestQueueFull(str(error), retry_after=error.retry_after) from error
        except ProbeCancelled as error:
            raise Cancelled("the caller went away") from error
        except ProberUnavailable as error:
            raise Unavailable("the prober cannot be reached; nothing was sent", retry_after=1.0) from error


def _tried(result: ProbeResult) -> Tried:
    status = None if result.http is None else result.http.status
    if is_taken(result):
        return Tried(True, f"the receiver took the event: it answered {status}", status, None, None, result.latency_ms)
    reason = result.reason if result.http is None else Reason.PEER_ERROR
    return Tried(False, complaint(result), status, reason, result.hint, result.latency_ms)
