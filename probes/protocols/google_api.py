"""Asks a JSON API of Google's as the connector's account, and tells apart who it is from what it may do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from probes.egress.http import HttpAnswer, HttpClient
from probes.egress.url import parse_url
from probes.protocols.google_errors import Known, content_of, error_of, failure_of
from probes.protocols.google_service_account import ServiceAccount
from probes.protocols.google_token import fetch, given_by
from probes.protocols.http_exchange import Exchange, client_for
from probes.protocols.http_request import Credential
from probes.result import ProbeFailure, StepName
from probes.target import ProbeContext, Target

# Google looks at the token before it looks at permissions, and at the resource after both.
_TOKEN_ACCEPTED = frozenset({403, 404})


@dataclass(slots=True)
class GoogleApi:
    """One API for one probe. `endpoint` is the field to blame for the peer.

    `proven` is whether the step `authenticate` was recorded: a service account's token is proven when it is fetched, a
    given one by the first answer that shows it was accepted.
    """

    origin: str
    endpoint: str
    client: HttpClient = field(repr=False)
    account: ServiceAccount | Credential = field(repr=False)
    credential: Credential | None = field(repr=False, default=None)
    proven: bool = False

    def log_in(self, scope: str, context: ProbeContext) -> None:
        """Fetches a token where one is to be fetched. Raises ProbeFailure."""
        if isinstance(self.account, Credential):
            self.credential = self.account
            return
        self.credential = fetch(self.account, scope, self.client, context.trace)
        self.proven = True

    def ask(
        self,
        exchange: Exchange,
        path: str,
        kind: str | None,
        known: Known,
        *,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """GETs `path`, or POSTs `body` to it, and returns the resource of that `kind` (None: of an API whose
        resources have a `name` instead). Raises ProbeFailure; `known`
        says what a refusal means here. `path` must be percent-encoded."""
        answer = self.send(path, body)
        stage = exchange.stage
        if not self.proven:
            exchange.stage = StepName.AUTHENTICATE
        found = content_of(answer, kind, self.endpoint) if answer.status == 200 else {}
        if not self.proven and (found or (answer.status in _TOKEN_ACCEPTED and error_of(answer))):
            exchange.passed(StepName.AUTHENTICATE, "token accepted")
            self.proven, exchange.stage = True, stage
        if not found:
            raise self.refused(answer, known)
        return found

    def send(self, path: str, body: Mapping[str, Any] | None = None) -> HttpAnswer:
        """The answer as it is."""
        headers = dict(self.credential.headers) if self.credential else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        return self.client.request(
            "GET" if body is None else "POST",
            self.origin + path,
            headers=headers,
            data=None if body is None else json.dumps(body).encode(),
            field=self.endpoint,
            follow_redirects=False,
        )

    def refused(self, answer: HttpAnswer, known: Known) -> ProbeFailure:
        path = self.credential.path if self.credential else "authConfig"
        return failure_of(answer, known, token_path=path, endpoint=self.endpoint)


def api_of(target: Target, context: ProbeContext, public: str, named_by: str) -> GoogleApi:
    """Reads endpoint and credentials. `public` is Google's own origin; `named_by` the field to blame for it.

    Raises ProbeFailure naming what is missing or wrong.
    """
    endpoint = target.parameters.get("endpoint")
    origin = public if endpoint is None else parse_url(endpoint, path="config.endpoint").origin
    return GoogleApi(
        origin=origin,
        endpoint=named_by if endpoint is None else "config.endpoint",
        client=client_for(target.parameters, context.dialer),
        account=given_by(target),
    )
