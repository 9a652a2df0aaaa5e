"""Schema registries with Confluent's API: the subjects, and a subject's newest schema.

https://docs.confluent.io/platform/current/schema-registry/develop/api.html
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

_ACCEPT = {"Accept": "application/vnd.schemaregistry.v1+json, application/json"}
_NOT_GRANTED = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the account may not read the subject",
    "give it a role such as DeveloperRead on the subject",
    "config.subject",
)
_NO_SUBJECT = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "there is no such subject",
    "check its name: by default a topic's subjects end in -key and -value",
    "config.subject",
)

DIALECT = Dialect(
    title="the schema registry",
    codes_of=lambda answer: tuple(texts_at(parse_json(answer.body), "error_code")),
    rows={
        "401": Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "{title} refused the user name or the password",
            "check both: in Confluent Cloud, an API key of the registry's own and its secret",
            CREDENTIAL,
        ),
        "403": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the account may not list subjects",
            "give it a role such as DeveloperRead on the subjects",
            CREDENTIAL,
        ),
        "40401": _NO_SUBJECT,
    },
    accepted=frozenset({"403", "40301", "40401"}),
    may_be_open=True,
    mismatch="give the registry's URL: port 8081, or 443 in Confluent Cloud",
)


def probe(target: Target, context: ProbeContext) -> Finding:
    subject = target.parameters.get("subject")
    with opened(target, context, DIALECT) as store:
        if subject:
            said = f"read the newest schema of {subject}"
            path, meanings = f"/subjects/{quote(subject, safe='')}/versions/latest", {"403": _NOT_GRANTED}
            store.ask(Question(path, StepName.RESOURCE, said, headers=_ACCEPT, meanings=meanings), _schema)
        else:
            said = "listed the subjects"
            store.ask(Question("/subjects?limit=1", StepName.AUTHORIZE, said, headers=_ACCEPT), _subjects)
    return Finding(said, warning=store.warning)


def _schema(answer: HttpAnswer) -> Any:
    if answer.truncated:
        return answer.body.startswith(b"{") or None
    content = parse_json(answer.body)
    return content if isinstance(content, dict) and "schema" in content else None


def _subjects(answer: HttpAnswer) -> Any:
    if answer.truncated:
        return answer.body.startswith(b"[") or None
    content = parse_json(answer.body)
    return True if isinstance(content, list) else None
