"""Elasticsearch and OpenSearch: who answers, as whom, and whether the index can be searched.

https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-info, …/operation-search and
https://docs.opensearch.org/latest/api-reference/; signed requests for Amazon's service:
https://docs.aws.amazon.com/opensearch-service/latest/developerguide/request-signing.html
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from probes.diagnosis import Diagnosis
from probes.egress.http import HttpAnswer
from probes.protocols.aws_signing import KeyPair, signed_headers
from probes.protocols.http_request import Credential
from probes.protocols.json_path import parse_json, texts_at
from probes.protocols.store import ADDRESS, Dialect, Question, Signature, Store
from probes.protocols.store_access import missing, opened, scheme
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

_SIGV4 = "aws_sigv4"
_SECRET = "authConfig.secretAccessKey"  # noqa: S105 - the name of a field
_BUSY = Diagnosis(
    Reason.RATE_LIMITED, "{title} is too busy to take the request", "wait, then test again; see the cluster's load"
)
_NO_INDEX = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "there is no such index, alias or data stream",
    "check the spelling: names are in lower case",
    "config.index",
)
_NOT_GRANTED = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the account may not search the index",
    "give its role the privilege `read` on the index",
    "config.index",
)
_ROWS = {
    "kibana": Diagnosis(
        Reason.PROTOCOL_MISMATCH,
        "the URL leads to Kibana, not to {title}",
        "give the cluster's own endpoint, whose port is 9200 (443 or 9243 in Elastic Cloud)",
        ADDRESS,
    ),
    "index_not_found_exception": _NO_INDEX,
    "circuit_breaking_exception": _BUSY,
    "es_rejected_execution_exception": _BUSY,
    "rejected_execution_exception": _BUSY,
    "unknown key": Diagnosis(
        Reason.AUTHENTICATION_FAILED,
        "the access key is not known, or its session token is wrong",
        "check it, whether the key is active, and its session token",
        "authConfig.accessKeyId",
    ),
    "wrong secret": Diagnosis(
        Reason.AUTHENTICATION_FAILED,
        "the secret access key does not match the access key id",
        "store the two of one key pair again, and check config.region and config.service",
        _SECRET,
    ),
    "expired": Diagnosis(
        Reason.CREDENTIAL_EXPIRED, "the session token expired", "issue new ones", "authConfig.sessionToken"
    ),
}
# What Amazon's service says in `message`; it has no codes there.
_SAID = (
    ("security token included in the request is invalid", "unknown key"),
    ("security token included in the request is expired", "expired"),
    ("signature we calculated does not match", "wrong secret"),
)


def _codes(answer: HttpAnswer) -> tuple[str, ...]:
    if "kbn-name" in answer.headers:
        return ("kibana",)
    content = parse_json(answer.body)
    said = " ".join(texts_at(content, "message", "Message"))
    words = [code for phrase, code in _SAID if phrase in said]
    return (*words, *(code[:64] for code in texts_at(content, "error.type") if code.replace("_", "").isalpha()))


ELASTICSEARCH = Dialect(
    "Elasticsearch",
    _codes,
    _ROWS,
    accepted=frozenset({"403", "index_not_found_exception"}),
    may_be_open=True,
    mismatch="give the cluster's HTTP endpoint, whose port is 9200 (443 or 9243 in Elastic Cloud)",
)
OPENSEARCH = replace(
    ELASTICSEARCH, title="OpenSearch", mismatch="give the cluster's HTTP endpoint: port 9200, or 443 of a domain at AWS"
)


def probe_elasticsearch(target: Target, context: ProbeContext) -> Finding:
    with opened(target, context, ELASTICSEARCH, special=_api_key) as store:
        said, other = _greeted(store, target)
        if not other and (license_type := _expired_license(store)):
            store.warning = store.warning or f"The cluster's {license_type} license has expired."
        return _searched(store, target, said, other)


def probe_opensearch(target: Target, context: ProbeContext) -> Finding:
    with opened(target, context, OPENSEARCH, special=_api_key, signs=_signature) as store:
        if target.parameters.get("service") == "aoss":  # a serverless collection does not say who it is
            return _searched(store, target, "", None)
        said, other = _greeted(store, target)
        return _searched(store, target, said, other)


def _greeted(store: Store, target: Target) -> tuple[str, str | None]:
    """Who answered, and a remark where that is not who was expected. A key for one index may not ask."""
    question = Question("/", StepName.AUTHENTICATE, "the cluster says who it is")
    try:
        found = store.ask(question, _greeting)
    except ProbeFailure as failure:
        if failure.reason is Reason.PERMISSION_DENIED and target.parameters.get("index") and store.proven:
            return "", None
        raise
    distribution, version = found
    other = (
        None if distribution == store.dialect.title else f"The cluster is {distribution}, not {store.dialect.title}."
    )
    return f"{distribution} {version}", other


def _expired_license(store: Store) -> str | None:
    """The license's kind where it is past its end: many features stop then."""
    answer = store.send(store.client, Question("/_license", StepName.AUTHORIZE), proving=True)
    content = parse_json(answer.body) if answer.status == 200 else None
    expired = "expired" in texts_at(content, "license.status")
    return next(iter(texts_at(content, "license.type")), "Elastic")[:40] if expired else None


def _searched(store: Store, target: Target, said: str, other: str | None) -> Finding:
    index = target.parameters.get("index")
    if index:
        question = Question(
            f"/{quote(index, safe='*,')}/_search",
            StepName.RESOURCE,
            f"searched {index}",
            method="POST",
            body=b'{"size":0}',
            headers={"Content-Type": "application/json"},
            meanings={"403": _NOT_GRANTED, "404": _NO_INDEX},
        )
        store.ask(question, _hits)
        said = question.said
    warnings = [warning for warning in (store.warning, other) if warning]
    return Finding(said, warning=" ".join(warnings) or None)


def _greeting(answer: HttpAnswer) -> tuple[str, str] | None:
    content = parse_json(answer.body)
    version = next(iter(texts_at(content, "version.number")), "")
    if not version or not texts_at(content, "cluster_name"):
        return None
    distribution = "OpenSearch" if "opensearch" in texts_at(content, "version.distribution") else "Elasticsearch"
    return distribution, version[:40]


def _hits(answer: HttpAnswer) -> Any:
    content = parse_json(answer.body)
    return content if isinstance(content, dict) and "hits" in content else None


def _api_key(target: Target) -> Credential | None:
    """`ApiKey` with what the console calls encoded; an id and a secret are encoded here."""
    given, path = target.credentials, "authConfig.apiKey"
    if target.auth_method not in ("api_key", "access_key") or not given.get("apiKey"):
        return None
    key = given["apiKey"]
    if given.get("apiKeyId"):
        key = base64.b64encode(f"{given['apiKeyId']}:{key}".encode()).decode()
    return scheme("ApiKey", key, path, "API key")


def _signature(target: Target) -> Signature | None:
    given: Mapping[str, Any] = target.credentials
    if target.auth_method != _SIGV4 and not (target.auth_method == "access_key" and given.get("accessKeyId")):
        return None
    for name in ("accessKeyId", "secretAccessKey"):
        if not given.get(name):
            raise missing(name, "give the access key of a user that the domain's access policy names")
    service, region = target.parameters["service"], target.parameters.get("region")
    if not region:
        message = "config.region is missing: a signature is made for one region"
        raise ProbeFailure(Reason.INVALID_CONFIG, message, field="config.region", hint="name the domain's region")
    keys = KeyPair(given["accessKeyId"], given["secretAccessKey"], given.get("sessionToken") or None)

    def sign(method: str, url: str, body: bytes) -> Mapping[str, str]:
        hashed = {"X-Amz-Content-SHA256": hashlib.sha256(body).hexdigest()}
        kind = "application/json" if body else None
        return signed_headers(
            keys, method, url, service=service, region=region, body=body, content_type=kind, headers=hashed
        )

    return Signature(_SECRET, sign)
