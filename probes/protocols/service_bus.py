"""Azure Service Bus and Event Hubs over HTTPS: reads the description of the queue, the topic or the event hub.

https://learn.microsoft.com/rest/api/servicebus/get-entity and https://learn.microsoft.com/rest/api/eventhub/get-event-hub;
the token: https://learn.microsoft.com/rest/api/eventhub/generate-sas-token. The description takes the right Manage: to
a policy that may only listen or send the service answers that the claim is missing, which shows that it knows the key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

from probes.diagnosis import Diagnosis
from probes.egress.http import HttpAnswer
from probes.protocols.aws_xml import local_name, parse_xml
from probes.protocols.store import CREDENTIAL, Dialect, Question, Signature
from probes.protocols.store_access import given_token, missing, opened
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

_STRING = "authConfig.connectionString"
_KEY = "authConfig.sharedAccessKey"
_SECONDS = 300
_CLAIMS = re.compile(r"claims? required", re.IGNORECASE)
_UNPROVEN = (
    "The key is known and has no Manage right, so that {entity} could not be looked up. "
    "Listening and sending need none."
)

SERVICE_BUS = Dialect(
    title="Service Bus",
    codes_of=lambda answer: ("claim",) if answer.status == 401 and _CLAIMS.search(_text(answer)) else (),
    rows={
        "claim": Diagnosis(
            Reason.PERMISSION_DENIED, "the policy has no Manage right", "give a policy with Manage", CREDENTIAL
        ),
        "401": Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "{title} refused the key",
            "copy name and key of the shared access policy again; an entity's policy is good for that entity alone",
            CREDENTIAL,
        ),
        "403": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the namespace does not let this request in",
            "let this service's address through the namespace's firewall (Networking), and check its SAS setting",
            CREDENTIAL,
        ),
    },
    accepted=frozenset({"claim", "404"}),
    mismatch="give the namespace's host, such as acme.servicebus.windows.net",
)
EVENT_HUBS = replace(SERVICE_BUS, title="Event Hubs")


@dataclass(frozen=True, slots=True)
class SasKey:
    """A shared access policy's name and key, and where the connector holds the key."""

    name: str
    key: str = field(repr=False)
    path: str


@dataclass(frozen=True, slots=True)
class _Entity:
    path: str
    name: str
    field: str


def probe_service_bus(target: Target, context: ProbeContext) -> Finding:
    given = target.parameters
    name, subscription = given.get("queue") or given.get("topic"), given.get("subscription")
    field = "config.queue" if given.get("queue") else "config.topic"
    path = quote(name or "", safe="/-_.~")
    if given.get("topic") and subscription:
        path, name, field = f"{path}/subscriptions/{quote(subscription, safe='')}", subscription, "config.subscription"
    return _probe(target, context, SERVICE_BUS, _Entity(path, name or "", field))


def probe_event_hubs(target: Target, context: ProbeContext) -> Finding:
    name = target.parameters["eventHub"]
    return _probe(target, context, EVENT_HUBS, _Entity(quote(name, safe="/-_.~"), name, "config.eventHub"))


def _probe(target: Target, context: ProbeContext, dialect: Dialect, entity: _Entity) -> Finding:
    absent = Diagnosis(
        Reason.RESOURCE_NOT_FOUND, "the namespace has no such entity", "check its name in the portal", entity.field
    )
    address = target.parameters.get("endpoint") or f"https://{_host(target.parameters['namespace'])}"
    aimed = replace(target, parameters={**target.parameters, "url": address})
    with opened(aimed, context, dialect, special=given_token, signs=_signature) as store:
        store.address = "config.endpoint" if target.parameters.get("endpoint") else "config.namespace"
        said = f"read the description of {entity.name}"
        question = Question(
            f"/{entity.path}?timeout=10&api-version=2014-01", StepName.AUTHENTICATE, said, meanings={"404": absent}
        )
        try:
            described = store.ask(question, _entry)
        except ProbeFailure as failure:
            if not store.proven or failure.reason is not Reason.PERMISSION_DENIED:
                raise
            return Finding("the key is known", warning=_UNPROVEN.format(entity=entity.name))
        if described == "feed":  # of what is not there the services list what there is
            store.fail(absent)
        store.passed(StepName.AUTHORIZE, said)
    return Finding(said)


def _entry(answer: HttpAnswer) -> str | None:
    root = parse_xml(answer.body)
    return local_name(root) if root is not None and local_name(root) in ("entry", "feed") else None


def _signature(target: Target) -> Signature | None:
    key = _sas(target)
    if key is None:
        return None

    def sign(_method: str, url: str, _body: bytes) -> Mapping[str, str]:
        parts = urlsplit(url)
        resource = quote_plus(f"{parts.scheme}://{parts.netloc}{parts.path}")
        expires = str(int(time.time()) + _SECONDS)
        digest = hmac.new(key.key.encode(), f"{resource}\n{expires}".encode(), hashlib.sha256).digest()
        signature = quote_plus(base64.b64encode(digest))
        token = f"SharedAccessSignature sr={resource}&sig={signature}&se={expires}&skn={quote_plus(key.name)}"
        return {"Authorization": token}

    return Signature(key.path, sign)


def _sas(target: Target) -> SasKey | None:
    """Raises ProbeFailure (CREDENTIAL_MISSING, INVALID_CONFIG)."""
    given: Mapping[str, Any] = target.credentials
    method = target.auth_method
    if given.get("connectionString") and method in ("access_key", "connection_string"):
        return _of_string(given["connectionString"])
    if given.get("token") and method in ("access_key", "bearer"):
        return None
    if method == "bearer":
        raise missing("token", "give an Entra access token for https://servicebus.azure.net")
    if method == "connection_string":
        raise missing("connectionString", "copy the connection string of a shared access policy")
    for name in ("sharedAccessKeyName", "sharedAccessKey"):
        if not given.get(name):
            raise missing(name, "give a shared access policy's name and key, or its connection string")
    return SasKey(given["sharedAccessKeyName"], given["sharedAccessKey"], _KEY)


def _of_string(text: str) -> SasKey:
    """Of a connection string the policy's name and key: where they are sent to, the config alone says."""
    parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    name, key = parts.get("SharedAccessKeyName"), parts.get("SharedAccessKey")
    if not name or not key:
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            f"{_STRING} holds no SharedAccessKeyName and SharedAccessKey",
            field=_STRING,
            hint="copy it whole: Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…",
        )
    return SasKey(name, key, _STRING)


def _host(namespace: str) -> str:
    return namespace if "." in namespace else f"{namespace}.servicebus.windows.net"


def _text(answer: HttpAnswer) -> str:
    return answer.body[:2000].decode(errors="replace")
