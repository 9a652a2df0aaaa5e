"""One try to hand an event to a webhook: signed here, posted by a probe's process behind the egress guard."""

from __future__ import annotations

import time
from collections.abc import Callable

from probes.result import ProbeResult
from probes.run import Job
from server.connectors.clock import now_ms
from server.connectors.probing import Runner
from server.storage.webhook_record import WebhookRecord
from server.webhooks import signing
from server.webhooks.destination import stored
from server.webhooks.sealing import WebhookSealer

PROBE = ":webhook-delivery"  # probes/run.py
TAKEN = range(200, 300)
GONE = 410
_THROTTLES = (429, 503)


class Sending:
    """`timeout_seconds` is the most that a try may take."""

    def __init__(self, runner: Runner, sealer: WebhookSealer, timeout_seconds: float) -> None:
        self._runner = runner
        self._sealer = sealer
        self.timeout_seconds = timeout_seconds

    def __call__(
        self, webhook: WebhookRecord, event_id: str, body: str, on_cancel: Callable[[Callable[[], None]], object]
    ) -> ProbeResult:
        """What came of it; the answer's status is in `http`, None where there was no answer.

        Raises DataLoss, Unavailable, and what the runner raises: ProberUnavailable, ProberBusy, ProbeCancelled.
        """
        secrets = self._sealer.open(webhook)
        signs = [secrets.secret]
        if secrets.previous and webhook.previous_until is not None and now_ms() < webhook.previous_until:
            signs.append(secrets.previous)
        query = f"?{secrets.query}" if secrets.query else ""
        sent = {
            "url": stored(webhook.shown_url, secrets.query).base + query,
            "headers": signing.headers(event_id, int(time.time()), body, signs),
            "body": body,
        }
        job = Job(
            tenant=webhook.tenant,
            connector_id=webhook.id,
            type_name=PROBE,
            auth_method="",
            parameters={},
            credentials=sent,
            timeout_seconds=self.timeout_seconds,
        )
        return self._runner.run(job, share="", on_cancel=on_cancel)


def is_taken(result: ProbeResult) -> bool:
    return result.http is not None and result.http.status in TAKEN


def complaint(result: ProbeResult) -> str:
    """Why the event was not taken, for people."""
    if result.http is None:
        return result.message
    status = result.http.status
    if 300 <= status < 400:
        return f"the receiver answered {status}; redirects are not followed"
    if status == GONE:
        return "the receiver answered 410: it wants no more events"
    return f"the receiver answered {status}"


def asked_wait(result: ProbeResult) -> float:
    """How many seconds the receiver wants to be left alone."""
    if result.http is None or result.http.status not in _THROTTLES:
        return 0.0
    return result.http.retry_after or 0.0
