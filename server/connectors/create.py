"""CreateConnector."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from server.call import Call
from server.connectors import changed_fields, config_secrets, credentials
from server.connectors.binding import digest_of
from server.connectors.clock import now_ms
from server.connectors.credential_metadata import Fingerprints, with_new
from server.connectors.ids import new_connector_id
from server.connectors.repository import Repository
from server.connectors.rules import (
    DEFAULT_AUTH_METHOD,
    auth_method_violations,
    config_violations,
    description_violations,
    merged_config,
    name_violations,
    refuse,
)
from server.connectors.sealing import Sealer, Secrets
from server.connectors.type_catalogue import TypeCatalogue, known_type
from server.storage.audit_record import event_of
from server.storage.record import ConnectorRecord


@dataclass(frozen=True, slots=True)
class NewConnector:
    """What a caller asks to be registered. None: not given."""

    name: str
    type: str
    description: str | None = None
    config: dict[str, Any] | None = field(default=None, repr=False)
    connection_config: dict[str, Any] | None = field(default=None, repr=False)
    auth_method: str = ""
    auth_config: dict[str, Any] | None = field(default=None, repr=False)


class CreateConnector:
    def __init__(
        self, repository: Repository, sealer: Sealer, types: TypeCatalogue, fingerprints: Fingerprints
    ) -> None:
        self._repository = repository
        self._sealer = sealer
        self._types = types
        self._fingerprints = fingerprints

    def __call__(self, call: Call, new: NewConnector) -> ConnectorRecord:
        """Raises InvalidArgument, NameTaken, QuotaExceeded. An incomplete config is fine: a test names what is
        missing."""
        caller = call.caller
        connector_type = known_type(self._types, caller.tenant, new.type)
        config = merged_config(new.config, new.connection_config) or {}
        auth_method = new.auth_method or DEFAULT_AUTH_METHOD
        refuse(
            name_violations(new.name)
            + description_violations(new.description or "")
            + auth_method_violations(connector_type, auth_method)
            + config_violations(connector_type, config)
        )
        shown, hidden = config_secrets.split(connector_type, config)
        now = now_ms()
        record = ConnectorRecord(
            tenant=caller.tenant,
            id=new_connector_id(),
            name=new.name,
            type=connector_type.name,
            description=new.description or None,
            config=shown,
            auth_method=auth_method,
            status="untested",
            created_at=now,
            updated_at=now,
        )
        secrets = Secrets(credentials.for_create(new.auth_config), hidden)
        record = replace(
            with_new(record, secrets.credentials, user=caller.user, fingerprints=self._fingerprints),
            bound_destination=digest_of(connector_type, record, secrets),
        )
        record = self._sealer.seal(record, secrets)
        event = event_of(call, connector_id=record.id, changed_fields=changed_fields.of_create(record, secrets))
        self._repository.for_tenant(caller.tenant).insert(record, event, own_type=connector_type.own is not None)
        return record
