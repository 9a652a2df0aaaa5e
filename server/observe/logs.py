"""Structured logs: one JSON object a line on stderr, through one formatter that redacts all of it.

{"time": "2026-03-15T10:30:00.000Z", "level": "info", "logger": …, "message": …, "pid": …, …extra, "exception": …}
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import time
from functools import lru_cache
from types import TracebackType
from typing import Any, TextIO

import orjson
from google.protobuf.message import Message

from server.observe.redaction import redact_text, redact_value
from server.observe.tracebacks import exception_text

log = logging.getLogger(__name__)

# What every record carries; all else on it was given as `extra`.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# What JSON lets stand and a terminal or a viewer obeys: DEL, C1 (CSI among them), line separators, marks that turn the
# direction of text (Trojan Source, CVE-2021-42574). orjson escapes C0 itself.
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_OURS = frozenset({"time", "level", "logger", "message", "pid", "exception", "stack"})


class JsonFormatter(logging.Formatter):
    """Redacts and writes one line; never raises, whatever a record holds."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "time": _timestamp(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact_text(_message(record)),
            "pid": record.process,
        }
        for name, value in vars(record).items():
            if name not in _STANDARD:
                fields[f"{name}_" if name in _OURS else name] = redact_value(value, name)
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            fields["exception"] = exception_text(error)
        if record.stack_info:
            fields["stack"] = redact_text(record.stack_info)
        return _line(fields)


class _Stderr(logging.StreamHandler[TextIO]):
    """A line is one write, which no other comes into: workers share a stderr, and their threads wait for no lock."""

    def createLock(self) -> None:  # noqa: N802 - logging's own name
        self.lock = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            _write(self.stream, f"{self.format(record)}\n")
        except Exception:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """logging's own prints the record's arguments as they are."""


def configure(level: str, stream: TextIO | None = None) -> None:
    """Sends all logging, warnings and unhandled exceptions of this process, and of those it forks, through the
    formatter. `level`: debug, info, warning or error."""
    # What no line of ours says is not found out for every line (docs.python.org, logging HOWTO, "Optimization").
    logging._srcfile = None
    logging.logThreads = False
    logging.logMultiprocessing = False
    handler = _Stderr(stream or sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(True)
    sys.excepthook = _on_unhandled
    sys.unraisablehook = _on_unraisable
    threading.excepthook = _on_thread_death


def _write(stream: TextIO, line: str) -> None:
    try:
        descriptor = stream.fileno()
    except OSError:  # a stream in memory
        stream.write(line)
        return
    left = line.encode()
    while left:
        left = left[os.write(descriptor, left) :]


def _message(record: logging.LogRecord) -> str:
    template = str(redact_value(record.msg)) if isinstance(record.msg, Message) else str(record.msg)
    if not record.args:
        return template
    try:
        if isinstance(record.args, dict):
            return template % {name: _argument(value, str(name)) for name, value in record.args.items()}
        return template % tuple(_argument(value) for value in record.args)
    except (TypeError, ValueError, KeyError):
        return f"{template} (its arguments do not fit)"


def _argument(value: object, name: str = "") -> object:
    """Strings and numbers keep their type, for %d and %.3f; the text is redacted once it is whole."""
    return value if isinstance(value, str | int | float) and not name else redact_value(value, name)


def _line(fields: dict[str, Any]) -> str:
    try:
        line = orjson.dumps(fields).decode()
    except orjson.JSONEncodeError:  # such as an integer past 64 bits
        line = orjson.dumps({name: str(value) for name, value in fields.items()}).decode()
    if line.isascii() and "\x7f" not in line:
        return line  # as nearly all are
    return _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", line)


def _timestamp(created: float) -> str:
    whole, milliseconds = divmod(int(created * 1000), 1000)
    return f"{_second(whole)}.{milliseconds:03d}Z"


@lru_cache(maxsize=8)
def _second(whole: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole))


def _on_unhandled(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        log.critical("unhandled exception", exc_info=(kind, error, trace))


def _on_thread_death(death: threading.ExceptHookArgs) -> None:
    name = death.thread.name if death.thread else "?"
    if death.exc_value is not None and not isinstance(death.exc_value, SystemExit):
        log.critical("unhandled exception in thread %s", name, exc_info=death.exc_value)


def _on_unraisable(raised: sys.UnraisableHookArgs) -> None:
    """A finalizer's exception. Its object is named by type: its repr might show what it holds."""
    log.error("exception ignored in %s", type(raised.object).__name__, exc_info=raised.exc_value)
