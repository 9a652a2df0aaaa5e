"""A caller of one tenant over one transport, who remembers every answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from tests.contract.answer import Answer
from tests.contract.transport import Transport


class Caller:
    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.tenant = f"t-{uuid.uuid4().hex}"
        self.answers: list[tuple[str, Answer]] = []

    def call(
        self,
        method: str,
        request: Mapping[str, Any] | None = None,
        *,
        tenant: str | None = None,
        role: str | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> Answer:
        """`tenant=""` sends none; `metadata` is added to the identity's."""
        sent = {"X-Tenant-Id": self.tenant if tenant is None else tenant, "X-Role": role or "", **(metadata or {})}
        sent = {name: value for name, value in sent.items() if value}
        answer = self.transport.call(method, request or {}, sent)
        self.answers.append((method, answer))
        return answer

    def list(self, **request: Any) -> Answer:
        return self.call("ListConnectors", request)

    def get(self, connector_id: str) -> Answer:
        return self.call("GetConnector", {"id": connector_id})

    def create(self, **request: Any) -> Answer:
        return self.call("CreateConnector", {"name": "a connector", "type": "postgresql", **request})

    def created(self, **request: Any) -> str:
        """The id of a connector that must come into being."""
        answer = self.create(**request)
        assert answer.status == 201, answer
        return str(answer.body["id"])

    def update(self, connector_id: str, **request: Any) -> Answer:
        return self.call("UpdateConnector", {"id": connector_id, **request})

    def delete(self, connector_id: str) -> Answer:
        return self.call("DeleteConnector", {"id": connector_id})

    def events(self, method: str) -> list[dict[str, Any]]:
        """What the audit trail has of a method, newest first. Ids and times differ, so that it is not compared."""
        identity = {"X-Tenant-Id": self.tenant}
        found = self.transport.call("ListAuditEvents", {"method": method, "limit": 100}, identity).body["data"]
        assert isinstance(found, list)
        return found

    def test(self, connector_id: str) -> Answer:
        return self.call("TestConnector", {"id": connector_id})


# What a case does and asserts, with whichever caller it is given.
Scenario = Callable[[Caller], None]


def assert_same(first: Caller, second: Caller) -> None:
    """Both were given the same answers, one by one."""
    assert len(first.answers) == len(second.answers)
    for (method, one), (_, other) in zip(first.answers, second.answers, strict=True):
        names = f"{method}: {first.transport.name} and {second.transport.name} differ"
        assert one.masked() == other.masked(), names
