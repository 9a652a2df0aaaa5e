"""Counts the rows of a CSV: a file in the tenant's folder, or one behind a URL through the guard."""

from __future__ import annotations

import codecs
import math
import resource
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from probes.protocols.csv_content import other_format
from probes.protocols.csv_folder import open_beneath
from probes.protocols.csv_rows import Counted, MalformedCsv, WrongEncoding, count_rows
from probes.protocols.http_exchange import Exchange, client_for
from probes.protocols.http_request import request_of
from probes.protocols.http_status import refusal
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

MAX_BYTES = 256 << 20
# Kept of the deadline to say what was counted so far, rather than to be killed without a word.
_SECONDS_TO_REPORT = 0.5
_PIECE = 1 << 18
# Python takes them for text encodings; no file is written in them.
_NO_ENCODINGS_OF_FILES = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})


def probe(target: Target, context: ProbeContext) -> Finding:
    parameters = target.parameters
    with context.trace.step(StepName.CONFIG):
        _exactly_one_source(parameters)
        encoding = _encoding(parameters["encoding"])
        delimiter = "\t" if parameters["delimiter"] in ("tab", "\\t") else parameters["delimiter"]
    source = "config.path" if "path" in parameters else "config.url"
    with ExitStack() as opened:
        exchange = opened.enter_context(Exchange(context.trace, StepName.RESOURCE))
        chunks = opened.enter_context(
            _file(target, context) if source == "config.path" else _answer(target, context, exchange)
        )
        bounded = _Bounded(chunks, context.deadline - _SECONDS_TO_REPORT, source)
        try:
            counted = count_rows(bounded, delimiter=delimiter, has_header=parameters["hasHeader"], encoding=encoding)
        except MalformedCsv as error:
            raise _malformed(str(error), source) from None
        except WrongEncoding as error:
            raise _undecodable(str(error), bounded.start) from None
        said = f"counted {'at least ' if counted.at_least else ''}{counted.rows} row{'' if counted.rows == 1 else 's'}"
        warning = _warning(counted, bounded, delimiter=delimiter, has_header=parameters["hasHeader"])
        exchange.passed(StepName.RESOURCE, said, warned=warning is not None)
    return Finding(said, warning=warning, row_count=counted.rows)


class _Bounded:
    """Chunks up to a number of bytes and a point in time. Raises ProbeFailure where they begin like another format."""

    def __init__(self, chunks: Iterator[bytes], until: float, source: str) -> None:
        self._chunks = chunks
        self._until = until
        self._source = source
        self.start = b""
        self.cut = False
        self.out_of_time = False

    def __iter__(self) -> Iterator[bytes]:
        left = MAX_BYTES
        for chunk in self._chunks:
            if not self.start and chunk:
                self.start = chunk[:512]
                self._refuse_other_formats()
            yield chunk[:left]
            left -= len(chunk)
            self.out_of_time = time.monotonic() > self._until or _processor_seconds_left() < _SECONDS_TO_REPORT
            if left < 0 or self.out_of_time:
                self.cut = True
                return

    def _refuse_other_formats(self) -> None:
        what = other_format(self.start)
        if what:
            raise ProbeFailure(
                Reason.PROTOCOL_MISMATCH,
                f"{self._source} leads to {what}, not to CSV",
                field=self._source,
                hint="export it as CSV, uncompressed; of a URL, check that it is not that of a login or preview page",
            )


@contextmanager
def _file(target: Target, context: ProbeContext) -> Iterator[Iterator[bytes]]:
    if context.files_dir is None:
        message = "this service reads no files"
        raise ProbeFailure(Reason.UNSUPPORTED, message, field="config.path", hint="give a URL instead")
    with open_beneath(context.files_dir, target.parameters["path"]) as file:
        yield iter(lambda: file.read(_PIECE), b"")


@contextmanager
def _answer(target: Target, context: ProbeContext, exchange: Exchange) -> Iterator[Iterator[bytes]]:
    request = request_of(target)
    client = client_for(target.parameters, context.dialer)
    with client.stream("GET", request.sent_url, headers={"Accept": "text/csv, */*;q=0.5", **request.headers}) as answer:
        refused = refusal(answer.status, answer.headers, request, answer.url)
        if refused:
            exchange.stage = refused.step
            raise refused.failure
        yield answer.chunks()


def _processor_seconds_left() -> float:
    """Until the kernel ends this process (RLIMIT_CPU), where it will."""
    limit = resource.getrlimit(resource.RLIMIT_CPU)[0]
    return math.inf if limit == resource.RLIM_INFINITY else limit - time.process_time()


def _exactly_one_source(parameters: Any) -> None:
    given = [name for name in ("path", "url") if name in parameters]
    if len(given) == 1:
        return
    what = "are both given" if given else "are both missing"
    raise ProbeFailure(
        Reason.INVALID_CONFIG,
        f"config.path and config.url {what}",
        field="config.url" if given else "config.path",
        hint="give one of them",
    )


def _encoding(name: str) -> str:
    """A text encoding that Python knows. Codecs that are no character encodings (zip, rot13, idna) are refused."""
    try:
        info = codecs.lookup(name)
        "a,b\n".encode(info.name)
    except (LookupError, UnicodeError):
        info = None
    if info is None or info.name.replace("-", "_") in _NO_ENCODINGS_OF_FILES:
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            "config.encoding is not the name of a character encoding",
            field="config.encoding",
            hint="name one such as utf-8, utf-16, windows-1252, iso-8859-1 or shift_jis",
        )
    return info.name


def _malformed(message: str, source: str) -> ProbeFailure:
    return ProbeFailure(
        Reason.PROTOCOL_MISMATCH,
        f"the content is not well-formed CSV: {message}",
        field=source,
        hint='a field that holds a quote must be quoted, with the quote doubled: "5"" pipe" (RFC 4180)',
    )


def _undecodable(message: str, start: bytes) -> ProbeFailure:
    utf16 = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return ProbeFailure(
        Reason.INVALID_CONFIG,
        message,
        field="config.encoding",
        hint="the file begins as UTF-16 does: set encoding to utf-16"
        if utf16
        else "set encoding to the one the file was written in, such as windows-1252, or write it anew as utf-8",
    )


def _warning(counted: Counted, bounded: _Bounded, *, delimiter: str, has_header: bool) -> str | None:
    said = []
    if counted.at_least:
        why = "time was up" if bounded.out_of_time else f"reading stops after {MAX_BYTES >> 20} MiB"
        said.append(f"There are at least {counted.rows} rows: {why}.")
    elif not counted.first:
        said.append("The file is empty.")
    elif counted.rows == 0:
        said.append("The file holds a header line and no rows.")
    other = _likely_delimiter(counted.first, delimiter) if has_header else None
    if other:
        said.append(f"The header line is one single field that holds {other}: is that the delimiter?")
    return " ".join(said) or None


def _likely_delimiter(first: tuple[str, ...], delimiter: str) -> str | None:
    names = {";": "semicolons", "\t": "tabs", "|": "bars", ",": "commas"}
    if len(first) != 1:
        return None
    return next((name for sign, name in names.items() if sign != delimiter and sign in first[0]), None)
