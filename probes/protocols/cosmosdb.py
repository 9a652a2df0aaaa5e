"""Azure Cosmos DB for NoSQL, by the account's key: reads the database's and the container's description, and an item.

https://learn.microsoft.com/rest/api/cosmos-db/access-control-on-cosmosdb-resources (the signature) and
https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from probes.diagnosis import Diagnosis
from probes.egress.http import HttpAnswer
from probes.protocols.json_path import parse_json, texts_at
from probes.protocols.store import CREDENTIAL, Dialect, Question, Signature
from probes.protocols.store_access import missing, opened
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

KEY = "authConfig.accountKey"
_VERSION = "2018-12-31"

DIALECT = Dialect(
    title="Cosmos DB",
    codes_of=lambda answer: tuple(code[:40] for code in texts_at(parse_json(answer.body), "code")),
    rows={
        "401": Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "{title} refused the signature: the key is not the account's, or the clocks are too far apart",
            "copy the primary or secondary key (a read-only one is enough) again; it may have been regenerated",
            CREDENTIAL,
        ),
        "403": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the account does not let this request in",
            "let this service's address through the account's firewall (Networking), and check whether keys are "
            "switched off (disableLocalAuth)",
            "config.url",
        ),
        "429": Diagnosis(
            Reason.RATE_LIMITED,
            "{title} has no request units left",
            "wait, then test again; raise the throughput if it lasts",
        ),
    },
    # A firewall refuses with 403 before the key is looked at; what is not there, with 404 after it.
    accepted=frozenset({"NotFound", "404"}),
    mismatch="give the account's URI, such as https://acme.documents.azure.com:443/",
)


def probe(target: Target, context: ProbeContext) -> Finding:
    database, container = target.parameters["database"], target.parameters.get("container")
    with opened(target, context, DIALECT, signs=lambda given: signature(_key(given))) as store:
        path = f"/dbs/{quote(database, safe='')}"
        said = f"read the description of database {database}"
        store.ask(Question(path, StepName.AUTHORIZE, said, meanings={"404": _NO_DATABASE}), _described)
        if container:
            path += f"/colls/{quote(container, safe='')}/docs"
            said = f"read from container {container}"
            headers = {"x-ms-max-item-count": "1"}
            question = Question(path, StepName.RESOURCE, said, headers=headers, meanings={"404": _NO_CONTAINER})
            store.ask(question, _documents)
    return Finding(said)


_NO_DATABASE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "there is no such database",
    "check its name; names are case-sensitive",
    "config.database",
)
_NO_CONTAINER = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "there is no such container in the database",
    "check its name; names are case-sensitive",
    "config.container",
)


def signature(key: bytes) -> Signature:
    """Of the account's key."""

    def sign(method: str, url: str, _body: bytes) -> Mapping[str, str]:
        date = format_datetime(datetime.now(UTC), usegmt=True)
        kind, link = resource_of(unquote(urlsplit(url).path))
        text = f"{method.lower()}\n{kind}\n{link}\n{date.lower()}\n\n"
        signed = base64.b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()
        token = quote(f"type=master&ver=1.0&sig={signed}", safe="")
        return {"Authorization": token, "x-ms-date": date, "x-ms-version": _VERSION, "Accept": "application/json"}

    return Signature(KEY, sign)


def resource_of(path: str) -> tuple[str, str]:
    """Type and link of a resource as the signature names them: a feed is signed by the link of its parent."""
    parts = path.strip("/").split("/")
    return (parts[-1], "/".join(parts[:-1])) if len(parts) % 2 else (parts[-2], "/".join(parts))


def _key(target: Target) -> bytes:
    text = target.credentials.get("accountKey")
    if not text:
        raise missing("accountKey", "give the account's primary or secondary key; a read-only one is enough")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        message, hint = f"{KEY} is no base64", "copy the key again from the account's page Keys, whole"
        raise ProbeFailure(Reason.INVALID_CONFIG, message, field=KEY, hint=hint) from None


def _described(answer: HttpAnswer) -> Any:
    content = parse_json(answer.body)
    return content if isinstance(content, dict) and {"id", "_rid"} <= set(content) else None


def _documents(answer: HttpAnswer) -> Any:
    if answer.truncated:  # an item may be as large as 2 MB
        return answer.body.startswith(b"{") or None
    content = parse_json(answer.body)
    return content if isinstance(content, dict) and "Documents" in content else None
