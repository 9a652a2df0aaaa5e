"""SOAP services, by their description: WSDL 1.1 (https://www.w3.org/TR/wsdl) or 2.0 (https://www.w3.org/TR/wsdl20/).

No operation is called: what it would change is not known. A document type, and so any XML entity, is refused.
"""

from __future__ import annotations

from typing import Any

from probes.diagnosis import Diagnosis
from probes.egress.http import HttpAnswer
from probes.protocols.aws_xml import local_name, parse_xml
from probes.protocols.http_request import request_of
from probes.protocols.store import Dialect, Question
from probes.protocols.store_access import opened, own_headers_too
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

_NO_OPERATION = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the service has no such operation",
    "check its spelling in the WSDL; names are case-sensitive",
    "config.operation",
)
DIALECT = Dialect(
    title="the SOAP service",
    codes_of=lambda _answer: (),
    may_be_open=True,
    accepted=frozenset(),
    mismatch="give the URL of the WSDL, which often ends in ?wsdl; one with a document type (DOCTYPE) is not read",
)


def probe(target: Target, context: ProbeContext) -> Finding:
    operation = target.parameters.get("operation")
    with opened(target, context, DIALECT, special=own_headers_too, query=True) as store:
        headers = {"Accept": "text/xml, application/wsdl+xml, */*;q=0.5", **request_of(target).plain}
        operations = store.ask(Question("", StepName.AUTHENTICATE, "read the WSDL", headers=headers), _operations)
        store.passed(StepName.AUTHORIZE, f"the WSDL has {len(operations)} operations")
        said = "read the WSDL"
        if operation:
            if operation not in operations:
                store.fail(_NO_OPERATION)
            said = f"the service has the operation {operation}"
            store.passed(StepName.RESOURCE, said)
    return Finding(said, warning=store.warning)


def _operations(answer: HttpAnswer) -> Any:
    """Names of the operations; None where the answer is no WSDL. Raises ProbeFailure where it is cut."""
    if answer.truncated:
        message = "the WSDL is longer than a test reads (1 MiB)"
        raise ProbeFailure(Reason.UNSUPPORTED, message, field="config.url", hint="give one that imports the others")
    root = parse_xml(answer.body)
    if root is None or local_name(root) not in ("definitions", "description"):
        return None
    return {element.get("name", "") for element in root.iter() if local_name(element) == "operation"} - {""}
