"""The order of the interceptors, with the reason beside each. Every method is wrapped once, at registration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from server.audit.refusals import Refusals
from server.call import BoundMethod, Handler
from server.identity.identity import Identity
from server.interceptors.access_log import Observe, access_log
from server.interceptors.audit import audit
from server.interceptors.errors import errors
from server.interceptors.identity import identity
from server.interceptors.interceptor import Interceptor
from server.interceptors.rate_limit import rate_limit
from server.interceptors.request_id import request_id
from server.interceptors.role import role
from server.interceptors.shielding import shielding
from server.interceptors.streams import streams
from server.interceptors.tracing import call_span, use_case_span
from server.interceptors.validation import validation
from server.limits.limiter import RateLimiter
from server.method_policy import Method
from server.observe.traces import Tracer


def chain(
    source: Identity,
    limiter: RateLimiter,
    observe: Observe,
    most_streams: int,
    refusals: Refusals,
    *,
    tracer: Tracer | None = None,
) -> tuple[Interceptor, ...]:
    """Outermost first."""
    return (
        request_id,  # first: everything after it, the log of a refusal too, names the call
        *((call_span(tracer),) if tracer else ()),  # round all that takes time; the log then names the trace
        shielding,  # before anything can log: no line holds a credential of this call
        access_log(observe),  # round the errors, so that it sees what the caller sees
        audit(refusals),  # likewise, and inside the log: its own write is part of what the call took
        errors,  # round all that can fail
        identity(source),  # before anything that depends on who is calling
        role,  # before the limit: who may not call takes nothing from those who may
        streams(most_streams),  # before the limit: a stream that is not opened is not counted
        rate_limit(limiter),  # before validation: refusing malformed calls costs time too
        validation,  # last of all: the use case sees only requests that hold together
        *((use_case_span(tracer),) if tracer else ()),  # what is left is the use case's
    )


def prober_chain(observe: Observe) -> tuple[Interceptor, ...]:
    """Outermost first, of a prober: its callers are services, which have asked who may before they ask it."""
    return (
        request_id,
        shielding,
        access_log(observe),
        errors,
        validation,
    )


def bind(
    methods: Sequence[Method], handlers: Mapping[str, Handler], interceptors: Sequence[Interceptor]
) -> tuple[BoundMethod, ...]:
    """Wraps each method's handler. Raises LookupError when a method has none."""
    absent = [method.full_name for method in methods if method.name not in handlers]
    if absent:
        raise LookupError(f"no handler for {', '.join(absent)}")
    return tuple(BoundMethod(method, _wrapped(method, handlers[method.name], interceptors)) for method in methods)


def _wrapped(method: Method, handler: Handler, interceptors: Sequence[Interceptor]) -> Handler:
    for interceptor in reversed(interceptors):
        handler = interceptor(method, handler)
    return handler
