"""Couchbase Server's management API: who the user is, and whether the bucket may be seen.

https://docs.couchbase.com/server/current/rest-api/rest-whoami.html and …/rest-bucket-info.html
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from probes.diagnosis import Diagnosis
from probes.egress.http import HttpAnswer
from probes.protocols.json_path import parse_json, texts_at
from probes.protocols.store import CREDENTIAL, Dialect, Question
from probes.protocols.store_access import opened
from probes.result import Finding, Reason, StepName
from probes.target import ProbeContext, Target

DIALECT = Dialect(
    title="Couchbase",
    codes_of=lambda _answer: (),
    rows={
        "401": Diagnosis(
            Reason.AUTHENTICATION_FAILED, "{title} refused the user name or the password", "check both", CREDENTIAL
        )
    },
    accepted=frozenset({"403"}),
    may_be_open=True,
    mismatch="give the port of the management API: 8091, or 18091 with https://",
)
_MEANINGS = {
    "403": Diagnosis(
        Reason.PERMISSION_DENIED,
        "the user may not see the bucket",
        "give the user a role on the bucket, such as Data Reader with Bucket Info",
        "config.bucket",
    ),
    "404": Diagnosis(
        Reason.RESOURCE_NOT_FOUND,
        "there is no such bucket",
        "check its name; names are case-sensitive",
        "config.bucket",
    ),
}


def probe(target: Target, context: ProbeContext) -> Finding:
    bucket = target.parameters.get("bucket")
    with opened(target, context, DIALECT) as store:
        user = store.ask(Question("/whoami", StepName.AUTHENTICATE, "logged in"), _user)
        said = f"logged in as {user}"
        if bucket:
            said = f"sees bucket {bucket}"
            path = f"/pools/default/buckets/{quote(bucket, safe='')}"
            store.ask(Question(path, StepName.AUTHORIZE, said, meanings=_MEANINGS), _bucket)
    return Finding(said, warning=store.warning)


def _user(answer: HttpAnswer) -> str | None:
    content = parse_json(answer.body)
    if not isinstance(content, dict) or "roles" not in content:
        return None
    return next(iter(texts_at(content, "id")), "nobody")[:80]


def _bucket(answer: HttpAnswer) -> Any:
    # The description of a large cluster is cut at the client's bound: its beginning tells enough.
    if answer.truncated:
        return answer.body.startswith(b"{") or None
    content = parse_json(answer.body)
    return content if isinstance(content, dict) and "name" in content else None
