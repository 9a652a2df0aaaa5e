"""Google Cloud Pub/Sub: the descriptions of a topic and of a subscription. No message is pulled: it would be lost.

https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics/get and …/projects.subscriptions/get
"""

from __future__ import annotations

from urllib.parse import quote

from probes.diagnosis import Diagnosis
from probes.protocols.google_api import api_of
from probes.protocols.google_errors import Known
from probes.protocols.http_exchange import Exchange
from probes.result import Finding, Reason, StepName
from probes.target import ProbeContext, Target

_ORIGIN = "https://pubsub.googleapis.com"
_SCOPE = "https://www.googleapis.com/auth/pubsub"


def probe(target: Target, context: ProbeContext) -> Finding:
    given = target.parameters
    with context.trace.step(StepName.CONFIG):
        api = api_of(target, context, _ORIGIN, "config.project")
    api.log_in(_SCOPE, context)
    project = quote(given["project"], safe=":")
    asked = [(kind, given[kind]) for kind in ("topic", "subscription") if given.get(kind)]
    with Exchange(context.trace, StepName.AUTHORIZE) as exchange:
        for kind, name in asked:
            full = f"projects/{project}/{kind}s/{quote(name, safe='')}"
            api.ask(exchange, f"/v1/{full}", None, _known(kind, name))
        said = " and ".join(f"{kind} {name}" for kind, name in asked)
        exchange.passed(StepName.AUTHORIZE, f"read the description of {said}")
    return Finding(f"read the description of {said}")


def _known(kind: str, name: str) -> Known:
    return Known(
        denied=Diagnosis(
            Reason.PERMISSION_DENIED,
            f"the account may not see {kind} {name}",
            "grant it Pub/Sub Viewer (roles/pubsub.viewer), and Subscriber to read",
            f"config.{kind}",
        ),
        absent=Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            f"there is no {kind} {name} in the project",
            "check its name in the console, and the project",
            f"config.{kind}",
        ),
    )
