"""Clients that create connectors while something happens to the service, and remember what they were told."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import grpc
import requests

from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import connector_service_pb2_grpc as pb_grpc
from tests.faults.calls import Connectors

REST_WRITERS, GRPC_WRITERS = 4, 4


@dataclass
class Told:
    """What each create came to, by the name it gave: `stored`, the refusal's status or code, or `no answer`."""

    answers: dict[str, str] = field(default_factory=dict)
    stored: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def note(self, name: str, answer: str) -> None:
        self.answers[name] = answer
        if answer == "stored":
            self.stored.release()

    def wait_for(self, count: int) -> None:
        """Until so many more are stored."""
        for _ in range(count):
            assert self.stored.acquire(timeout=60), sorted(set(self.answers.values()))

    def names(self, answer: str) -> set[str]:
        return {name for name, told in self.answers.items() if told == answer}


@contextmanager
def writing(connectors: Connectors, prefix: str) -> Iterator[Told]:
    """Both transports, a connection a call over REST, one channel a writer over gRPC; until the block ends."""
    told, done, numbers = Told(), threading.Event(), itertools.count()

    def over_rest() -> None:
        while not done.is_set():
            name = f"{prefix} {next(numbers)}"
            try:
                answer = connectors.call("POST", json={"name": name, "type": "braze"})
            except requests.ConnectionError as error:
                refused = "refused" in str(error)
                told.note(name, "nobody listens" if refused else "no answer")
                done.wait(0.02)
                continue
            told.note(name, "stored" if answer.status_code == 201 else str(answer.status_code))

    def over_grpc() -> None:
        options = [("grpc.use_local_subchannel_pool", 1)]
        with grpc.insecure_channel(connectors.service.grpc_address, options) as channel:
            stub = pb_grpc.ConnectorServiceStub(channel)
            while not done.is_set():
                name = f"{prefix} {next(numbers)}"
                request = pb.CreateConnectorRequest(name=name, type="braze")
                try:
                    stub.CreateConnector(request, metadata=(("x-tenant-id", connectors.tenant),), timeout=30)
                except grpc.RpcError as error:
                    told.note(name, str(error.code().name))
                    done.wait(0.02)
                    continue
                told.note(name, "stored")

    with ThreadPoolExecutor(REST_WRITERS + GRPC_WRITERS) as pool:
        running = [pool.submit(over_rest) for _ in range(REST_WRITERS)]
        running += [pool.submit(over_grpc) for _ in range(GRPC_WRITERS)]
        try:
            yield told
        finally:
            done.set()
        for each in running:
            each.result(60)


def names_of(connectors: Connectors) -> list[str]:
    """The names of all the tenant's connectors, page by page; their number is the total that the list tells."""
    names: list[str] = []
    cursor = ""
    while True:
        page = connectors.call("GET", f"?limit=100{cursor}").json()
        names += [row["name"] for row in page["data"]]
        if not page["pagination"]["hasMore"]:
            assert page["pagination"]["total"] == len(names)
            return names
        cursor = f"&cursor={page['pagination']['cursor']}"
