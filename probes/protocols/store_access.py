"""Opens a store: reads its URL and its credential from the connector, before anything is dialled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from probes.protocols import http_oauth2
from probes.protocols.http_exchange import Exchange, client_for
from probes.protocols.http_request import Credential, bearer, header_text, request_of
from probes.protocols.store import ADDRESS, Dialect, Signature, Store, base_of
from probes.result import ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

Special = Callable[[Target], Credential | None]
"""A type's own way to send what is given; None leaves it to Basic, Bearer and what else HTTP has."""


@contextmanager
def opened(
    target: Target,
    context: ProbeContext,
    dialect: Dialect,
    *,
    special: Special = lambda _target: None,
    check: Callable[[Mapping[str, Any]], object] = lambda _parameters: None,
    signs: Callable[[Target], Signature | None] = lambda _target: None,
    client_of: Callable[[Target], Mapping[str, Any] | None] = lambda _target: None,
    query: bool = False,
) -> Iterator[Store]:
    """The store of config.url, with the block's failures recorded as steps. Raises ProbeFailure.

    `signs` and `client_of` read a credential that signs, and the client of an OAuth 2 token that is to be fetched, from
    fields of the type's own. `check` looks at parameters before anything is dialled; `query` lets the URL have one.
    """
    with context.trace.step(StepName.CONFIG):
        base = base_of(target.parameters["url"], query=query)
        check(target.parameters)
        signature = signs(target)
        grant = client_of(target)
        if grant is None and http_oauth2.wanted(target):
            http_oauth2.require(target)
            grant = target.credentials
        credential = None if signature or grant else (special(target) or _usual(target))
        client = client_for(target.parameters, context.dialer)
    if grant:
        url_field = "authConfig.tokenUrl" if target.credentials.get("tokenUrl") else ADDRESS
        credential = http_oauth2.fetch_token(grant, client, context.trace, url_field=url_field)
    with Exchange(context.trace, StepName.AUTHENTICATE) as exchange:
        store = Store(dialect, base, client, exchange, context, target, credential, signature, proven=bool(grant))
        yield store


def scheme(name: str, value: str, path: str, what: str) -> Credential:
    """`Authorization: <name> <value>`, as for `ApiKey` and `Token`."""
    return Credential(path, what, {"Authorization": f"{name} {header_text(value, path)}"})


def given_token(target: Target, name: str = "token", what: str = "access token") -> Credential | None:
    """A bearer token of the field, where it was given."""
    value = target.credentials.get(name)
    return bearer(value, f"authConfig.{name}", what) if value else None


def missing(name: str, hint: str) -> ProbeFailure:
    message = f"authConfig.{name} is missing"
    return ProbeFailure(Reason.CREDENTIAL_MISSING, message, field=f"authConfig.{name}", hint=hint)


def own_headers_too(target: Target) -> Credential | None:
    """For APIs of which no two are alike: what the connector's own headers prove counts."""
    return request_of(target).credential


def _usual(target: Target) -> Credential | None:
    # Headers of the connector's own are for URLs that nobody knows; a store's API has none.
    return request_of(replace(target, parameters={"url": target.parameters["url"]})).credential
