"""How a worker fares with a prober that is away, hangs, says too much, or is one of several."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2

from connectors.v1 import probe_pb2
from connectors.v1 import prober_pb2 as pb
from probes.isolation.runner import ProbeCancelled, ProberBusy, ProberUnavailable, ProbeRunner
from probes.isolation.status import ProberStatus
from probes.result import ProbeResult, Reason, Step, StepName, StepStatus
from probes.run import Job
from server.prober import wire
from server.prober.channel import ProberChannel
from server.prober.remote import RemoteRunner
from server.rpc.serve import RpcServer
from server.tls import TlsFiles
from tests.peers.certificates import Authority, Pair
from tests.peers.process import free_port
from tests.prober.remote import prober_server

JOB = Job("acme", "conn_1", "csv", "", {}, {"password": "s3cr3t"}, 2)
STEP = pb.ProbeResponse(step=probe_pb2.ProbeStep(name="config", status=probe_pb2.PASSED)).SerializeToString()
DONE = pb.ProbeResponse(outcome=pb.ProbeOutcome(success=True)).SerializeToString()
Answers = Callable[[Any], Iterator[bytes]]
Reached = Callable[..., RemoteRunner]


class FakeProber(ProbeRunner):
    """In place of a zygote: answers at once, and counts what it was asked."""

    def __init__(self) -> None:
        super().__init__(Path("/nowhere"))
        self.asked = 0
        self.release = threading.Event()
        self.release.set()

    def run(self, job: Job, **_: Any) -> ProbeResult:
        self.asked += 1
        assert self.release.wait(20)
        return ProbeResult(success=True, message=job.tenant)

    def status(self) -> ProberStatus:
        return ProberStatus(1, 2, 3, 4, 5, 6, 7.5)


@pytest.fixture
def reached() -> Iterator[Reached]:
    """A runner for `target`, closed with the test."""
    with ExitStack() as stack:

        def reach(target: str, tls: TlsFiles | None = None) -> RemoteRunner:
            runner = RemoteRunner(ProberChannel(target, tls))
            stack.callback(runner.close)
            return runner

        yield reach


@pytest.fixture
def saying(reached: Reached) -> Iterator[Callable[[Answers], RemoteRunner]]:
    """A runner for a prober that answers a probe in the bytes it is told to."""
    with ExitStack() as stack:

        def start(answers: Answers) -> RemoteRunner:
            server = grpc.server(ThreadPoolExecutor(4))
            handler = grpc.unary_stream_rpc_method_handler(lambda _request, context: answers(context))
            service = grpc.method_handlers_generic_handler("connectors.v1.ProberService", {"Probe": handler})
            server.add_generic_rpc_handlers((service,))
            port = server.add_insecure_port("127.0.0.1:0")
            server.start()
            stack.callback(lambda: server.stop(0).wait())
            return reached(f"dns:///127.0.0.1:{port}")

        yield start


@pytest.fixture
def serving() -> Iterator[Callable[..., RpcServer]]:
    with ExitStack() as stack:

        def start(prober: ProbeRunner, **options: Any) -> RpcServer:
            server = prober_server(prober, **options)
            server.start()
            stack.callback(server.stop, 0.2)
            return server

        yield start


def said(*answers: bytes) -> Answers:
    return lambda _context: iter(answers)


def test_steps_are_heard_and_the_outcome_ends_the_call(saying: Callable[[Answers], RemoteRunner]) -> None:
    steps: list[Step] = []
    result = saying(said(STEP, DONE, STEP)).run(JOB, on_step=steps.append)
    assert result.success
    assert [(step.name, step.status) for step in steps] == [(StepName.CONFIG, StepStatus.PASSED)]


@pytest.mark.parametrize(
    "answers",
    [(b"\xff\xff",), (b"",), (STEP, pb.ProbeResponse(outcome={"reason": 77}).SerializeToString())],  # type: ignore[dict-item]
    ids=["no message", "nothing", "of a later release"],
)
def test_a_prober_that_talks_nonsense_is_a_fault_of_ours_not_of_the_peer(
    saying: Callable[[Answers], RemoteRunner], answers: tuple[bytes, ...]
) -> None:
    result = saying(said(*answers)).run(JOB)
    assert (result.success, result.reason) == (False, Reason.INTERNAL)
    assert len(result.steps) == len(answers) - 1


def test_a_prober_that_never_stops_talking_is_cut_off(saying: Callable[[Answers], RemoteRunner]) -> None:
    left = threading.Event()
    long = probe_pb2.ProbeStep(name="config", status=probe_pb2.PASSED, message="x" * 4000)
    answer = pb.ProbeResponse(step=long).SerializeToString()

    def endless(context: grpc.ServicerContext) -> Iterator[bytes]:
        context.add_callback(left.set)
        while True:
            yield answer

    result = saying(endless).run(JOB)
    assert result.reason is Reason.INTERNAL
    assert left.wait(20)
    assert len(result.steps) <= wire.MOST_SAID / len(answer)


def test_a_single_answer_of_any_size_is_not_read(saying: Callable[[Answers], RemoteRunner]) -> None:
    large = pb.ProbeResponse(outcome=pb.ProbeOutcome(message="x" * (2 * wire.MOST_SAID))).SerializeToString()
    with pytest.raises(ProberUnavailable):
        saying(said(large)).run(JOB)


def test_a_prober_that_ends_without_an_outcome_says_nothing_of_the_peer(
    saying: Callable[[Answers], RemoteRunner],
) -> None:
    with pytest.raises(ProberUnavailable):
        saying(said(STEP)).run(JOB)


def test_a_prober_that_falls_silent_says_nothing_of_the_peer(saying: Callable[[Answers], RemoteRunner]) -> None:
    def silent(context: grpc.ServicerContext) -> Iterator[bytes]:
        yield STEP
        left = threading.Event()
        context.add_callback(left.set)
        left.wait(30)

    begun = time.monotonic()
    with pytest.raises(ProberUnavailable):
        saying(silent).run(JOB)
    assert time.monotonic() - begun < 20  # its time and a second; generous, as it guards against hanging alone


def test_a_type_that_only_the_service_knows_is_told_and_not_probed(
    reached: Reached, serving: Callable[..., RpcServer]
) -> None:
    prober = FakeProber()
    runner = reached(f"dns:///127.0.0.1:{serving(prober, types={'csv'}).port}")
    result = runner.run(Job("acme", "conn_1", "of_tomorrow", "", {}, {}, 2))
    assert (result.success, result.reason) == (False, Reason.UNSUPPORTED)
    assert "of_tomorrow" in result.message
    assert prober.asked == 0
    own = Job("acme", "conn_1", "of_the_tenant", "", {}, {}, 2, declaration="{}")
    assert [runner.run(job).success for job in (JOB, own)] == [True, True]


@pytest.mark.parametrize(("asked", "told"), [(2.5, 2.5), (0.0, 1.0), (-5.0, 0.1), (10_000.0, 60.0)])
def test_a_full_prober_says_when_to_come_back_within_reason(
    saying: Callable[[Answers], RemoteRunner], asked: float, told: float
) -> None:
    def busy(context: grpc.ServicerContext) -> Iterator[bytes]:
        status = status_pb2.Status(code=8, message="full")
        status.details.add().Pack(error_details_pb2.ErrorInfo(reason="TEST_QUEUE_FULL", domain="connectors.v1"))
        delay = Duration()
        delay.FromMilliseconds(int(asked * 1000))
        status.details.add().Pack(error_details_pb2.RetryInfo(retry_delay=delay))
        context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
        context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "full")
        yield b""

    with pytest.raises(ProberBusy) as refusal:
        saying(busy).run(JOB)
    assert refusal.value.retry_after == told


@pytest.mark.parametrize("trailer", [b"", b"\xff\xff", status_pb2.Status(code=3, message="else").SerializeToString()])
def test_a_refusal_without_our_words_is_no_outcome(saying: Callable[[Answers], RemoteRunner], trailer: bytes) -> None:
    def refused(context: grpc.ServicerContext) -> Iterator[bytes]:
        context.set_trailing_metadata((("grpc-status-details-bin", trailer),))
        context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "said s3cr3t")
        yield b""

    with pytest.raises(ProberUnavailable) as refusal:
        saying(refused).run(JOB)
    assert "s3cr3t" not in str(refusal.value)


def test_who_left_already_asks_nothing(saying: Callable[[Answers], RemoteRunner]) -> None:
    with pytest.raises(ProbeCancelled):
        saying(said(DONE)).run(JOB, on_cancel=lambda _hang_up: False)


def test_a_step_that_nobody_takes_ends_the_call(saying: Callable[[Answers], RemoteRunner]) -> None:
    left = threading.Event()

    def waiting(context: grpc.ServicerContext) -> Iterator[bytes]:
        context.add_callback(left.set)
        yield STEP
        left.wait(30)

    class Gone(Exception):
        """As a caller's end raises it."""

    def gone(_step: Step) -> None:
        raise Gone

    with pytest.raises(Gone):
        saying(waiting).run(JOB, on_step=gone)
    assert left.wait(20)


def test_where_nobody_listens_the_caller_is_told_so_soon(reached: Reached) -> None:
    begun = time.monotonic()
    runner = reached(f"dns:///127.0.0.1:{free_port()}")
    with pytest.raises(ProberUnavailable):
        runner.run(JOB)
    with pytest.raises(ProberUnavailable):
        runner.check()
    assert time.monotonic() - begun < 10


def test_a_machine_that_takes_a_connection_and_says_nothing_is_not_waited_for_long(reached: Reached) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        begun = time.monotonic()
        with pytest.raises(ProberUnavailable):
            reached(f"dns:///127.0.0.1:{silent.getsockname()[1]}").run(Job("acme", "c", "csv", "", {}, {}, 60))
        assert time.monotonic() - begun < 20


def test_after_the_end_nothing_is_asked_any_more(saying: Callable[[Answers], RemoteRunner]) -> None:
    runner = saying(said(DONE))
    runner.close()
    with pytest.raises(ProberUnavailable):
        runner.run(JOB)
    with pytest.raises(ProberUnavailable):
        runner.check()


def test_it_tells_how_busy_the_prober_is(reached: Reached, serving: Callable[..., RpcServer]) -> None:
    prober = FakeProber()
    assert reached(f"dns:///127.0.0.1:{serving(prober).port}").status() == prober.status()


def test_of_several_probers_each_has_its_turn_and_a_dead_one_none(
    reached: Reached, serving: Callable[..., RpcServer]
) -> None:
    first, second = FakeProber(), FakeProber()
    servers = [serving(first), serving(second)]
    runner = reached("ipv4:" + ",".join(f"127.0.0.1:{server.port}" for server in servers))
    _until(lambda: runner.run(JOB) and min(first.asked, second.asked) >= 2)
    servers[0].stop(0.2)
    before = first.asked
    for _ in range(6):
        assert runner.run(JOB).success
    assert first.asked == before


def test_a_prober_that_cannot_probe_gets_no_test_while_another_can(
    reached: Reached, serving: Callable[..., RpcServer]
) -> None:
    sick, well = FakeProber(), FakeProber()
    servers = [serving(sick, ready=lambda: False), serving(well)]
    runner = reached("ipv4:" + ",".join(f"127.0.0.1:{server.port}" for server in servers))
    for _ in range(6):
        assert runner.run(JOB).success
    assert (sick.asked, well.asked) == (0, 6)


class Files:
    """What a service shows its prober, as files that an operator replaces."""

    def __init__(self, folder: Path, authorities: Path) -> None:
        self._certificate, self._key, self._authorities = folder / "client.crt", folder / "client.key", authorities

    def hold(self, pair: Pair) -> None:
        shutil.copy(pair.certificate, self._certificate)
        shutil.copy(pair.key, self._key)

    def read(self) -> TlsFiles:
        return TlsFiles(self._certificate, self._key, self._authorities)


@pytest.fixture
def authorities(tmp_path: Path) -> tuple[Authority, Authority]:
    """Of the prober's certificate, and of its clients'."""
    return Authority(tmp_path, "of-probers"), Authority(tmp_path, "of-services")


def test_both_sides_show_a_certificate(
    authorities: tuple[Authority, Authority], tmp_path: Path, reached: Reached, serving: Callable[..., RpcServer]
) -> None:
    probers, services = authorities
    shown = probers.issue("prober")
    server = serving(FakeProber(), tls=TlsFiles(shown.certificate, shown.key, services.pem))
    target = f"dns:///127.0.0.1:{server.port}"

    def runner(pair: Pair, trusted: Path) -> RemoteRunner:
        return reached(target, TlsFiles(pair.certificate, pair.key, trusted))

    assert runner(services.issue("service"), probers.pem).run(JOB).success
    for stranger in (
        runner(probers.issue("of-the-other-authority"), probers.pem),  # the prober does not take it
        runner(services.issue("service-too"), services.pem),  # the prober's own is not taken
        reached(target),  # plain text
    ):
        with pytest.raises(ProberUnavailable):
            stranger.run(JOB)


def test_a_certificate_that_is_replaced_is_shown_to_the_prober_without_a_restart(
    authorities: tuple[Authority, Authority], tmp_path: Path, reached: Reached, serving: Callable[..., RpcServer]
) -> None:
    """The call under way keeps the connection that it has."""
    probers, services = authorities
    shown, files, prober = probers.issue("prober"), Files(tmp_path, probers.pem), FakeProber()
    server = serving(prober, tls=TlsFiles(shown.certificate, shown.key, services.pem))
    files.hold(services.issue("first"))
    runner = reached(f"dns:///127.0.0.1:{server.port}", files.read())
    prober.release.clear()
    with ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(runner.run, Job("acme", "conn_1", "csv", "", {}, {}, 30))
        _until(lambda: prober.asked == 1)
        files.hold(probers.issue("stranger"))
        with pytest.raises(ProberUnavailable):
            runner.run(JOB)
        files.hold(services.issue("second"))
        prober.release.set()
        assert runner.run(JOB).success
        assert under_way.result(20).success


def _until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
