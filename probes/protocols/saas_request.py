"""A declared check as the request that is sent: its URL, its headers, and the credential as the vendor wants it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

import orjson

from probes.protocols.http_request import header_text
from probes.protocols.saas_given import Given, rendered
from probes.vendors.consistency import TOKEN
from probes.vendors.declaration import Check, Method, Vendor, names_in


@dataclass(frozen=True, slots=True)
class SentCredential:
    """What a request proves itself with; `path` is the field to blame."""

    path: str
    headers: Mapping[str, str] = field(repr=False)
    query: Mapping[str, str] = field(repr=False)


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
    return SentCredential(path, headers, rendered(method.send.query, given.text))


def credential_path(method: Method, given: Given) -> str:
    """The field that is sent, or where a token is fetched the one that it is fetched with."""
    if method.token:
        first = {"refresh_token": "refreshToken", "jwt_bearer": "privateKey"}.get(method.token.grant, "clientSecret")
        return given.path_of(first)
    send = method.send
    templates = (*send.headers.values(), *send.query.values(), *(send.basic or ()))
    names = [name for template in templates for name in names_in(template)]
    return given.path_of(names[-1] if names else TOKEN)


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
        body = orjson.dumps(rendered(check.json, given.text))
        headers["Content-Type"] = "application/json"
    url = given.url((check.base or vendor.base) + check.path)
    return ReadRequest(check.http_method, url, headers, rendered(check.query, given.text), body)


def _headers(templates: Mapping[str, str], given: Given) -> dict[str, str]:
    """A header whose config field is not given is left out: the vendor then takes its own default."""
    return {
        name: header_text(given.text(template), "config")
        for name, template in templates.items()
        if all(given.knows(needed) for needed in names_in(template))
    }
