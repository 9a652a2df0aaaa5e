"""Posts one event to a webhook's URL. Not a connector's test, and no connector type: the service itself asks for it.

Whatever the receiver answers is a finding: what its status means is the sender's to say. Its body is not read, and a
redirect is not followed (Standard Webhooks 1.0.0, "Delivery success and failure").
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from probes.egress.http import HttpClient
from probes.protocols.http_exchange import Exchange
from probes.result import Finding, HttpReply, StepName
from probes.target import ProbeContext, Target

LONGEST_WAIT = 86_400.0  # seconds; what a receiver asks for beyond is not heard


def probe(target: Target, context: ProbeContext) -> Finding:
    """`credentials` hold what is sent: url, headers, body."""
    sent = target.credentials
    client = HttpClient(context.dialer, headers={"Content-Type": "application/json"})
    with (
        Exchange(context.trace, StepName.RESOURCE) as exchange,
        client.stream(
            "POST",
            sent["url"],
            headers=sent["headers"],
            data=sent["body"].encode(),
            field="url",
            follow_redirects=False,
        ) as answer,
    ):
        exchange.passed(StepName.RESOURCE, f"answered {answer.status}")
        return Finding(http=HttpReply(answer.status, retry_after(answer.headers, time.time())))


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that the receiver asks to wait (RFC 9110 10.2.3: seconds, or a date), within bounds; None: none."""
    text = headers.get("Retry-After", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return min(LONGEST_WAIT, float(text[:9]))
    try:
        return min(LONGEST_WAIT, max(0.0, parsedate_to_datetime(text).timestamp() - now))
    except (ValueError, OverflowError):
        return None
