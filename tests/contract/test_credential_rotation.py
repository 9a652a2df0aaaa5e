"""A password changed without an outage, at a real PostgreSQL: the same over REST and over gRPC."""

from __future__ import annotations

import os
import secrets
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from psycopg2 import sql

from tests.contract.caller import Caller, Scenario
from tests.contract.shapes import MASK, TIMESTAMP
from tests.contract.transport import RestTransport
from tests.e2e.plugin import Neighbourhood
from tests.peers.postgresql import PostgresqlServer

Both = Callable[[Scenario], None]

KNOWN_OF_STAGED = {"fields", "authMethod", "stagedAt", "stagedBy", "fingerprint", "expiresAt", "outdated"}
KNOWN_OF_PREVIOUS = {"fields", "authMethod", "setAt", "setBy", "version", "fingerprint", "expiresAt"}
EMPTY = {"staged": None, "previous": None}


@dataclass
class Account:
    """A user of the PostgreSQL, whose password its administrator changes. Answers name it, so that it has the same name
    whichever transport is tried."""

    server: PostgresqlServer
    name: str
    password: str = field(default_factory=lambda: secrets.token_hex(12))

    def __post_init__(self) -> None:
        self.drop()
        self._say("CREATE ROLE {} LOGIN PASSWORD {}")

    def change_password(self) -> None:
        self.password = secrets.token_hex(12)
        self._say("ALTER ROLE {} PASSWORD {}")

    def drop(self) -> None:
        self.server.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(self.name)))

    @property
    def login(self) -> dict[str, str]:
        return {"username": self.name, "password": self.password}

    def _say(self, statement: str) -> None:
        self.server.execute(sql.SQL(statement).format(sql.Identifier(self.name), sql.Literal(self.password)))


@pytest.fixture
def account(neighbourhood: Neighbourhood) -> Iterator[Callable[[str], Account]]:
    """Makes users anew, who are gone with the test: `account("blue")`."""
    made: dict[str, Account] = {}

    def new(colour: str) -> Account:
        made[colour] = Account(neighbourhood.postgresql, f"{colour}_{os.getpid()}")
        return made[colour]

    yield new
    for each in made.values():
        each.drop()


def _connected(caller: Caller, server: PostgresqlServer, login: dict[str, str]) -> str:
    config = {"host": server.host, "port": server.port, "database": server.database, "sslMode": "disable"}
    return caller.created(config=config, authConfig=login)


def test_a_password_is_changed_and_changed_back(both: Both, account: Callable[[str], Account]) -> None:
    def scenario(caller: Caller) -> None:
        one, other = account("blue"), account("green")
        connector = _connected(caller, one.server, one.login)
        assert caller.call("GetCredentialRotation", {"id": connector}).body == EMPTY

        wrong = caller.call("StageCredentials", {"id": connector, "authConfig": {**one.login, "password": "wrong"}})
        assert (wrong.status, wrong.body["test"]["success"], wrong.body["rotation"]) == (200, False, None)
        assert wrong.body["test"]["reason"] == "AUTHENTICATION_FAILED"
        assert caller.call("GetCredentialRotation", {"id": connector}).body == EMPTY
        assert caller.test(connector).body["success"]

        right = caller.call("StageCredentials", {"id": connector, "authConfig": other.login})
        assert right.body["test"]["success"], right
        staged = right.body["rotation"]["staged"]
        assert set(staged) == KNOWN_OF_STAGED
        assert (staged["fields"], staged["outdated"]) == (["password", "username"], False)
        assert all(TIMESTAMP.fullmatch(staged[name]) for name in ("stagedAt", "expiresAt"))
        before = caller.get(connector).body
        other.change_password()  # what is staged is not what the connector's own test uses
        assert caller.test(connector).body["success"]

        promoted = caller.call("PromoteCredentials", {"id": connector, "keepPreviousSeconds": 3600})
        assert promoted.status == 200, promoted
        after = promoted.body["connector"]["credentials"]
        assert after["version"] == before["credentials"]["version"] + 1
        assert after["fingerprint"] == staged["fingerprint"]
        previous = promoted.body["rotation"]["previous"]
        assert set(previous) == KNOWN_OF_PREVIOUS
        assert previous["fingerprint"] == before["credentials"]["fingerprint"]
        assert promoted.body["rotation"]["staged"] is None
        assert caller.test(connector).body["reason"] == "AUTHENTICATION_FAILED"  # so the new ones are used

        back = caller.call("RollBackCredentials", {"id": connector})
        assert back.body["rotation"] == EMPTY
        assert back.body["connector"]["credentials"]["version"] == after["version"] + 1
        assert caller.test(connector).body["success"]
        for method in ("RollBackCredentials", "PromoteCredentials"):
            again = caller.call(method, {"id": connector})
            assert (again.status, again.code, again.reason) == (412, 9, "PRECONDITION_FAILED")

    both(scenario)


def test_one_user_with_two_passwords_in_turn(both: Both, account: Callable[[str], Account]) -> None:
    """Staged right after the administrator changed it: the time in which the old one fails is that of two calls."""

    def scenario(caller: Caller) -> None:
        user = account("blue")
        connector = _connected(caller, user.server, user.login)
        user.change_password()
        staged = caller.call("StageCredentials", {"id": connector, "authConfig": {**user.login, "username": MASK}})
        assert staged.body["test"]["success"], staged
        etag = caller.get(connector).body["etag"]
        stale = caller.call("PromoteCredentials", {"id": connector, "etag": "r999"})
        assert (stale.status, stale.code, stale.reason) == (412, 10, "ETAG_MISMATCH")
        promoted = caller.call("PromoteCredentials", {"id": connector, "etag": etag})
        assert promoted.status == 200
        assert caller.test(connector).body["success"]
        assert caller.call("DiscardCredentialRotation", {"id": connector}).status == 204
        assert caller.call("GetCredentialRotation", {"id": connector}).body == EMPTY
        assert caller.test(connector).body["success"]

    both(scenario)


def test_a_change_of_the_connector_outdates_what_is_staged(both: Both, account: Callable[[str], Account]) -> None:
    def scenario(caller: Caller) -> None:
        user = account("blue")
        connector = _connected(caller, user.server, user.login)
        caller.call("StageCredentials", {"id": connector, "authConfig": user.login})
        caller.update(connector, authConfig={**user.login, "password": "typed in by hand"})
        shown = caller.call("GetCredentialRotation", {"id": connector}, role="viewer")
        assert shown.body["staged"]["outdated"] is True
        refused = caller.call("PromoteCredentials", {"id": connector})
        assert (refused.status, refused.reason) == (412, "PRECONDITION_FAILED")
        assert "stage them again" in refused.message

    both(scenario)


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("StageCredentials", {}, "authConfig"),
    ("StageCredentials", {"authConfig": {}}, "authConfig"),
    ("StageCredentials", {"authConfig": {"password": ""}}, "authConfig.password"),
    ("StageCredentials", {"authConfig": {"token": MASK}}, "authConfig.token"),
    ("StageCredentials", {"authConfig": {"password": "x"}, "authMethod": "nonsense"}, "authMethod"),
    ("PromoteCredentials", {"keepPreviousSeconds": -1}, "keepPreviousSeconds"),
    ("PromoteCredentials", {"keepPreviousSeconds": 86_401}, "keepPreviousSeconds"),
]


@pytest.mark.parametrize(("method", "request_", "at"), WRONG, ids=str)
def test_what_is_wrong_is_named(both: Both, method: str, request_: dict[str, Any], at: str) -> None:
    def scenario(caller: Caller) -> None:
        refused = caller.call(method, {"id": caller.created(), **request_})
        assert (refused.status, refused.fields) == (400, {at})

    both(scenario)


def test_if_match_is_the_etag_of_a_promotion_in_rest(rest: RestTransport, account: Callable[[str], Account]) -> None:
    caller, user = Caller(rest), account("blue")
    connector = _connected(caller, user.server, user.login)
    caller.call("StageCredentials", {"id": connector, "authConfig": user.login})
    for method in ("PromoteCredentials", "RollBackCredentials"):
        assert caller.call(method, {"id": connector}, metadata={"If-Match": '"r999"'}).reason == "ETAG_MISMATCH"
        read = caller.get(connector).headers["etag"]
        assert caller.call(method, {"id": connector}, metadata={"If-Match": read}).status == 200


def test_of_fifty_who_promote_at_once_one_does(
    rest: RestTransport, neighbourhood: Neighbourhood, account: Callable[[str], Account]
) -> None:
    caller, user = Caller(rest), account("blue")
    connector = _connected(caller, user.server, user.login)
    version = caller.get(connector).body["credentials"]["version"]
    staged = caller.call("StageCredentials", {"id": connector, "authConfig": user.login})
    assert staged.body["test"]["success"], neighbourhood
    barrier = threading.Barrier(50)

    def promote(_number: int) -> str | None:
        barrier.wait(60)
        identity = {"X-Tenant-Id": caller.tenant, "X-Request-Id": uuid.uuid4().hex}
        return rest.call("PromoteCredentials", {"id": connector}, identity).reason

    with ThreadPoolExecutor(50) as pool:
        told = Counter(pool.map(promote, range(50)))
    assert told == {None: 1, "PRECONDITION_FAILED": 49}
    assert caller.get(connector).body["credentials"]["version"] == version + 1
