"""A webhook and its deliveries as they are stored. Times are milliseconds since the epoch, UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

# Each status of a connector as a bit of WebhookRecord.statuses.
STATUS_BITS = {"untested": 1, "active": 2, "error": 4, "inactive": 8}
EVERY_STATUS = sum(STATUS_BITS.values())


class Outcome(StrEnum):
    """How a delivery ended."""

    DELIVERED = "delivered"
    FAILED = "failed"  # given up after the last try
    DROPPED = "dropped"  # its webhook was disabled, or too many waited


@dataclass(frozen=True, slots=True)
class WebhookRecord:
    """One row. `shown_url` has its query masked; `sealed` holds the signing secrets and that query.

    `revision` grows with every change by a caller and is what a compare-and-swap compares; `secret_version` grows when
    the secrets are sealed for other contents, and is part of what authenticates them. Until `previous_until` events
    carry the signature of the secret before as well. `undelivered` counts what it never got.
    """

    tenant: str
    id: str
    shown_url: str
    description: str | None
    statuses: int
    disabled: bool
    sealed: bytes = field(repr=False)
    sealed_under: str
    secret_version: int
    previous_until: int | None
    revision: int
    created_at: int
    updated_at: int
    last_delivered_at: int | None = None
    last_error: str | None = None
    failing_since: int | None = None
    undelivered: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event that this process alone is to send, until its claim runs out. `attempts`: how often that failed."""

    tenant: str
    webhook_id: str
    number: int
    event_id: str
    connector_id: str
    body: str = field(repr=False)
    attempts: int
    claim: str
