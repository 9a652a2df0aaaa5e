"""A declared check as the request that is sent: its URL, its headers, and the credential as the vendor wants it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import orjson

from probes.protocols.http_request import header_text
from probes.protocols.saas_given import Given, rendered
from probes.protocols.saas_oauth1 import Signer, signer_of
from probes.vendors.consistency import TOKEN
from probes.vendors.declaration import Check, Method, TokenGrant, Vendor, names_in

# The field that each grant proves itself with; the rest send a client's secret, or what the vendor's own request holds.
_FETCHED_WITH = {
    "client_credentials": "clientSecret",
    "refresh_token": "refreshToken",
    "jwt_bearer": "privateKey",
    "client_assertion": "privateKey",
    "google_service_account": "serviceAccountJson",
}


@dataclass(frozen=True, slots=True)
class SentCredential:
    """What a request proves itself with; `path` is the field to blame."""

    path: str
    headers: Mapping[str, str] = field(repr=False)
    query: Mapping[str, str] = field(repr=False)
    signer: Signer | None = field(repr=False, default=None)

    def headers_for(self, method: str, url: str) -> dict[str, str]:
        """With the signature of this one request, where the vendor wants one."""
        return {**self.headers, **(self.signer(method, url) if self.signer else {})}


def credential_of(method: Method, given: Given) -> SentCredential:
    """Raises ProbeFailure (INVALID_CONFIG) where HTTP cannot carry it. With a token: to be called when it is there."""
    path = credential_path(method, given)
    for template in method.send.headers.values():
        for name in names_in(template):
            header_text(given.text(f"{{{name}}}"), path)  # each alone: an outer space hides in "Bearer …"
    headers = rendered(method.send.headers, given.text)
    if method.send.basic:
        user, password = (given.text(template) for template in method.send.basic)
        headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    signer = signer_of(method.send.oauth1, given) if method.send.oauth1 else None
    return SentCredential(path, headers, rendered(method.send.query, given.text), signer)


def credential_path(method: Method, given: Given) -> str:
    """The field that is sent, or where a token is fetched the one that it is fetched with."""
    if method.token:
        return given.path_of(_FETCHED_WITH.get(method.token.grant) or _last_name(_own_templates(method.token)))
    return given.path_of(_last_name(method.send.templates()))


def _own_templates(token: TokenGrant) -> tuple[str, ...]:
    return (*token.form.values(), *token.headers.values())


def _last_name(templates: tuple[str, ...]) -> str:
    """User names come before passwords, so that the last name is the secret's."""
    names = [name for template in templates for name in names_in(template)]
    return names[-1] if names else TOKEN


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """A request that changes nothing. The credential is added where it is sent."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    query: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False, default=None)

    def url_with(self, credential: SentCredential | None) -> str:
        query = {**self.query, **(credential.query if credential else {})}
        if not query:
            return self.url
        pairs = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query.items())
        return f"{self.url}?{pairs}"


def request_of(vendor: Vendor, check: Check, given: Given) -> ReadRequest:
    """Raises ProbeFailure where a value is missing or cannot stand where it is wanted."""
    headers = {"Accept": "application/json", **_headers(vendor.headers, given), **_headers(check.headers, given)}
    body = None
    if check.json:
        body = orjson.dumps(_filled_in(check.json, given))
        headers["Content-Type"] = "application/json"
    url = given.url((check.base or vendor.base) + check.path)
    return ReadRequest(check.http_method, url, headers, rendered(check.query, given.text), body)


def _filled_in(value: Any, given: Given) -> Any:
    match value:
        case str():
            return given.text(value)
        case dict():
            return {name: _filled_in(inner, given) for name, inner in value.items()}
        case list():
            return [_filled_in(inner, given) for inner in value]
        case _:
            return value


def _headers(templates: Mapping[str, str], given: Given) -> dict[str, str]:
    """A header whose config field is not given is left out: the vendor then takes its own default."""
    return {
        name: header_text(given.text(template), "config")
        for name, template in templates.items()
        if all(given.knows(needed) for needed in names_in(template))
    }
