"""Catalogs that speak Iceberg's REST protocol: their configuration, a namespace, a table's metadata.

https://github.com/apache/iceberg/blob/main/open-api/rest-catalog-open-api.yaml
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from probes.diagnosis import Diagnosis
from probes.egress.http import HttpAnswer
from probes.protocols.http_request import Credential
from probes.protocols.json_path import parse_json, texts_at
from probes.protocols.store import CREDENTIAL, Dialect, Question, base_of
from probes.protocols.store_access import given_token, missing, opened
from probes.result import Finding, Reason, StepName
from probes.target import ProbeContext, Target

_OAUTH2 = "oauth2_client_credentials"
_LEVELS = "\x1f"  # parts a namespace's levels in a path

_NO_NAMESPACE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "there is no such namespace in the catalog",
    "check its spelling; levels are parted by dots",
    "config.namespace",
)
_NO_TABLE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND, "there is no such table in the namespace", "check its spelling", "config.table"
)

DIALECT = Dialect(
    title="the Iceberg catalog",
    codes_of=lambda answer: tuple(code[:60] for code in texts_at(parse_json(answer.body), "error.type")),
    rows={
        "419": Diagnosis(
            Reason.CREDENTIAL_EXPIRED, "the access token expired", "issue a new one, or use OAuth 2", CREDENTIAL
        ),
        "NoSuchNamespaceException": _NO_NAMESPACE,
        "NoSuchTableException": _NO_TABLE,
        "NoSuchWarehouseException": Diagnosis(
            Reason.RESOURCE_NOT_FOUND, "there is no such warehouse", "check its name", "config.warehouse"
        ),
        "404": Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "there is no such catalog or warehouse at the URL",
            "check config.url (what stands before /v1) and config.warehouse",
            "config.warehouse",
        ),
    },
    accepted=frozenset({"403", "NoSuchNamespaceException", "NoSuchTableException", "NoSuchWarehouseException"}),
    may_be_open=True,
    mismatch="give the catalog's URL up to what stands before /v1",
)


def probe(target: Target, context: ProbeContext) -> Finding:
    given = target.parameters
    warehouse, namespace, table = given.get("warehouse"), given.get("namespace"), given.get("table")
    with opened(target, context, DIALECT, special=_token, client_of=_client) as store:
        query = f"?{urlencode({'warehouse': warehouse})}" if warehouse else ""
        config = store.ask(Question(f"/v1/config{query}", StepName.AUTHENTICATE, "read the configuration"), _config)
        prefix = next(iter(texts_at(config, "overrides.prefix", "defaults.prefix")), "")
        root = f"/v1/{quote(prefix, safe='/')}/namespaces" if prefix else "/v1/namespaces"
        path, said = f"{root}?pageSize=1", "may list the namespaces"
        if namespace:
            path, said = f"{root}/{quote(namespace.replace('.', _LEVELS), safe='')}", f"sees namespace {namespace}"
        meanings = {"403": _denied(f"config.{'namespace' if namespace else 'warehouse'}"), "404": _NO_NAMESPACE}
        store.ask(Question(path, StepName.AUTHORIZE, said, meanings=meanings), _object)
        if namespace and table:
            said = f"read the metadata of {namespace}.{table}"
            meanings = {"403": _denied("config.table"), "404": _NO_TABLE}
            path = f"{path}/tables/{quote(table, safe='')}"
            store.ask(Question(path, StepName.RESOURCE, said, meanings=meanings), _object)
    return Finding(said, warning=store.warning)


def _denied(field: str) -> Diagnosis:
    message = "the catalog does not let the account see it"
    return Diagnosis(Reason.PERMISSION_DENIED, message, "grant the account's role the right to list and read it", field)


def _client(target: Target) -> dict[str, Any] | None:
    """The client credentials, at the catalog's own token endpoint unless another is named."""
    given = target.credentials
    if target.auth_method != _OAUTH2 and not (
        target.auth_method == "access_key" and given.get("clientId") and not given.get("token")
    ):
        return None
    for name in ("clientId", "clientSecret"):
        if not given.get(name):
            raise missing(name, "the catalog's OAuth 2 needs a client id and its secret")
    url = given.get("tokenUrl") or f"{base_of(target.parameters['url'])}/v1/oauth/tokens"
    own = {"clientAuthentication": "post", "scope": "catalog"}
    return {**own, **{name: value for name, value in given.items() if value}, "tokenUrl": url}


def _token(target: Target) -> Credential | None:
    return given_token(target)


def _config(answer: HttpAnswer) -> Any:
    content = parse_json(answer.body)
    return content if isinstance(content, dict) and {"defaults", "overrides"} & set(content) else None


def _object(answer: HttpAnswer) -> Any:
    if answer.truncated:  # the metadata of an old table is long
        return answer.body.startswith(b"{") or None
    content = parse_json(answer.body)
    return content if isinstance(content, dict) else None
