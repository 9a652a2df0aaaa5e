"""Every metric that the service shows, declared once: docs/observability.md, dashboard and alerts are held to it.

Labels are bounded: names of the contract, of built-in connector types, of reasons and of our own parts. A tenant, a
connector, a user or an address is never a label; a tenant's own connector type counts as OWN_TYPE.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
OWN_TYPE = "own"


class Kind(StrEnum):
    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Over(StrEnum):
    """What a scrape shows of a gauge that every live worker has: prometheus_client's multi-process modes."""

    SUM = "livesum"
    MOST = "livemax"
    LEAST = "livemin"
    LATEST = "livemostrecent"


@dataclass(frozen=True, slots=True)
class Family:
    """One metric. `name` is without the suffix that a counter's samples get; times are in seconds, sizes in bytes."""

    name: str
    kind: Kind
    meaning: str
    labels: tuple[str, ...] = ()
    over: Over = Over.SUM

    @property
    def shown(self) -> str:
        """The name as queries use it."""
        return f"{self.name}_total" if self.kind is Kind.COUNTER else self.name


def _counter(name: str, meaning: str, *labels: str) -> Family:
    return Family(f"connectors_{name}", Kind.COUNTER, meaning, labels)


def _histogram(name: str, meaning: str, *labels: str) -> Family:
    return Family(f"connectors_{name}", Kind.HISTOGRAM, meaning, labels)


def _gauge(name: str, over: Over, meaning: str, *labels: str) -> Family:
    return Family(f"connectors_{name}", Kind.GAUGE, meaning, labels, over)


RPCS = _counter("rpcs", "Calls that ended; `reason` is empty for a success.", "method", "code", "reason")
RPC_SECONDS = _histogram("rpc_seconds", "How long calls took, refused ones too.", "method")
RATE_LIMITED = _counter("rate_limited", "Calls over their tenant's rate limit.", "method")

PROBES = _counter(
    "probes",
    "Probes made, by the highest level that they proved; `reason` is empty for a success.",
    "type",
    "level",
    "reason",
)
PROBE_SECONDS = _histogram("probe_seconds", "How long probes took, the wait for a free process included.", "type")
TESTS_REFUSED = _counter(
    "tests_refused", "Tests without a probe: `circuit_open`, `queue_full`, `prober_unavailable`, `cancelled`.", "cause"
)
PROBER_UP = _gauge("prober_up", Over.LATEST, "1 while the prober answers.")
PROBER_RUNNING = _gauge("prober_running", Over.LATEST, "Probes that run on this machine.")
PROBER_QUEUED = _gauge("prober_queued", Over.LATEST, "Tests that wait for a free process.")
PROBER_CONCURRENCY = _gauge("prober_concurrency", Over.LATEST, "Probes that may run at once.")
PROBER_REFUSED = _gauge(
    "prober_refused", Over.LATEST, "Tests that the prober had no room for since it started; falls when it starts anew."
)

BREAKER_ADMISSIONS = _counter(
    "breaker_admissions", "Circuits as tests met them: `closed`, `half_open` (this test is the trial), `open`.", "state"
)
BREAKER_REPORTS = _counter(
    "breaker_reports",
    "What probes told the breaker: `healthy`, `unreachable`, `refused` or `neutral`, and from which state. A trial "
    "(`half_open`) that is healthy closes its circuit; one that is unreachable or refused opens it again.",
    "state",
    "outcome",
)
LIMITER_DEGRADED = _gauge(
    "limiter_degraded", Over.MOST, "1 while limits and breakers are a worker's own, because their store is away."
)

DATABASE_IN_USE = _gauge("database_connections_in_use", Over.SUM, "Database connections that a statement holds.")
DATABASE_MAX = _gauge("database_connections_max", Over.SUM, "Database connections that the workers may open.")
DATABASE_WAIT_SECONDS = _histogram(
    "database_wait_seconds", "Waits of a millisecond and more for a connection: a free one, or a new one being dialled."
)
DATABASE_REFUSED = _counter("database_refused", "Statements that got no connection.")

VAULT_ERRORS = _counter(
    "vault_errors",
    "Values or keys that could not be used, by what was tried and the caller's reason.",
    "operation",
    "reason",
)
KEYRING_KEYS = _gauge("keyring_keys", Over.LATEST, "Keys in the keyring (rows a key: `keys list`).")
KEYRING_PRIMARY = _gauge("keyring_primary", Over.LATEST, "1 for the key that new values are wrapped by.", "key")

WEBHOOK_DELIVERIES = _counter(
    "webhook_deliveries",
    "Events for webhooks, by what came of a try: `delivered`, `retried` (tried again later), `failed` (given up), "
    "`gone` (the receiver answered 410); and `dropped`: too many waited, or the webhook was disabled.",
    "outcome",
)
WEBHOOK_WAITING = _gauge("webhook_waiting", Over.LATEST, "Events that wait to be sent to webhooks, of all replicas.")

AUDIT_UNSEALED = _gauge("audit_unsealed_events", Over.LATEST, "Audit events that no seal covers yet.")
AUDIT_SEAL_LAG = _gauge(
    "audit_seal_lag_seconds", Over.LATEST, "Age of the oldest audit event that no seal covers; else 0."
)

READY = _gauge("ready", Over.LEAST, "1 while a check of readiness passes; `all` is what /readyz answers.", "check")
WORKERS = _gauge("workers", Over.SUM, "Workers that live.")
POOL_BUSY = _gauge("pool_threads_busy", Over.SUM, "Threads at work; of `streams`: streams that are open.", "pool")
POOL_MAX = _gauge("pool_threads_max", Over.SUM, "Threads there may be.", "pool")
POOL_QUEUED = _gauge("pool_queued", Over.SUM, "Calls that wait for a thread.", "pool")
LOOP_LAG = _gauge("event_loop_lag_seconds", Over.MOST, "How late REST's event loop runs what is due, at the last look.")
REST_CONNECTIONS = _gauge("rest_connections", Over.SUM, "Connections to the REST listener.")
RESIDENT = _gauge(
    "process_resident_bytes", Over.MOST, "Resident memory: the largest worker's, the prober's.", "process"
)
DESCRIPTORS = _gauge("process_open_descriptors", Over.MOST, "Open descriptors: the most of a worker.", "process")
DESCRIPTORS_MAX = _gauge("process_max_descriptors", Over.LEAST, "Descriptors that a worker may open.", "process")
THREADS = _gauge("process_threads", Over.MOST, "Threads: the most of a worker.", "process")
START_TIME = _gauge("process_start_timestamp_seconds", Over.MOST, "When the newest one started (Unix time).", "process")
CERTIFICATE_EXPIRY = _gauge(
    "certificate_expiry_timestamp_seconds",
    Over.LEAST,
    "When the first certificate that is shown expires, the listeners' or that for a prober apart (Unix time); with TLS "
    "alone.",
)
TRACE_EXPORTS = _counter("trace_exports", "Batches of spans: `sent` or `lost`; where traces are on alone.", "outcome")

FAMILIES: tuple[Family, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Family))
