"""What goes wrong with an HTTP exchange, in one table: exceptions of urllib3, http.client and the socket."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator

import urllib3

from probes.egress.http_pool import AnswerTooLong
from probes.egress.tls_errors import tls_failure
from probes.result import ProbeFailure, Reason

_NOT_HTTP = "check that the URL's port is the one for HTTP, and http:// against https://"
_CUT = "try again; a proxy, a load balancer or the server itself ended the connection"


class InvalidHeader(Exception):
    """A header that would not end where its line does."""


# The first row that any exception of the chain is an instance of decides; so the narrower come first.
_HEAD: tuple[tuple[type[BaseException], Reason, str, str], ...] = (
    (AnswerTooLong, Reason.PEER_ERROR, "{peer} sent more headers than any HTTP answer needs", _NOT_HTTP),
    (TimeoutError, Reason.TIMEOUT, "{peer} did not answer in time", "check the load of the peer, or ask it for less"),
    (
        urllib3.exceptions.TimeoutError,
        Reason.TIMEOUT,
        "{peer} did not answer in time",
        "check the load of the peer, or ask it for less",
    ),
    (
        http.client.RemoteDisconnected,
        Reason.UNREACHABLE,
        "{peer} closed the connection without an answer",
        "check http:// against https://, and any proxy or firewall in between",
    ),
    (http.client.BadStatusLine, Reason.PROTOCOL_MISMATCH, "{peer} does not speak HTTP", _NOT_HTTP),
    (http.client.UnknownProtocol, Reason.PROTOCOL_MISMATCH, "{peer} does not speak HTTP/1", _NOT_HTTP),
    (http.client.IncompleteRead, Reason.PEER_ERROR, "the answer of {peer} broke off", _CUT),
    (http.client.HTTPException, Reason.PEER_ERROR, "the headers of {peer} are no valid HTTP", _NOT_HTTP),
    (
        InvalidHeader,
        Reason.INVALID_CONFIG,
        "a header holds characters that HTTP cannot carry",
        "remove line breaks and spaces around the values of headers, tokens and keys",
    ),
    (
        UnicodeError,
        Reason.INVALID_CONFIG,
        "a header holds characters that HTTP cannot carry",
        "headers, tokens and keys may hold Latin-1 characters only",
    ),
    (ConnectionError, Reason.UNREACHABLE, "{peer} closed the connection without an answer", _CUT),
    (OSError, Reason.UNREACHABLE, "the connection to {peer} broke", _CUT),
)

_BODY: tuple[tuple[type[BaseException], Reason, str, str], ...] = (
    (AnswerTooLong, Reason.PEER_ERROR, "{peer} sent a body that is no valid HTTP", _CUT),
    (
        urllib3.exceptions.DecodeError,
        Reason.PEER_ERROR,
        "{peer} sent a body that is not encoded as it says",
        "check the Content-Encoding of the peer",
    ),
    (TimeoutError, Reason.TIMEOUT, "{peer} began to answer and did not end in time", "ask the peer for less"),
    (
        urllib3.exceptions.TimeoutError,
        Reason.TIMEOUT,
        "{peer} began to answer and did not end in time",
        "ask the peer for less",
    ),
    (Exception, Reason.PEER_ERROR, "the answer of {peer} broke off", _CUT),
)


def head_failure(error: BaseException, peer: str, field: str) -> ProbeFailure:
    """An exchange with `peer` that failed before its status line and headers were read."""
    return _diagnose(_HEAD, error, peer, field)


def body_failure(error: BaseException, peer: str, field: str) -> ProbeFailure:
    """An exchange that failed after the headers."""
    return _diagnose(_BODY, error, peer, field)


def _diagnose(
    table: tuple[tuple[type[BaseException], Reason, str, str], ...], error: BaseException, peer: str, field: str
) -> ProbeFailure:
    chain = list(_causes(error))
    for cause in chain:
        if isinstance(cause, ProbeFailure):
            return cause
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            return tls_failure(cause, peer, field=field)
    for kind, reason, message, hint in table:
        if any(isinstance(cause, kind) for cause in chain):
            return ProbeFailure(reason, message.format(peer=peer), field=field, hint=hint)
    return ProbeFailure(Reason.PEER_ERROR, f"the answer of {peer} cannot be read", field=field, hint=_NOT_HTTP)


def _causes(error: BaseException, depth: int = 0) -> Iterator[BaseException]:
    """The exception and those it wraps: its cause, its `reason`, and exceptions among its arguments."""
    yield error
    if depth > 8:
        return
    inner = [error.__cause__, error.__context__, getattr(error, "reason", None), *error.args]
    for cause in inner:
        if isinstance(cause, BaseException) and cause is not error:
            yield from _causes(cause, depth + 1)
