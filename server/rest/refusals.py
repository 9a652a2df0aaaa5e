"""Answers that are given before there is a request to answer: whole HTTP/1.1 messages, in the shape of all refusals."""

from __future__ import annotations

from http import HTTPStatus

from server import request_ids
from server.errors import HeadersTooLarge, MalformedRequest, RequestTimeout, ServiceError, TooManyConnections
from server.rest.http import ALWAYS, refusal

TOO_SLOW = RequestTimeout("the head of the request did not arrive in time")
TOO_LARGE = HeadersTooLarge("the head of the request is too large")
UNREADABLE = MalformedRequest("this is no HTTP/1.1 request")
TOO_MANY = TooManyConnections("too many connections; try again", retry_after=1)


def message(error: ServiceError) -> bytes:
    """Status line, headers and body; the connection ends with it."""
    response = refusal(error)
    lines = [f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}"]
    headers = (
        *response.headers,
        *ALWAYS,
        (request_ids.HEADER, request_ids.request_id_of({})),
        ("content-length", str(len(response.body))),
        ("connection", "close"),
    )
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + response.body
