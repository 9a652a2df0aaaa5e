"""Holds each tenant to the rate that a method's policy declares."""

from __future__ import annotations

import math

from google.protobuf.message import Message

from server.call import Call, Handler
from server.errors import RateLimited
from server.interceptors.interceptor import Interceptor
from server.limits.limiter import RateLimiter
from server.method_policy import Method, RateLimit


def rate_limit(limiter: RateLimiter) -> Interceptor:
    def intercept(method: Method, handler: Handler) -> Handler:
        limit = method.rate_limit
        if limit is None:
            return handler

        def handle(request: Message, call: Call) -> Message:
            admit(limiter, method.name, limit, call.caller.tenant)
            return handler(request, call)

        return handle

    return intercept


def admit(limiter: RateLimiter, name: str, limit: RateLimit, tenant: str) -> None:
    """Counts a call of the method by that name. Raises RateLimited."""
    wait = limiter.take(tenant, name, limit)
    if wait > 0:
        raise RateLimited(
            f"{name} is limited to {limit.requests} calls in {limit.window_seconds} seconds for a "
            f"tenant; the next one is admitted in {math.ceil(wait)} s",
            retry_after=wait,
        )
