"""The REST gateway: an ASGI application that knows no method by name. Everything it does comes from descriptors.

It can reach nothing but the wrapped methods, so that no call goes round the interceptor chain.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from typing import Any

from server import request_ids
from server.bounds import MAX_REQUEST_BYTES
from server.call import BoundMethod, Call
from server.errors import (
    Cancelled,
    DeadlineExceeded,
    HeadersTooLarge,
    Internal,
    ServiceError,
    Unavailable,
    status_of,
)
from server.method_policy import Method
from server.observe.traces import Tracer
from server.rest import intake, preconditions
from server.rest.cors import Cors
from server.rest.deadline import GRACE_SECONDS, deadline_of
from server.rest.entity_tag import TaggedAnswers
from server.rest.event_stream import LAST_EVENT_ID, EventStream
from server.rest.hosts import Hosts
from server.rest.http import Request, Response, json_response, refusal, security_headers
from server.rest.intake import Message, Receive
from server.rest.pages import Page, Ready, pages
from server.rest.routes import Routes, parse_template
from server.rest.streaming import Streaming, begun, write
from server.rest.transcode import Binding

log = logging.getLogger(__name__)

Send = Callable[[Message], Awaitable[None]]

MAX_HEAD_BYTES = 32 << 10
QUICK_SECONDS = 0.02


class Endpoint:
    """A binding with the handler it calls and the pool that its handler runs on."""

    def __init__(self, bound: BoundMethod, binding: Binding, executor: Executor) -> None:
        self.binding = binding
        self.executor = executor
        self._bound = bound
        self._tagged = TaggedAnswers(binding.response)

    def run(self, request: Request, path: dict[str, str], body: bytes, call: Call) -> Response:
        """Everything that takes time, in a thread of the pool: reading, calling, writing."""
        try:
            message = self.binding.request(path, request.query, body)
            preconditions.fill(message, request.headers, changes=request.verb not in ("GET", "HEAD"))
        except ServiceError as error:
            note(request, call.metadata[request_ids.HEADER], error)
            raise
        answered = self._bound.handler(message, call)
        status = self.binding.method.success_code
        tag = self.binding.etag(answered)
        if tag and self.binding.etag_names_revision:
            return json_response(status, self.binding.response(answered), (("etag", f'"{tag}"'),))
        if tag:
            if_none_match = request.headers.get("if-none-match") if request.verb == "GET" else None
            return self._tagged.answer(answered, tag, status=status, if_none_match=if_none_match)
        answer = self.binding.response(answered)
        return json_response(status, answer) if answer else Response(status)

    def stream(self, request: Request, path: dict[str, str], body: bytes, call: Call, events: EventStream) -> None:
        """As `run`, of a method that streams: to its end, in a thread of the pool."""
        try:
            message = self.binding.request(path, request.query, body)
        except ServiceError as error:
            note(request, call.metadata[request_ids.HEADER], error)
            raise
        resume, position = self.binding.method.resume_field, request.headers.get(LAST_EVENT_ID)
        if resume and position:
            setattr(message, resume, position)
        call.send = events.send
        events.run(lambda: self._bound.handler(message, call))


class Gateway:
    """`hosts`: the names answered to beside loopback ones, None for any (identity does not rest on headers).
    `openapi`, `metrics`, `console`: shown to anyone who asks; None for not at all.

    `executor_of` gives the pool of a method, so that slow peers never hold the threads of the quick ones;
    `control` runs what is neither: readiness, metrics, cancelling.
    """

    def __init__(
        self,
        methods: Sequence[BoundMethod],
        *,
        hosts: Iterable[str] | None,
        cors_origins: Iterable[str],
        ready: Ready,
        metrics: Callable[[], bytes] | None,
        openapi: bytes | None,
        docs: bytes | None = None,
        executor_of: Callable[[Method], Executor],
        control: Executor,
        tracer: Tracer | None = None,
        console: Mapping[str, Page] | None = None,
    ) -> None:
        self._hosts = Hosts(hosts)
        self._cors = Cors(cors_origins)
        self._control = control
        self._tracer = tracer
        self._streams: set[EventStream] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._routes: Routes[Endpoint | Page] = Routes()
        for path, page in {**pages(ready, openapi, docs, metrics), **(console or {})}.items():
            self._routes.add("GET", path, page)
        for bound in methods:
            for rule in bound.method.http:
                fields = tuple(variable.field for variable in parse_template(rule.path).variables)
                binding = Binding(bound.method, rule, fields)
                self._routes.add(rule.verb, rule.path, Endpoint(bound, binding, executor_of(bound.method)))

    def drain(self) -> None:
        """Ends every stream, from any thread: a client that comes back goes on where it was."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._interrupt)

    def _interrupt(self) -> None:
        for events in self._streams:
            events.interrupt()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"no {scope['type']} here: the server is set up for http alone")
        request = _request(scope)
        body = _Body(request, receive)
        response = await (self._traced(request, body) if self._tracer else self._answered(request, body))
        if isinstance(response, Streaming):
            await self._send_stream(response, body, send)
        else:
            await _send(response, body, send)

    async def _traced(self, request: Request, body: _Body) -> Response:
        """A span of the request's own, which the call's continues."""
        assert self._tracer is not None  # noqa: S101  # asked by who calls
        with self._tracer.incoming(request.verb, request.headers) as span:
            headers = {**request.headers, "traceparent": span.traceparent}
            response = await self._answered(replace(request, headers=headers), body)
            # Never the path or the query: a client may put anything there.
            span.set(http__request__method=request.verb, http__response__status_code=response.status)
            return response

    async def _answered(self, request: Request, body: _Body) -> Response:
        request_id = request.headers[request_ids.HEADER]
        try:
            response = await self._answer(request, body)
        except ServiceError as error:
            response = refusal(error)
        except asyncio.CancelledError:  # the grace of a stop is over; the caller should still hear why
            response = refusal(Unavailable("the service is stopping; try again", retry_after=1))
        except Exception:
            log.exception("%s failed", request.verb, extra={"request_id": request_id})
            message = f"internal error; the service's log has it under request id {request_id}"
            response = refusal(Internal(message))
        always = (
            *security_headers(request, response),
            (request_ids.HEADER, request_id),
            *self._cors.headers(request.headers),
        )
        return replace(response, headers=response.headers + always)

    async def _answer(self, request: Request, body: _Body) -> Response:
        try:
            if sum(len(name) + len(value) for name, value in request.headers.items()) > MAX_HEAD_BYTES:
                raise HeadersTooLarge(f"the headers are larger than {MAX_HEAD_BYTES} bytes")
            self._hosts.check(request.headers.get("host"))
            resource = self._routes.find(request.path)
            if self._cors.is_preflight(request.verb, request.headers):
                return self._cors.preflight(resource.allowed)
            target, path = resource.take(request.verb)
            deadline = deadline_of(request.headers)
            content = await self._content(target, body)
        except ServiceError as error:
            note(request, request.headers[request_ids.HEADER], error)
            raise
        loop = asyncio.get_running_loop()
        if isinstance(target, Page):
            return await loop.run_in_executor(self._control, target.answer, request)
        call = Call(target.binding.method, request.headers, request.peer, deadline, certificate=request.certificate)
        if target.binding.method.streams:
            return await self._begun(target, request, path, content, call)
        running = loop.run_in_executor(target.executor, target.run, request, path, content, call)
        return await self._watched(running, call, body)

    async def _begun(
        self, target: Endpoint, request: Request, path: dict[str, str], content: bytes, call: Call
    ) -> Response:
        """The response of a stream, when its first chunk is there; raises what kept the first one from coming."""
        self._loop = asyncio.get_running_loop()
        events = EventStream(target.binding, self._loop)
        running = self._loop.run_in_executor(target.executor, target.stream, request, path, content, call, events)
        return await begun(events, running, call)

    async def _send_stream(self, response: Streaming, body: _Body, send: Send) -> None:
        """Until the handler is done or the client leaves, which cancels the call."""
        self._streams.add(response.events)
        writing = asyncio.ensure_future(write(response, send))
        leaving = asyncio.ensure_future(body.client_left())
        try:
            await asyncio.wait((writing, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._streams.discard(response.events)
            leaving.cancel()
            writing.cancel()
            response.events.abandon()
            self._control.submit(response.call.cancellation.cancel)

    async def _content(self, target: Endpoint | Page, body: _Body) -> bytes:
        if isinstance(target, Endpoint) and target.binding.takes_body and body.is_announced:
            intake.check_head(body.headers, target.binding.method.max_request_bytes)
            return await body.read(target.binding.method.max_request_bytes)
        return await body.read()

    async def _watched(self, running: asyncio.Future[Response], call: Call, body: _Body) -> Response:
        """The handler's answer. Cancels the call when the client leaves, when its time is over, when we stop."""
        try:
            # Nearly all are over by then: that the client left is not looked for, which costs more than many of them.
            await asyncio.wait((running,), timeout=QUICK_SECONDS)
            return running.result() if running.done() else await _unless_given_up(running, call, body)
        finally:
            if not running.done():
                running.cancel()  # stays queued work from starting; what runs already hears of it by the call
                self._control.submit(call.cancellation.cancel)


async def _unless_given_up(running: asyncio.Future[Response], call: Call, body: _Body) -> Response:
    """Raises Cancelled when the client leaves, DeadlineExceeded when its time is over."""
    leaving = asyncio.ensure_future(body.client_left())
    remaining = call.remaining()
    timeout = None if remaining is None else max(0.0, remaining) + GRACE_SECONDS
    either: set[asyncio.Future[Any]] = {running, leaving}
    try:
        await asyncio.wait(either, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            return running.result()
        if leaving.done():
            raise Cancelled("the client left")
        raise DeadlineExceeded("no answer within the request-timeout")
    finally:
        leaving.cancel()


class _Body:
    """The rest of a request: its body, then the news that the client left."""

    def __init__(self, request: Request, receive: Receive) -> None:
        self.headers = request.headers
        self.is_announced = intake.has_body(request.headers)
        self.is_unread = self.is_announced
        self._receive = receive

    async def read(self, most: int = MAX_REQUEST_BYTES) -> bytes:
        if not self.is_announced:
            return b""
        content = await intake.read(self._receive, most)
        self.is_unread = False
        return content

    async def drain(self) -> None:
        """After the answer: what the client still sends is taken and dropped."""
        await intake.drain(self._receive)

    async def client_left(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass


def note(request: Request, request_id: str, error: ServiceError) -> None:
    """One log line for a call that the chain, which logs all others, never saw. Never its query or body."""
    if log.isEnabledFor(logging.INFO):
        status = status_of(error)
        extra = {"request_id": request_id, "peer": request.peer, "reason": status.reason}
        log.info("%s refused with %d", request.verb, status.http, extra=extra)


def _request(scope: Message) -> Request:
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    # Well-formed from here on, so that the chain keeps it: a refusal of ours and one of its own then name the same id.
    headers[request_ids.HEADER] = request_ids.request_id_of(headers)
    client = scope.get("client")
    return Request(
        verb=scope["method"],
        path=scope["raw_path"].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        peer=f"{client[0]}:{client[1]}" if client else "",
        is_tls=scope["scheme"] == "https",
        certificate=_certificate(scope),
    )


def _certificate(scope: Message) -> str:
    chain = scope.get("extensions", {}).get("tls", {}).get("client_cert_chain", ())
    return str(chain[0]) if chain else ""


async def _send(response: Response, body: _Body, send: Send) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    if response.status not in (204, 304):
        headers.append((b"content-length", str(len(response.body)).encode()))
    if body.is_unread:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    if body.is_unread:
        await send({"type": "http.response.body", "body": response.body, "more_body": True})
        await body.drain()
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    await send({"type": "http.response.body", "body": response.body, "more_body": False})
