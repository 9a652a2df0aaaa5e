"""The history of tests in the database. A tenant's runs, a connector at a time."""

from __future__ import annotations

from typing import Any

import orjson
import peewee

from probes.result import ProbeResult
from server.storage.database import Database, Row, Transaction
from server.storage.models import StoredRun
from server.storage.statement import parameter
from server.storage.test_run import Bucket, Cause, FleetPlace, RunFilter, RunPage, Streak, TestRun

COLUMNS = tuple(field.name for field in StoredRun._meta.sorted_fields)

_FIELDS = tuple(getattr(StoredRun, name) for name in COLUMNS)
_IS_CONNECTORS = (StoredRun.tenant == parameter("tenant")) & (StoredRun.connector_id == parameter("connector_id"))
_LAST_TIME = 2**62
# A string that is after every id.
_LAST_ID = "~"


class TestRuns:
    """Every method may raise Unavailable."""

    __test__ = False

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.compile(StoredRun.insert({field: parameter(field.name) for field in _FIELDS}))
        self._page = database.compile(_page())
        self._count = database.compile(StoredRun.select(peewee.fn.COUNT(1)).where(_IS_CONNECTORS))
        self._series = database.compile(_series())
        self._newest = database.compile(_newest(_IS_CONNECTORS))
        worked = (StoredRun.success == 1) & StoredRun.event_number.is_null(is_null=False)
        self._last_success = database.compile(_newest(_IS_CONNECTORS & worked))
        self._streak = database.compile(_streak())
        self._of_fleet = database.compile(
            StoredRun.select(*_FIELDS)
            .where((StoredRun.tenant == parameter("tenant")) & (StoredRun.fleet == parameter("fleet")))
            .order_by(StoredRun.position)
        )

    def write(self, transaction: Transaction, tenant: str, run: TestRun, event_number: int | None) -> None:
        """In the transaction of its stamp. The connector has to be there until that ends."""
        result = run.result
        transaction.run(
            self._insert,
            tenant=tenant,
            connector_id=run.connector_id,
            id=run.id,
            started_at=run.started_at,
            latency_ms=result.latency_ms,
            success=int(result.success),
            level=int(result.level),
            reason=result.reason,
            field=result.field,
            message=result.message,
            hint=result.hint,
            warning=result.warning,
            steps=orjson.dumps(result.steps).decode(),
            target_revision=run.target_revision,
            credential_version=run.credential_version,
            cause=run.cause,
            fleet=run.place.fleet if run.place else None,
            position=run.place.position if run.place else None,
            event_number=event_number,
        )

    def page(self, tenant: str, connector_id: str, limit: int, before: str | None, wanted: RunFilter) -> RunPage:
        """The newest `limit` runs that are wanted, or those next older than the id `before`, be that a run or not."""
        whose = {"tenant": tenant, "connector_id": connector_id}
        rows = self._database.read(
            self._page,
            **whose,
            before=before or _LAST_ID,
            success=None if wanted.success is None else int(wanted.success),
            start=wanted.start or 0,
            end=_LAST_TIME if wanted.end is None else wanted.end,
            limit=limit + 1,
        )
        [(total,)] = self._database.read(self._count, **whose)
        return RunPage([_run(row) for row in rows[:limit]], total, has_more=len(rows) > limit)

    def series(self, tenant: str, connector_id: str, *, start: int, bucket: int) -> list[Bucket]:
        """Spans of `bucket` milliseconds that hold runs started at or after `start`, oldest first."""
        rows = self._database.read(self._series, tenant=tenant, connector_id=connector_id, start=start, bucket=bucket)
        return [
            Bucket(int(index), runs, int(successes), float(total / successes) if successes else None, least, most)
            for index, runs, successes, total, least, most in rows
        ]

    def streak(self, tenant: str, connector_id: str) -> Streak | None:
        """None without a run."""
        whose = {"tenant": tenant, "connector_id": connector_id}
        newest = self._database.read(self._newest, **whose)
        if not newest:
            return None
        success = newest[0][COLUMNS.index("success")]
        [(runs, since)] = self._database.read(self._streak, **whose, success=success)
        return Streak(bool(success), runs, since)

    def last_success(self, tenant: str, connector_id: str) -> TestRun | None:
        """The newest that was stamped."""
        rows = self._database.read(self._last_success, tenant=tenant, connector_id=connector_id)
        return _run(rows[0]) if rows else None

    def of_fleet(self, tenant: str, fleet: str) -> list[TestRun]:
        """Those of one run of TestConnectors, as they were set off."""
        return [_run(row) for row in self._database.read(self._of_fleet, tenant=tenant, fleet=fleet)]


def _page() -> peewee.Query:
    success = parameter("success")
    return (
        StoredRun.select(*_FIELDS)
        .where(
            _IS_CONNECTORS
            & (StoredRun.id < parameter("before"))
            & (StoredRun.started_at >= parameter("start"))
            & (StoredRun.started_at < parameter("end"))
            & (peewee.Cast(success, "SMALLINT").is_null() | (StoredRun.success == success))
        )
        .order_by(StoredRun.id.desc())
        .limit(parameter("limit"))
    )


def _series() -> peewee.Query:
    """Integer division on both stores."""
    latency = peewee.Case(None, [(StoredRun.success == 1, StoredRun.latency_ms)], None)
    return (
        StoredRun.select(
            (StoredRun.started_at / parameter("bucket")).alias("span"),
            peewee.fn.COUNT(1),
            peewee.fn.SUM(StoredRun.success),
            peewee.fn.SUM(latency),
            peewee.fn.MIN(latency),
            peewee.fn.MAX(latency),
        )
        .where(_IS_CONNECTORS & (StoredRun.started_at >= parameter("start")))
        .group_by(peewee.SQL("1"))
        .order_by(peewee.SQL("1"))
    )


def _newest(condition: peewee.Expression) -> peewee.Query:
    return StoredRun.select(*_FIELDS).where(condition).order_by(StoredRun.id.desc()).limit(1)


def _streak() -> peewee.Query:
    """How many runs are newer than the newest one that ended otherwise, and when the first of them began."""
    other = StoredRun.alias()
    broken = other.select(peewee.fn.MAX(other.id)).where(
        (other.tenant == parameter("tenant"))
        & (other.connector_id == parameter("connector_id"))
        & (other.success != parameter("success"))
    )
    return StoredRun.select(peewee.fn.COUNT(1), peewee.fn.MIN(StoredRun.started_at)).where(
        _IS_CONNECTORS & (StoredRun.id > peewee.fn.COALESCE(broken, ""))
    )


def _run(row: Row) -> TestRun:
    values: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
    result = ProbeResult.from_wire(
        {
            "success": bool(values["success"]),
            "steps": orjson.loads(values["steps"]),
            **{name: values[name] for name in ("message", "level", "reason", "field", "hint", "warning", "latency_ms")},
        }
    )
    return TestRun(
        id=values["id"],
        connector_id=values["connector_id"],
        started_at=values["started_at"],
        result=result,
        target_revision=values["target_revision"],
        credential_version=values["credential_version"],
        cause=Cause(values["cause"]),
        place=None if values["fleet"] is None else FleetPlace(values["fleet"], values["position"]),
        event_number=values["event_number"],
    )
