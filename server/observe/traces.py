"""Traces by OpenTelemetry, sent by OTLP over HTTP. Made only where an endpoint is set: nothing is imported otherwise.

What spans hold is ours: names of methods, types, steps and reasons, request ids and tenants. Never a request, an
answer, an exception's text or a statement's values.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opentelemetry.trace import Span as OtelSpan

Value = str | int | float | bool

EXPORT_SECONDS = 5.0  # of one batch, its retries included
FLUSH_SECONDS = 2.0
_NANOSECONDS = 1_000_000_000

log = logging.getLogger(__name__)


class Span:
    """A span under way."""

    def __init__(self, span: OtelSpan, fail: Callable[[OtelSpan, str], None]) -> None:
        self._span = span
        self._fail = fail

    @property
    def trace_id(self) -> str:
        return f"{self._span.get_span_context().trace_id:032x}"

    @property
    def traceparent(self) -> str:
        """What the next one in line continues from (W3C Trace Context)."""
        context = self._span.get_span_context()
        return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"

    def set(self, **attributes: Value) -> None:
        """Attribute names are given with `__` for a dot."""
        for name, value in attributes.items():
            self._span.set_attribute(name.replace("__", "."), value)

    def failed(self, reason: str) -> None:
        self._fail(self._span, reason)


class Tracer:
    """Made in each worker, after the fork: it has a thread that sends. A collector that is slow or away costs spans,
    which are dropped, and no call waits for it."""

    def __init__(self, endpoint: str, ratio: float, on_export: Callable[[str], None] = lambda _outcome: None) -> None:
        """`endpoint` as in OTEL_EXPORTER_OTLP_ENDPOINT. `ratio` of the traces that begin here are taken; a caller's
        own trace is as the caller says."""
        from opentelemetry import trace  # noqa: PLC0415 - 300 ms, and memory, where there are traces alone
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
        from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased  # noqa: PLC0415
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415

        from server.observe.trace_export import Exporter  # noqa: PLC0415

        # It says of every span that it drops; what is lost is counted in trace_exports.
        logging.getLogger("opentelemetry.sdk").setLevel(logging.ERROR)
        logging.getLogger("opentelemetry.exporter").setLevel(logging.CRITICAL)
        self._api = trace
        self._propagator = TraceContextTextMapPropagator()
        self._provider = TracerProvider(
            resource=Resource.create({"service.name": "connector-service"}),
            sampler=ParentBased(TraceIdRatioBased(ratio)),
            shutdown_on_exit=False,
        )
        exporter = Exporter(f"{endpoint.rstrip('/')}/v1/traces", EXPORT_SECONDS, on_export)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("connectors")

    @contextmanager
    def incoming(self, name: str, carrier: Mapping[str, str]) -> Iterator[Span]:
        """A call that came in: it continues the trace that its `traceparent` names, if there is a valid one."""
        parent = self._propagator.extract(dict(carrier))
        with self._tracer.start_as_current_span(
            name, parent, self._api.SpanKind.SERVER, record_exception=False, set_status_on_exception=False
        ) as span:
            yield Span(span, self._mark_failed)

    @contextmanager
    def inside(self, name: str) -> Iterator[Span]:
        """Something that a call does."""
        with self._tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as span:
            yield Span(span, self._mark_failed)

    def if_under_way(self, name: str) -> AbstractContextManager[object]:
        """As `inside`, in a thread that serves a traced call; elsewhere nothing."""
        return self.inside(name) if self._api.get_current_span().is_recording() else nullcontext()

    def ended(self, name: str, seconds: float, *, failed: str = "", **attributes: Value) -> None:
        """Something that ends now, and took so long."""
        now = time.time_ns()
        span = self._tracer.start_span(name, start_time=now - round(seconds * _NANOSECONDS))
        told = Span(span, self._mark_failed)
        told.set(**attributes)
        if failed:
            told.failed(failed)
        span.end(now)

    def stop(self) -> None:
        """Sends what is there, for at most FLUSH_SECONDS."""
        # A thread that nobody waits for longer: a collector that hangs must not hold up a stop.
        sending = threading.Thread(target=self._provider.shutdown, name="last spans", daemon=True)
        sending.start()
        sending.join(FLUSH_SECONDS)

    def _mark_failed(self, span: Any, reason: str) -> None:
        span.set_status(self._api.StatusCode.ERROR)
        span.set_attribute("error.type", reason)
