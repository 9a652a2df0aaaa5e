"""LeaseCredentials: what a connector needs to be used, its secrets included, for a service that runs pipelines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from server.call import Call
from server.connectors import binding, config_secrets
from server.connectors.clock import now_ms
from server.connectors.repository import Repository, must_get
from server.connectors.sealing import Sealer, Secrets
from server.connectors.type_catalogue import TypeCatalogue
from server.errors import LeaseNotAllowed, PreconditionFailed
from server.storage.audit_record import event_of
from server.storage.record import ConnectorRecord

ANY = "*"
# Long enough for a job to connect, short enough that a rotated password is not used for long.
LEASE_MS = 300_000


@dataclass(frozen=True, slots=True)
class Lease:
    """The credentials of one connector, until `expires_at` (milliseconds since the epoch)."""

    record: ConnectorRecord
    config: dict[str, Any] = field(repr=False)
    credentials: dict[str, Any] = field(repr=False)
    expires_at: int


class LeaseRules:
    """What the operator allows: `tenant/type`, either of which may be `*`."""

    def __init__(self, pairs: Iterable[str]) -> None:
        self._allowed = frozenset(tuple(pair.split("/", 1)) for pair in pairs)

    def allow(self, tenant: str, type_name: str) -> bool:
        ways = ((tenant, type_name), (tenant, ANY), (ANY, type_name), (ANY, ANY))
        return any(way in self._allowed for way in ways)


class LeaseCredentials:
    def __init__(
        self, repository: Repository, sealer: Sealer, types: TypeCatalogue, rules: LeaseRules, *, bound: bool
    ) -> None:
        """`bound`: credentials are bound to the destination they were entered for."""
        self._repository = repository
        self._sealer = sealer
        self._types = types
        self._rules = rules
        self._bound = bound

    def __call__(self, call: Call, connector_id: str) -> Lease:
        """Raises NotFound, LeaseNotAllowed, PreconditionFailed, DataLoss."""
        tenant = call.caller.tenant
        connectors = self._repository.for_tenant(tenant)
        record = must_get(connectors, connector_id)
        if not self._rules.allow(tenant, record.type):
            raise LeaseNotAllowed(f"credentials of type {record.type} are not leased in this tenant")
        secrets = self._sealer.open(record)
        self._refuse_unusable(record, secrets)
        # Before the answer: a lease that is not on record is not given.
        connectors.note(event_of(call, connector_id=connector_id))
        return Lease(
            record=record,
            config=config_secrets.restore(record.config, secrets.config),
            credentials=secrets.credentials or {},
            expires_at=now_ms() + LEASE_MS,
        )

    def _refuse_unusable(self, record: ConnectorRecord, secrets: Secrets) -> None:
        if secrets.credentials is None and not secrets.config:
            raise PreconditionFailed("this connector has no credentials")
        connector_type = self._types.find(record.tenant, record.type)
        if self._bound and connector_type is not None and binding.refused(connector_type, record, secrets):
            raise PreconditionFailed(
                "the connector leads elsewhere than where its credentials were entered for; "
                "enter them again, or have an admin confirm"
            )
