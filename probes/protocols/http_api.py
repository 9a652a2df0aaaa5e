"""Tests a REST API or a webhook with HEAD and GET. Nothing is changed there, and nothing delivered.

A 2xx proves a credential only where the same request without it is refused: many URLs answer anyone.
"""

from __future__ import annotations

from dataclasses import dataclass

from probes.egress.dial import Dialer
from probes.egress.http import HttpClient
from probes.protocols import http_oauth2
from probes.protocols.http_exchange import Exchange, client_for
from probes.protocols.http_request import HttpRequest, request_of
from probes.protocols.http_status import refusal, same_origin
from probes.result import Finding, ProbeFailure, StepName, Trace
from probes.target import ProbeContext, Target

# Servers that do not implement HEAD, or guard it otherwise than GET, say so with one of these.
GET_INSTEAD = frozenset({403, 404, 405, 501})
# They say that the server is busy or does not like the method; not that it missed a credential.
_SAY_NOTHING_OF_CREDENTIALS = frozenset({405, 408, 425, 429})

_CLEAR_TEXT = "The API key was sent without encryption, as the URL begins with http://."
_NOT_NEEDED = "The URL answers without credentials too, so they were not proven."
_NOT_ASKED = "Whether the URL answers without credentials could not be found out, so they were not proven."
_DROPPED = "The URL redirects to another origin; credentials are not sent there, so they were not proven."
_TAKES_EVENTS_ONLY = (
    "The webhook takes neither HEAD nor GET (HTTP 405), and a test delivers no event: "
    "it was reached, and no more was proven."
)


@dataclass(frozen=True, slots=True)
class _Answer:
    method: str
    status: int
    headers: dict[str, str]
    url: str


def probe(target: Target, context: ProbeContext) -> Finding:
    """A REST API: 2xx or a reason why not."""
    return _probe(target, context, takes_events_only=False)


def probe_webhook(target: Target, context: ProbeContext) -> Finding:
    """A webhook: as an API, but one that takes POST alone has been reached."""
    return _probe(target, context, takes_events_only=True)


def _probe(target: Target, context: ProbeContext, *, takes_events_only: bool) -> Finding:
    trace = context.trace
    with trace.step(StepName.CONFIG):
        request = request_of(target)
        by_token = http_oauth2.wanted(target)
        if by_token:
            http_oauth2.require(target)
        client = client_for(target.parameters, context.dialer)
    if by_token:
        request = request.with_credential(http_oauth2.fetch_token(target.credentials, client, trace))
    with Exchange(trace, StepName.RESOURCE) as exchange:
        answer = _ask(client, request)
        if request.url.scheme == "http" and request.credential and request.credential.parameter:
            trace.warn(_CLEAR_TEXT)
        if takes_events_only and answer.status == 405:
            return Finding(warning=_TAKES_EVENTS_ONLY)
        refused = refusal(answer.status, answer.headers, request, answer.url)
        if refused:
            exchange.stage = refused.step
            raise refused.failure
        said = f"{answer.method} answered {answer.status}"
        unproven = _unproven(request, answer, target, context)
        if unproven:
            # The URL was read, the connector's credentials were not: a level that includes them would say too much.
            return Finding(said, warning=unproven)
        if request.credential and not by_token:
            exchange.passed(StepName.AUTHENTICATE, "refused without the credentials, answered with them")
        exchange.passed(StepName.RESOURCE, said)
    return Finding(said)


def _ask(client: HttpClient, request: HttpRequest, methods: tuple[str, ...] = ("HEAD", "GET")) -> _Answer:
    """The answer to the first method, or to the second where the first is refused in a way that may be about HEAD.

    Bodies stay unread: the status is all that is wanted.
    """
    for method in methods:
        with client.stream(method, request.sent_url, headers=request.headers) as stream:
            answer = _Answer(method, stream.status, dict(stream.headers), stream.url)
        if answer.status not in GET_INSTEAD:
            break
    return answer


def _unproven(request: HttpRequest, answer: _Answer, target: Target, context: ProbeContext) -> str | None:
    """Why the success says nothing of the credentials, or None where it does, or where none were sent."""
    if request.credential is None:
        return None
    if not same_origin(request, answer.url):
        return _DROPPED
    # Dialled by the same rules; its steps are no part of the test's own trace.
    quiet = Dialer(context.dialer.policy, Trace(), context.deadline)
    try:
        anonymous = _ask(client_for(target.parameters, quiet), request.without_credential(), (answer.method,))
    except ProbeFailure:
        return _NOT_ASKED
    if 200 <= anonymous.status < 300 and same_origin(request, anonymous.url):
        return _NOT_NEEDED
    if anonymous.status >= 500 or anonymous.status in _SAY_NOTHING_OF_CREDENTIALS:
        return _NOT_ASKED
    return None
