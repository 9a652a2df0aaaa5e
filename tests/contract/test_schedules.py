"""Schedules of tests: the same over REST and over gRPC."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.contract.caller import Caller, Scenario
from tests.contract.shapes import TIMESTAMP

Both = Callable[[Scenario], None]


def test_a_connector_follows_the_tenants_default_until_it_has_an_interval_of_its_own(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        connector = caller.created()
        none = {"intervalSeconds": None, "effectiveIntervalSeconds": 0, "nextRunAt": None}
        assert caller.call("GetCheckSchedule", {"id": connector}).body == none
        assert caller.call("GetDefaultCheckSchedule").body == {"intervalSeconds": 0}
        assert caller.call("SetDefaultCheckSchedule", {"intervalSeconds": 86400}).body == {"intervalSeconds": 86400}
        assert caller.call("GetCheckSchedule", {"id": connector}).body["effectiveIntervalSeconds"] == 86400
        caller.answers.pop()  # it may have been planned meanwhile
        own = caller.call("SetCheckSchedule", {"id": connector, "intervalSeconds": 43200}).body
        assert (own["intervalSeconds"], own["effectiveIntervalSeconds"]) == (43200, 43200)
        assert TIMESTAMP.fullmatch(own["nextRunAt"])
        never = caller.call("SetCheckSchedule", {"id": connector, "intervalSeconds": 0}).body
        assert never == {"intervalSeconds": 0, "effectiveIntervalSeconds": 0, "nextRunAt": None}
        again = caller.call("SetCheckSchedule", {"id": connector}).body
        assert (again["intervalSeconds"], again["effectiveIntervalSeconds"]) == (None, 86400)

    both(scenario)


@pytest.mark.parametrize("interval", [-1, 1, 59, 604_801])
@pytest.mark.parametrize("method", ["SetCheckSchedule", "SetDefaultCheckSchedule"])
def test_an_interval_out_of_bounds_is_refused(both: Both, method: str, interval: int) -> None:
    def scenario(caller: Caller) -> None:
        about = {"id": caller.created()} if method == "SetCheckSchedule" else {}
        refused = caller.call(method, {**about, "intervalSeconds": interval})
        assert (refused.status, refused.fields) == (400, {"intervalSeconds"})

    both(scenario)


@pytest.mark.parametrize("method", ["GetCheckSchedule", "SetCheckSchedule"])
def test_another_tenants_connector_is_as_absent(both: Both, method: str) -> None:
    def scenario(caller: Caller) -> None:
        connector = caller.created()
        foreign = caller.call(method, {"id": connector}, tenant="stranger")
        assert foreign.status == 404
        assert foreign.masked() == caller.call(method, {"id": "conn_none"}).masked()

    both(scenario)
