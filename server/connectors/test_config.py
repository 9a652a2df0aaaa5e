"""TestConfig: probes a config and credentials that are not stored, or a stored connector's with some replaced."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from probes.result import ProbeResult
from server.call import Call
from server.connectors.clock import now_ms
from server.connectors.drafts import ConnectorChange, Draft, Drafts, NewConnector
from server.connectors.ids import new_connector_id
from server.connectors.repository import Repository, must_get
from server.connectors.unsaved_tests import UnsavedTests
from server.errors import InvalidArgument
from server.storage.audit_record import event_of
from server.storage.record import ConnectorRecord

_NAME = "not stored"  # of a draft from nothing: nobody sees it


@dataclass(frozen=True, slots=True)
class Config:
    """What a caller asks to be tested. None: not given. `id` empty: it starts from nothing."""

    id: str = ""
    type: str | None = None
    config: dict[str, Any] | None = field(default=None, repr=False)
    connection_config: dict[str, Any] | None = field(default=None, repr=False)
    auth_method: str | None = None
    auth_config: dict[str, Any] | None = field(default=None, repr=False)


class TestConfig:
    __test__ = False

    def __init__(self, repository: Repository, drafts: Drafts, tests: UnsavedTests) -> None:
        self._repository = repository
        self._drafts = drafts
        self._tests = tests

    def __call__(self, call: Call, config: Config) -> ProbeResult:
        """Raises NotFound, InvalidArgument, DataLoss, TestQueueFull, Unavailable, Cancelled, DeadlineExceeded."""
        connectors = self._repository.for_tenant(call.caller.tenant)
        stored = must_get(connectors, config.id) if config.id else None
        draft = self._draft(call, config, stored)
        result = self._tests.run(call, draft, stored)
        connectors.note(
            event_of(
                call,
                connector_id=config.id or None,
                connector_type=draft.type.name,
                changed_fields=draft.names,
                reason=result.reason or "",
            )
        )
        return result

    def _draft(self, call: Call, config: Config, stored: ConnectorRecord | None) -> Draft:
        if stored is not None:
            change = ConnectorChange(
                stored.id,
                type=config.type,
                config=config.config,
                connection_config=config.connection_config,
                auth_method=config.auth_method,
                auth_config=config.auth_config,
            )
            return self._drafts.of_change(stored, change, call.caller.user)
        if not config.type:
            raise InvalidArgument.at("type", "is required without an id")
        new = NewConnector(
            _NAME,
            config.type,
            config=config.config,
            connection_config=config.connection_config,
            auth_method=config.auth_method or "",
            auth_config=config.auth_config,
        )
        caller = call.caller
        return self._drafts.of_new(caller.tenant, new, connector_id=new_connector_id(), user=caller.user, now=now_ms())
