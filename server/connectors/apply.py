"""ApplyConnectors: a set of connectors as they should be, planned as a diff and written in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import orjson

from server.breaker.breaker import CircuitBreaker
from server.call import Call
from server.connectors import changed_fields
from server.connectors.clock import now_ms
from server.connectors.delete import Retention
from server.connectors.drafts import ConnectorChange, Drafts, NewConnector
from server.connectors.ids import new_connector_id
from server.connectors.labels import carries, condition_violations
from server.connectors.repository import Repository, TenantConnectors
from server.connectors.rules import DEFAULT_AUTH_METHOD, merged_config, refuse
from server.errors import ConcurrentChange, EtagMismatch, FieldViolation, InvalidArgument, NameTaken
from server.storage.audit_record import event_of
from server.storage.planned import Delete, Insert, Replace, Write
from server.storage.record import MAX_LIST_LIMIT, ConnectorFilter, ConnectorRecord, Position, ShownConnector

MAX_CONNECTORS = 1000
MAX_TRIES = 5


class Action(StrEnum):
    UNCHANGED = "unchanged"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class DesiredSet:
    """`prune`: delete those that carry all of `labels` and are not named. `etag`: the plan that the caller has seen;
    empty: any."""

    connectors: Sequence[NewConnector]
    prune: bool = False
    labels: tuple[tuple[str, str | None], ...] = ()
    dry_run: bool = False
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of one connector. `revision` is that of what is stored, 0 where nothing is; `write` None: nothing
    has to be written."""

    name: str
    id: str
    action: Action
    fields: tuple[str, ...] = ()
    credentials_change: bool = False
    revision: int = 0
    write: Write | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """By name."""

    changes: tuple[Planned, ...]

    @property
    def etag(self) -> str:
        """Equal for plans that do the same to the same connectors. A new connector has no id yet."""
        told = [
            (item.name, "" if item.action is Action.CREATE else item.id, item.action, item.fields, item.revision)
            for item in self.changes
        ]
        return hashlib.blake2b(orjson.dumps(told), digest_size=12).hexdigest()

    def count(self, action: Action) -> int:
        return sum(item.action is action for item in self.changes)


class ApplyConnectors:
    def __init__(self, repository: Repository, drafts: Drafts, breaker: CircuitBreaker, retention: Retention) -> None:
        self._repository = repository
        self._drafts = drafts
        self._breaker = breaker
        self._retention = retention

    def __call__(self, call: Call, desired: DesiredSet) -> Plan:
        """Raises InvalidArgument naming every wrong field, QuotaExceeded, EtagMismatch, ConcurrentChange; DataLoss."""
        refuse(list(_violations(desired)))
        connectors = self._repository.for_tenant(call.caller.tenant)
        for _ in range(MAX_TRIES):
            plan = self._plan(call, connectors, desired)
            if desired.etag not in ("", plan.etag):
                raise EtagMismatch("these connectors were changed since the plan was made; plan again")
            if _is_written(connectors, plan, dry_run=desired.dry_run):
                break
        else:
            raise ConcurrentChange("others keep changing these connectors; try again")
        if not desired.dry_run:
            for item in plan.changes:
                if item.action is Action.DELETE:
                    self._breaker.forget(call.caller.tenant, item.id)
        return plan

    def _plan(self, call: Call, connectors: TenantConnectors, desired: DesiredSet) -> Plan:
        stored = {record.name: record for record in connectors.named([new.name for new in desired.connectors])}
        planned: list[Planned] = []
        found: list[FieldViolation] = []
        for index, new in enumerate(desired.connectors):
            try:
                there = stored.get(new.name)
                planned.append(self._created(call, new) if there is None else self._changed(call, new, there))
            except InvalidArgument as error:
                found += _within(error, f"connectors[{index}]")
        refuse(found)
        if desired.prune:
            planned += self._pruned(call, connectors, desired)
        return Plan(tuple(sorted(planned, key=lambda item: item.name)))

    def _created(self, call: Call, new: NewConnector) -> Planned:
        caller = call.caller
        draft = self._drafts.of_new(caller.tenant, new, connector_id=new_connector_id(), user=caller.user, now=now_ms())
        record = self._drafts.sealed(draft)
        event = event_of(call, connector_id=record.id, changed_fields=draft.names)
        write = Insert(record, event, own_type=draft.own_type)
        return Planned(new.name, record.id, Action.CREATE, draft.names, draft.credentials_differ, write=write)

    def _changed(self, call: Call, new: NewConnector, stored: ConnectorRecord) -> Planned:
        change = ConnectorChange(
            stored.id,
            type=new.type,
            description=new.description or "",
            config=merged_config(new.config, new.connection_config) or {},
            auth_method=new.auth_method or DEFAULT_AUTH_METHOD,
            auth_config=new.auth_config,
            labels=new.labels,
        )
        draft = self._drafts.of_change(stored, change, call.caller.user)
        # What differs, and not what was entered again as it was.
        names = tuple(sorted(changed_fields.of_update(stored, draft.record, draft.before, draft.secrets, None)))
        if not names:
            return Planned(new.name, stored.id, Action.UNCHANGED, revision=stored.revision)
        event = event_of(call, connector_id=stored.id, changed_fields=names)
        write = Replace(draft.record, stored.revision, event, own_type=draft.own_type, relabelled=draft.relabelled)
        return Planned(new.name, stored.id, Action.UPDATE, names, draft.credentials_differ, stored.revision, write)

    def _pruned(self, call: Call, connectors: TenantConnectors, desired: DesiredSet) -> list[Planned]:
        kept = {new.name for new in desired.connectors}
        hidden = self._retention.hidden()
        found = []
        for record in _carrying(connectors, desired.labels):
            if record.name in kept:
                continue
            write = Delete(record.id, record.revision, event_of(call, connector_id=record.id), hidden)
            found.append(Planned(record.name, record.id, Action.DELETE, revision=record.revision, write=write))
            if len(found) > MAX_CONNECTORS:
                raise InvalidArgument.at("prune", f"would delete more than {MAX_CONNECTORS} connectors")
        return found


def _carrying(connectors: TenantConnectors, labels: tuple[tuple[str, str | None], ...]) -> Iterator[ShownConnector]:
    wanted, after = ConnectorFilter(labels=labels), None
    while True:
        page = connectors.find(wanted, MAX_LIST_LIMIT, after=after)
        yield from page.records
        if not page.has_more:
            return
        after = Position("", page.records[-1].id)


def _is_written(connectors: TenantConnectors, plan: Plan, *, dry_run: bool) -> bool:
    writes = [item.write for item in plan.changes if item.write is not None]
    if not writes:
        return True
    try:
        return connectors.write(writes, dry_run=dry_run)
    except NameTaken:
        return False  # somebody made one of this name since: it is to be changed now


def _violations(desired: DesiredSet) -> Iterator[FieldViolation]:
    if len(desired.connectors) > MAX_CONNECTORS:
        yield FieldViolation("connectors", f"at most {MAX_CONNECTORS}, got {len(desired.connectors)}")
        return
    yield from condition_violations(desired.labels)
    if desired.prune and not desired.labels:
        yield FieldViolation("label", "prune needs the labels of what it may delete")
    seen: dict[str, int] = {}
    for index, new in enumerate(desired.connectors):
        if seen.setdefault(new.name, index) != index:
            yield FieldViolation(f"connectors[{index}].name", f"is connectors[{seen[new.name]}]'s too")
        if desired.prune and not carries(new.labels, desired.labels):
            yield FieldViolation(f"connectors[{index}].labels", "does not carry the labels that prune goes by")


def _within(error: InvalidArgument, path: str) -> list[FieldViolation]:
    if not error.violations:
        return [FieldViolation(path, error.message)]
    return [FieldViolation(f"{path}.{found.path}", found.message) for found in error.violations]
