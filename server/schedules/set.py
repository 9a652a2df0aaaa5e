"""Get and set when connectors are tested by themselves."""

from __future__ import annotations

from collections.abc import Callable

from server.call import Call, Principal
from server.connectors.repository import Repository, must_get
from server.errors import InvalidArgument
from server.storage.audit_record import event_of
from server.storage.schedule_record import Schedule
from server.storage.schedules import ScheduleStore

LEAST_SECONDS = 60
MOST_SECONDS = 7 * 86_400
FIELD = "checkSchedule"  # in the audit trail


class SetCheckSchedule:
    """`spread` gives a share of 1 at random, so that schedules set at once are not due at once."""

    def __init__(self, repository: Repository, schedules: ScheduleStore, spread: Callable[[], float]) -> None:
        self._repository = repository
        self._schedules = schedules
        self._spread = spread

    def __call__(self, call: Call, connector_id: str, interval: int | None) -> Schedule:
        """`interval` in seconds; 0: never; None: the tenant's default. Raises NotFound, InvalidArgument."""
        _refuse(interval)
        tenant = call.caller.tenant
        record = must_get(self._repository.for_tenant(tenant), connector_id)
        length = self._schedules.default(tenant) if interval is None else interval
        event = event_of(call, connector_id=record.id, changed_fields=[FIELD])
        self._schedules.set(tenant, record.id, interval, length * self._spread(), event)
        return self._schedules.get(tenant, record.id)


class GetCheckSchedule:
    def __init__(self, repository: Repository, schedules: ScheduleStore) -> None:
        self._repository = repository
        self._schedules = schedules

    def __call__(self, caller: Principal, connector_id: str) -> Schedule:
        """Raises NotFound."""
        record = must_get(self._repository.for_tenant(caller.tenant), connector_id)
        return self._schedules.get(caller.tenant, record.id)


class SetDefaultCheckSchedule:
    def __init__(self, schedules: ScheduleStore) -> None:
        self._schedules = schedules

    def __call__(self, call: Call, interval: int) -> int:
        """In seconds; 0: none. Raises InvalidArgument."""
        _refuse(interval)
        self._schedules.set_default(call.caller.tenant, interval, event_of(call, changed_fields=[FIELD]))
        return interval


class GetDefaultCheckSchedule:
    def __init__(self, schedules: ScheduleStore) -> None:
        self._schedules = schedules

    def __call__(self, caller: Principal) -> int:
        return self._schedules.default(caller.tenant)


def _refuse(interval: int | None) -> None:
    if interval and not LEAST_SECONDS <= interval <= MOST_SECONDS:
        raise InvalidArgument.at("intervalSeconds", f"must be 0, or between {LEAST_SECONDS} and {MOST_SECONDS}")
    if interval is not None and interval < 0:
        raise InvalidArgument.at("intervalSeconds", f"must be 0, or between {LEAST_SECONDS} and {MOST_SECONDS}")
