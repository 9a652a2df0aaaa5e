"""Tests a WebDAV folder or file with PROPFIND, depth 0: nothing is read, nothing changed. RFC 4918 §9.1.

It is asked without the credentials first: a server that answers anyone has not judged them, and one that wants them
says how, so that a password goes by Digest where the server takes that.
"""

from __future__ import annotations

from dataclasses import replace

from probes.egress.http import HttpAnswer, HttpClient
from probes.protocols import http_digest
from probes.protocols.http_exchange import Exchange, client_for
from probes.protocols.http_request import Credential, HttpRequest, request_of
from probes.protocols.http_status import refusal, same_origin
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

METHODS = ("access_key", "basic", "bearer", "none")
BODY = b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>'
MULTI_STATUS = 207
NO_WEBDAV = (200, 204, 400, 405, 501)
LOCKED, FULL = 423, 507
_NOT_NEEDED = "The server answers without credentials too, so they were not proven."


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the server accepts the credentials, that the folder or file is there."""
    trace = context.trace
    with trace.step(StepName.CONFIG):
        if target.auth_method not in METHODS:
            hint = f"use one of {', '.join(METHODS)}"
            message = f"the auth method {target.auth_method} is not one of this type"
            raise ProbeFailure(Reason.UNSUPPORTED, message, field="authMethod", hint=hint)
        if not target.parameters.get("url"):
            raise ProbeFailure(
                Reason.INVALID_CONFIG, "url is required", field="config.url", hint="give config.url, the folder's own"
            )
        request = request_of(target)
        client = client_for(target.parameters, context.dialer)
    with Exchange(trace, StepName.RESOURCE) as exchange:
        bare = request.without_credential()
        answer = _ask(client, bare)
        proven = False
        if answer.status == 401 and request.credential and same_origin(request, answer.url):
            answer = _ask(client, request.with_credential(_credential(request, target, answer)))
            proven = answer.status != 401
        if proven:
            exchange.passed(StepName.AUTHENTICATE, "refused without the credentials, answered with them")
        _judge(answer, request, exchange)
        exchange.passed(StepName.RESOURCE, "the server describes the folder or file")
        if request.credential and not proven:
            return Finding(warning=_NOT_NEEDED)
    return Finding()


def _ask(client: HttpClient, request: HttpRequest) -> HttpAnswer:
    headers = {**request.headers, "Depth": "0", "Content-Type": "application/xml; charset=utf-8"}
    return client.request("PROPFIND", request.sent_url, headers=headers, data=BODY)


def _credential(request: HttpRequest, target: Target, answer: HttpAnswer) -> Credential:
    """By Digest where the server offers it and there is a password; else as it was given."""
    assert request.credential is not None  # noqa: S101  # asked by the caller
    given = target.credentials
    username, password = given.get("username"), given.get("password", "")
    offered = http_digest.challenges(answer.headers.get("WWW-Authenticate", ""))
    by_password = username and request.credential.headers.get("Authorization", "").startswith("Basic ")
    if not offered or not by_password:
        return request.credential
    header = http_digest.authorization(offered[0], "PROPFIND", request.url.target, str(username), password)
    return replace(request.credential, headers={**request.credential.headers, "Authorization": header})


def _judge(answer: HttpAnswer, request: HttpRequest, exchange: Exchange) -> None:
    """Raises ProbeFailure; returns where the answer is the description that was asked for."""
    if answer.status == MULTI_STATUS:
        if b"multistatus" in answer.body and b"DAV:" in answer.body:
            return
        raise _no_webdav("the server's answer is no description of a folder or file")
    if answer.status in NO_WEBDAV:
        raise _no_webdav(f"the server does not speak WebDAV at this URL (HTTP {answer.status})")
    if answer.status in (LOCKED, FULL):
        message = f"the server refuses for the moment: locked, or full (HTTP {answer.status})"
        raise ProbeFailure(Reason.PEER_ERROR, message, field="config.url", hint="look at the folder on the server")
    refused = refusal(answer.status, answer.headers, request, answer.url)
    if refused:
        exchange.stage = refused.step
        raise refused.failure
    raise _no_webdav(f"the server does not speak WebDAV at this URL (HTTP {answer.status})")


def _no_webdav(message: str) -> ProbeFailure:
    hint = "give the URL that WebDAV is served at; it is often another than the web page's (…/remote.php/dav, …/webdav)"
    return ProbeFailure(Reason.PROTOCOL_MISMATCH, message, field="config.url", hint=hint)
