"""Tests of a server whose protocol is not public no more than that it can be reached, and says so."""

from __future__ import annotations

from contextlib import closing

from probes.protocols.database_target import text_of
from probes.protocols.ssh_tunnel import bastion_of, through
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

PORTS = {"teradata": 1025}
UNCHECKED = "The login is not tested: the protocol is not public. Something accepts connections there, no more."


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves that something accepts connections at host and port; nothing is sent to it."""
    with context.trace.step(StepName.CONFIG):
        host = text_of(target.parameters, "host")
        if not host:
            raise ProbeFailure(
                Reason.INVALID_CONFIG, "the host is missing", field="config.host", hint="give config.host"
            )
        port = int(target.parameters.get("port") or PORTS[target.type_name])
        bastion = bastion_of(target)
    with through(bastion, context) as reach, closing(reach.dialer.connect(host, port, field="config.host")):
        return Finding("reached", warning=UNCHECKED)
