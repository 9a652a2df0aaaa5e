"""Our REST answers are those of the Go grpc-gateway, but for what the seed asks for otherwise.

Two tenants do the same: one through our gateway, the other through grpc-gateway, both to the same gRPC service.
"""

from __future__ import annotations

import copy
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from tests.e2e.neighbours import HttpOrigin
from tests.e2e.service import Service
from tests.polyglot import gateway_corpus as corpus
from tests.polyglot.gateway_corpus import Request
from tests.polyglot.gateway_differences import DIFFERENCES, OWN_ANSWERS, Answer, Difference, OwnAnswer, twin, without
from tests.polyglot.grpc_gateway import build, running_gateway

# The first build compiles gRPC.
pytestmark = pytest.mark.timeout(600)


@dataclass(slots=True)
class Caller:
    """A tenant at one of the gateways; remembers the ids of what it created, by name."""

    url: str
    tenant: str
    made: dict[str, str] = field(default_factory=dict)

    def ask(self, request: Request) -> Answer:
        headers = {"X-Tenant-Id": self.tenant, "Content-Type": "application/json", **request.headers}
        body = request.body if isinstance(request.body, str) or request.body is None else json.dumps(request.body)
        answer = requests.request(
            request.verb,
            self.url + self.filled(request.path),
            data=body and self.filled(body).encode(),
            headers={name: value for name, value in headers.items() if value},
            timeout=30,
        )
        told = answer.json() if answer.content else None
        if request.rpc == "CreateConnector" and answer.ok:
            self.made[told["name"]] = told["id"]
        return Answer(answer.status_code, told)

    def filled(self, text: str) -> str:
        for name, made in self.made.items():
            text = text.replace(f"{{{name}}}", made)
        return text


@dataclass(frozen=True, slots=True)
class Pair:
    """The two answers to a request. Of two tenants, only what they have in common is compared."""

    request: Request
    ours: Answer
    theirs: Answer
    twins: bool

    def differs(self, differences: Sequence[Difference]) -> str:
        """What is unlike once the differences are allowed for; empty where nothing is."""
        theirs = copy.deepcopy(self.theirs)
        for difference in differences:
            theirs = difference.rewrite(self.request, theirs)
        ours, other = (without(answer.body, self.request.loose) for answer in (self.ours, theirs))
        if self.twins:
            ours, other = twin(ours), twin(other)
        if (self.ours.status, ours) == (theirs.status, other):
            return ""
        return f"{self.request.name}: {self.ours.status} {_unlike(ours, other)} {theirs.status}"


def _unlike(ours: Any, theirs: Any, at: str = "") -> str:
    """Where two documents part."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        return "; ".join(filter(None, (_unlike(ours[key], theirs[key], f"{at}.{key}") for key in ours)))
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return "; ".join(
            filter(None, (_unlike(*both, f"{at}[{i}]") for i, both in enumerate(zip(ours, theirs, strict=True))))
        )
    return "" if ours == theirs else f"{at}: {str(ours)[:300]} != {str(theirs)[:300]}"


@dataclass(frozen=True, slots=True)
class Callers:
    ours: Caller
    theirs: Caller


@pytest.fixture(scope="module")
def callers(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callers]:
    log = tmp_path_factory.mktemp("gateway") / "gateway.log"
    with running_gateway(build(), service.grpc_address, log) as url:
        yield Callers(Caller(service.url, "twin-a"), Caller(url, "twin-b"))


@pytest.fixture(scope="module")
def pairs(callers: Callers, service: Service, origin: HttpOrigin) -> list[Pair]:
    """The whole corpus, answered."""
    asked = [*corpus.plain(), *corpus.story(f"{origin.url}/guarded")]
    answered = [Pair(request, callers.ours.ask(request), callers.theirs.ask(request), True) for request in asked]
    # A time that falls on a whole second, which the two write in ways of their own.
    with closing(sqlite3.connect(service.data / "connectors.db", isolation_level=None)) as database:
        statement = "update connectors set created_at = 1767225600000 where id = ?"
        assert database.execute(statement, [callers.ours.made["bare"]]).rowcount == 1
    same = Caller(callers.theirs.url, callers.ours.tenant, callers.ours.made)
    answered += [Pair(request, callers.ours.ask(request), same.ask(request), False) for request in corpus.reads()]
    return answered


def test_the_answers_are_equal_but_for_what_is_listed(pairs: list[Pair]) -> None:
    unlike = [told for pair in pairs if (told := pair.differs(DIFFERENCES))]
    assert unlike == []
    assert len({pair.ours.status for pair in pairs}) > 5


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.name)
def test_each_listed_difference_is_needed(difference: Difference, pairs: list[Pair]) -> None:
    others = [other for other in DIFFERENCES if other is not difference]
    assert any(pair.differs(others) for pair in pairs), f"{difference.name} is no difference any more: take it off"


@pytest.mark.parametrize("own", OWN_ANSWERS, ids=lambda own: own.request.name)
def test_what_each_gateway_answers_by_itself(own: OwnAnswer, pairs: list[Pair], callers: Callers) -> None:
    pair = Pair(own.request, callers.ours.ask(own.request), callers.theirs.ask(own.request), True)
    assert (pair.ours.status, pair.theirs.status) == (own.ours, own.theirs)
    assert pair.differs(DIFFERENCES if own.request.rpc else ()), (
        f"{own.request.name} is answered alike now: take it off"
    )


def test_every_method_is_asked_and_answers(pairs: list[Pair]) -> None:
    answered = {pair.request.rpc for pair in pairs if pair.ours.status < 300}
    asked = {pair.request.rpc for pair in pairs}
    assert {method.name for method, _, _ in corpus.methods()} <= asked
    assert {"CreateConnector", "UpdateConnector", "DeleteConnector", "TestConnector", "ListAuditEvents"} <= answered
