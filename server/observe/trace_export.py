"""OTLP over HTTP, counted. Imported by traces.py where an endpoint is set, with the SDK."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

SENT, LOST = "sent", "lost"


class Exporter(SpanExporter):
    """`on_export` is told what became of each batch."""

    def __init__(self, url: str, seconds: float, on_export: Callable[[str], None]) -> None:
        self._exporter = OTLPSpanExporter(url, timeout=seconds)
        self._on_export = on_export

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self._exporter.export(spans)
        self._on_export(SENT if result is SpanExportResult.SUCCESS else LOST)
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()  # type: ignore[no-untyped-call]  # the exporter leaves it out
