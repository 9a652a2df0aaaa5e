"""Credentials are bound to the destination they were entered for, where the operator asks for it.

An editor who may change a host must not be able to have the stored password sent to it. After such a change the
secrets stay, and a test refuses to send them until all of them are entered again or an admin confirms.

A binding is a digest of the destination (probes/destination.py) on the connector's row. It guards against callers of
the service; one who can write the database can write the digest too. While the setting is off, every update binds
anew, so that turning it on binds what is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

from probes.connector_type import ConnectorType
from probes.destination import destination
from probes.result import ProbeResult, Reason, Step, StepName, StepStatus
from server.connectors.mask import holds_mask
from server.connectors.sealing import Secrets
from server.storage.record import ConnectorRecord

_MESSAGE = (
    "Not tested: the connector leads elsewhere than where its credentials were entered for, so they were not sent"
)
_HINT = "Enter all credentials again, or have an admin confirm that they may go there (ConfirmCredentials)."


def digest_of(connector_type: ConnectorType | None, record: ConnectorRecord, secrets: Secrets) -> str:
    """Of where the record leads; of its whole config where its type is gone. Secrets in `config` are masked there."""
    where = _where(connector_type, record, secrets)
    if connector_type is not None and connector_type.own is not None:
        where["declaration"] = connector_type.own.declaration  # the tenant's own type says where it leads, too
    return hashlib.sha256(orjson.dumps([record.type, where], option=orjson.OPT_SORT_KEYS)).hexdigest()


def all_entered(
    after: Secrets, before: Secrets, given: Mapping[str, Any] | None, config: Mapping[str, Any] | None
) -> bool:
    """Whether every secret of `after` was entered in this call: none was kept, by leaving it out or by its mask."""
    keeps_credentials = after.credentials is not None and (given is None or holds_mask(given))
    keeps_config = bool(after.config) and (config is None or holds_mask(config))
    return not (keeps_credentials or (keeps_config and bool(before.config)))


def refused(connector_type: ConnectorType, record: ConnectorRecord, secrets: Secrets) -> ProbeResult | None:
    """The answer of a test that must not send what is stored; None where it may."""
    if secrets.credentials is None and not secrets.config:
        return None
    if record.bound_destination in (None, digest_of(connector_type, record, secrets)):
        return None
    return refusal(connector_type, record, secrets)


def refusal(connector_type: ConnectorType, record: ConnectorRecord, secrets: Secrets) -> ProbeResult:
    """The answer of a test that did not send what is stored, since the connector leads elsewhere."""
    paths = destination(connector_type, record.config, secrets.credentials or {})
    return ProbeResult(
        success=False,
        message=_MESSAGE,
        reason=Reason.CREDENTIAL_REBIND_REQUIRED,
        steps=(Step(StepName.CONFIG, StepStatus.FAILED, 0, _MESSAGE),),
        field=next(iter(paths), "authConfig"),
        hint=_HINT,
    )


def _where(connector_type: ConnectorType | None, record: ConnectorRecord, secrets: Secrets) -> dict[str, Any]:
    if connector_type is None:
        return dict(record.config)
    return destination(connector_type, record.config, secrets.credentials or {})
