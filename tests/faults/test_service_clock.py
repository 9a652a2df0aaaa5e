"""The clock of a running service put an hour ahead and back: tokens, schedules, circuits, and what is kept for days."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.e2e.neighbours import HttpOrigin, http_origin
from tests.e2e.service import Service, service_in
from tests.faults.calls import Connectors
from tests.faults.clock import HOUR, Clock
from tests.identity.issuer import AUDIENCE, ISSUER, jwks_server, public_jwk, token
from tests.peers.process import free_port

DAY = 24 * HOUR
LEEWAY = 30  # seconds; the default
INTERVAL = 60
PATIENCE = 30.0


@contextmanager
def started(service: Service, clock: Clock) -> Iterator[Service]:
    """With its clock in the test's hands."""
    service.environ = {**service.environ, **clock.environ}
    service.start()
    try:
        yield service
    except BaseException:
        service.kill()
        raise
    assert service.stop() == 0


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    return Clock(tmp_path)


@pytest.fixture
def http() -> Iterator[HttpOrigin]:
    with http_origin() as origin:
        yield origin


def test_tokens_are_judged_within_the_leeway_and_the_issuers_keys_age_by_no_clock(tmp_path: Path, clock: Clock) -> None:
    with jwks_server(public_jwk("rsa", "RS256")) as issuer:
        service = service_in(
            tmp_path / "service",
            workers="1",
            auth="jwt",
            jwt_jwks=issuer.url,
            jwt_issuer=ISSUER,
            jwt_audience=AUDIENCE,
            jwt_stale_seconds="60",
        )
        with started(service, clock):

            def answer(**claims: int) -> tuple[int, str]:
                """To a token whose times are said in seconds from the service's now."""
                now = int(time.time()) + hours * HOUR
                times: dict[str, Any] = {name: now + seconds for name, seconds in claims.items()}
                bearer = {"Authorization": f"Bearer {token(**times)}"}
                told = requests.get(f"{service.url}/api/v1/connectors", headers=bearer, timeout=30)
                return told.status_code, "" if told.ok else told.text

            hours = 0
            assert answer(iat=0, exp=600) == (200, "")
            asked, issuer.status = issuer.asked, 500
            refused = set()
            for hours in (1, -1, 1, 0):
                clock.move_to(hours * HOUR)
                assert answer(iat=0, exp=600) == (200, "")
                assert answer(iat=-600, exp=15 - LEEWAY) == (200, "")
                assert answer(iat=LEEWAY - 15, exp=600) == (200, "")
                refused.add(answer(iat=-600, exp=-15 - LEEWAY))
                refused.add(answer(iat=LEEWAY + 15, nbf=LEEWAY + 15, exp=600))
                refused.add(answer(iat=-HOUR - 600, exp=-HOUR))  # good before the clock was put ahead
            [(status, told)] = refused  # one answer, whatever was wrong
            assert status == 401
            assert "TOKEN_INVALID" in told
            # Kept for 5 minutes, and a minute more while the issuer is away: an hour was none of theirs.
            assert issuer.asked == asked


def test_schedules_go_on_when_the_clock_is_put_back(tmp_path: Path, clock: Clock, http: HttpOrigin) -> None:
    service = service_in(tmp_path / "service", egress_allow=f"127.0.0.1:{http.port}", workers="2")
    with started(service, clock):
        connectors = Connectors(service, "acme")
        tested = connectors.create("rest_api", {"url": f"{http.url}/open"}, {})

        def runs() -> int:
            return len(connectors.call("GET", f"/{tested}/test-runs").json()["data"])

        def due_in(seconds: int, at: int) -> bool:
            """It is due no later than that, the service's clock being so far from the real one."""
            schedule = connectors.call("GET", f"/{tested}/check-schedule").json()
            return bool(schedule["nextRunAt"] <= stamp(time.time() + at + seconds))

        set_to = connectors.call("PUT", f"/{tested}/check-schedule", json={"intervalSeconds": INTERVAL})
        assert set_to.status_code == 200, set_to.text
        assert soon(lambda: due_in(INTERVAL, 0))
        clock.move_to(HOUR)  # what lies in between is due
        assert soon(lambda: runs() == 1)
        assert soon(lambda: not due_in(INTERVAL // 2, HOUR))  # planned anew
        clock.move_to(0)
        assert soon(lambda: due_in(2 * INTERVAL, 0))
        assert "the clock was put back by 3" in service.log.read_text()
        clock.move_to(INTERVAL * 2)
        assert soon(lambda: runs() == 2)


def test_an_open_circuit_of_sqlite_stays_open_as_long_as_it_would(tmp_path: Path, clock: Clock) -> None:
    port = free_port()
    service = service_in(tmp_path / "service", egress_allow=f"127.0.0.1:{port}", workers="1")
    with started(service, clock):
        connectors = Connectors(service, "acme")
        refused = connectors.create("rest_api", {"url": f"http://127.0.0.1:{port}/"}, {})
        reasons = [connectors.test(refused).json()["reason"] for _ in range(6)]
        assert reasons == ["CONNECTION_REFUSED"] * 5 + ["CIRCUIT_OPEN"]
        for hours in (1, -1, 0):
            clock.move_to(hours * HOUR)
            assert connectors.test(refused).json()["reason"] == "CIRCUIT_OPEN"


def test_what_is_kept_for_days_is_kept_for_days_whatever_hour_it_is(
    tmp_path: Path, clock: Clock, http: HttpOrigin
) -> None:
    """A day is kept. An hour ahead of a day's end nothing of that day is gone, and what is older is."""
    service = service_in(
        tmp_path / "service",
        egress_allow=f"127.0.0.1:{http.port}",
        workers="1",
        deleted_retention_days="1",
        history_days="1",
        audit_days="1",
    )
    connectors = Connectors(service, "acme")

    def deleted() -> set[str]:
        rows = connectors.call("GET", "?showDeleted=true").json()["data"]
        return {row["name"] for row in rows if row.get("deletedAt")}

    def times(path: str, name: str) -> list[str]:
        url = f"{service.url}/api/v1{path}?limit=100"
        rows = requests.get(url, headers={"X-Tenant-Id": "acme"}, timeout=30).json()["data"]
        return sorted(row[name] for row in rows)

    def sealed() -> bool:
        """All that was done so far, so that what is done from now on is in another batch."""
        with closing(sqlite3.connect(service.data / "connectors.db")) as database:
            rows = database.execute("SELECT last_number, sealed_number FROM audit_trails").fetchall()
        return bool(rows) and all(last == done for last, done in rows)

    made = {}
    clock.move_to(-2 * HOUR)
    with started(service, clock):
        witness = connectors.create("rest_api", {"url": f"{http.url}/open"}, {}, "witness")
        for name, at in (("early", -2 * HOUR), ("late", 0)):
            clock.move_to(at)
            assert connectors.test(witness).json()["success"]
            made[name] = connectors.create("braze", {}, {"token": "t"}, name)
            assert connectors.call("DELETE", f"?id={made[name]}").status_code == 204
            assert soon(sealed)
    noon = stamp(time.time() - HOUR)  # between the two
    clock.move_to(DAY - HOUR)
    with started(service, clock):
        assert soon(lambda: deleted() == {"late"})
        assert soon(lambda: times(f"/connectors/{witness}/test-runs", "startedAt") > [noon])
        assert soon(lambda: times("/audit-events", "time") > [noon])
        assert len(times("/audit-events", "time")) >= 3  # create, test and delete of what is younger
        clock.move_to(0)
        assert connectors.call("POST", f"/{made['late']}:undelete", json={}).status_code == 200
        assert connectors.row(made["late"])["name"] == "late"


def soon(condition: Callable[[], bool]) -> bool:
    """Waits for what must come. Each look is a call, so not too often."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


def stamp(seconds: float) -> str:
    """As the service writes times; they compare as text."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(seconds))
