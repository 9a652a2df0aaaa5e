"""What callers of CRUD notice while 64 tests hang at a peer that says nothing."""

from __future__ import annotations

import itertools
import socket
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import grpc

from connectors.v1 import connector_service_pb2 as pb
from server.structs import to_struct
from tests.bench.connectors import SERVICE, TENANT, called, new_connector
from tests.bench.load import LoadFailed
from tests.bench.plan import Plan
from tests.bench.rounds import alternate, compare_numbers, percentile
from tests.bench.rows_calls import fill
from tests.bench.servers import grpc_of, service
from tests.bench.table import Result
from tests.bench.unary_load import Request, make_calls, request
from tests.e2e.service import Service

HANGING = 64  # of a tenant each: of one tenant with others beside it only its share would run
CALLERS = 4
APART = 256  # calls may wait long for the writer of SQLite: what is deleted is not what another call is about
SHARE = 0.99
ARRIVAL_SECONDS = 60.0


def hanging(plan: Plan) -> Iterator[Result]:
    with ExitStack() as stack:
        peer = stack.enter_context(SilentPeer())
        settings = {"egress_allow": f"127.0.0.1:{peer.port}", "probe_timeout_seconds": "60"}
        running = stack.enter_context(service(plan.folder / "service", **settings))
        fill(running)
        hung = _register(running, peer.port)
        mix = _crud()

        def idle() -> float:
            done = make_calls(grpc_of(running).port, mix, plan.seconds, connections=CALLERS, streams=1)
            return 1000 * percentile(done.latencies, SHARE)

        def beside_hung_tests() -> float:
            with _hung(running, hung, peer):
                return idle()

        milliseconds = alternate({"idle": idle, "hung": beside_hung_tests}, plan.rounds)
        yield Result.of("crud-hanging", compare_numbers(milliseconds["hung"], milliseconds["idle"]))


class SilentPeer:
    """Takes connections and says nothing. `here`: those that are open."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port: int = self._listening.getsockname()[1]
        self.here: deque[socket.socket] = deque()
        self._thread = threading.Thread(target=self._accept)

    def __enter__(self) -> SilentPeer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listening.close()
        self.hang_up()

    def hang_up(self) -> None:
        while self.here:
            self.here.popleft().close()

    def _accept(self) -> None:
        while True:
            try:
                self.here.append(self._listening.accept()[0])
            except OSError:
                return


def _register(running: Service, port: int) -> Sequence[tuple[str, str]]:
    """Tenant and id of as many connectors as tests are to hang."""
    found: list[tuple[str, str]] = []
    with grpc.insecure_channel(running.grpc_address) as channel:
        for number in range(HANGING):
            tenant = f"hanging-{number}"
            config = to_struct({"url": f"http://127.0.0.1:{port}/"})
            new = pb.CreateConnectorRequest(name=f"hangs {number}", type="rest_api", config=config)
            found.append((tenant, _created(called(channel, "CreateConnector", new, tenant))))
    return found


def _created(answer: bytes) -> str:
    return pb.CreateConnectorResponse.FromString(answer).connector.id


@contextmanager
def _hung(running: Service, connectors: Sequence[tuple[str, str]], peer: SilentPeer) -> Iterator[None]:
    """The tests hang from the beginning of the block to its end. Raises LoadFailed where one does not."""
    with grpc.insecure_channel(running.grpc_address) as channel:
        test: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(f"{SERVICE}TestConnector")
        calls = [
            test.future(pb.TestConnectorRequest(id=one).SerializeToString(), metadata=(("x-tenant-id", tenant),))
            for tenant, one in connectors
        ]
        deadline = time.monotonic() + ARRIVAL_SECONDS
        while len(peer.here) < HANGING and time.monotonic() < deadline:
            time.sleep(0.02)
        yield
        over = [call for call in calls if call.done()]
        arrived = len(peer.here)
        for call in calls:
            call.cancel()
    peer.hang_up()
    if over or arrived < HANGING:
        raise LoadFailed(f"of {HANGING} tests {arrived} came to the peer, {len(over)} were over too early")


def _crud() -> Iterator[Request]:
    """Create, get, list, update, delete, without end; what is deleted was created here before."""
    word = uuid.uuid4().hex
    made: deque[str] = deque()

    def keep(answer: bytes) -> None:
        made.append(_created(answer))

    listing = pb.ListConnectorsRequest(limit=20)
    for number in itertools.count():
        new = new_connector(f"{word}{number}")
        yield request(f"{SERVICE}CreateConnector", new.SerializeToString(), TENANT, keep)
        yield request(f"{SERVICE}ListConnectors", listing.SerializeToString(), TENANT)
        if len(made) < APART:
            continue
        oldest = made.popleft()
        read, updated = made[APART // 2], made[APART // 2 + number % CALLERS]  # by no other call that is under way
        yield request(f"{SERVICE}GetConnector", pb.GetConnectorRequest(id=read).SerializeToString(), TENANT)
        changed = pb.UpdateConnectorRequest(id=updated, description=f"changed {number}")
        yield request(f"{SERVICE}UpdateConnector", changed.SerializeToString(), TENANT)
        yield request(f"{SERVICE}DeleteConnector", pb.DeleteConnectorRequest(id=oldest).SerializeToString(), TENANT)
