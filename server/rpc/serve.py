"""The gRPC server of one worker: our services, health and reflection on one shared port, stopped gracefully."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection, reflection_pb2

from server.call import BoundMethod
from server.rpc.adapter import ExecutorOf, service_handler
from server.rpc.capacity import REFUSALS, Capacity
from server.rpc.credentials import server_credentials
from server.rpc.in_flight import InFlight
from server.rpc.symbols import Symbols
from server.tls import TlsFiles

# A request is at most 1 MiB (server/interceptors/validation.py); past this gRPC itself refuses to read it.
MAX_MESSAGE_BYTES = 4 << 20
REFLECTION_THREADS = 4
CONNECTIONS_SHARE = 4  # one connection may have one part in so many of the calls that run at once
HEALTH_PERIOD_SECONDS = 2.0
LAST_ANSWERS_SECONDS = 0.2  # for answers that are made and not yet sent
OPTIONS = (
    ("grpc.so_reuseport", 1),  # every worker listens on the same port
    ("grpc.max_metadata_size", 16 << 10),
    ("grpc.absolute_max_metadata_size", 24 << 10),
    # A connection that does not finish its handshake, or does not speak HTTP/2 then, is closed.
    ("grpc.server_handshake_timeout_ms", 10_000),
    # A long-lived channel moves on now and then, so that the workers share the load.
    ("grpc.max_connection_age_ms", 300_000),
    ("grpc.max_connection_age_grace_ms", 330_000),
    # A peer that vanished without a word is found by pings of ours; one that pings us without need is told to go away.
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.keepalive_timeout_ms", 20_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_recv_ping_interval_without_data_ms", 10_000),
    ("grpc.http2.max_ping_strikes", 2),
)


class RpcServer:
    """Serves until stopped, on the threads of `pool`. `ready` is asked every two seconds and shown through
    grpc.health.v1.

    `max_connections`: open at once, more are not accepted. `max_calls`: running or queued, streams too; more are
    refused as RESOURCE_EXHAUSTED. `streams_end`: streams end by themselves, and a stop waits for them as for calls.
    """

    def __init__(
        self,
        methods: Sequence[BoundMethod],
        *,
        address: str,
        pool: ThreadPoolExecutor,
        executor_of: ExecutorOf,
        ready: Callable[[], bool],
        with_reflection: bool,
        tls: TlsFiles | None,
        max_connections: int,
        max_calls: int,
        max_message_bytes: int = MAX_MESSAGE_BYTES,
        streams_end: bool = False,
        connections_share: int = CONNECTIONS_SHARE,
    ) -> None:
        by_service: dict[str, list[BoundMethod]] = {}
        for bound in methods:
            by_service.setdefault(bound.method.descriptor.containing_service.full_name, []).append(bound)
        self._services = tuple(by_service)
        self._ready = ready
        self._stopping = threading.Event()
        self._pool = pool
        self._capacity = Capacity(max_calls)
        self._server = grpc.server(
            self._capacity.counted(pool),
            interceptors=[self._capacity],
            options=(
                *OPTIONS,
                ("grpc.max_receive_message_length", max_message_bytes),
                ("grpc.max_allowed_incoming_connections", max_connections),
                # More wait at the client: no connection takes all the calls that run at once. Rapid resets
                # (CVE-2023-44487) are counted against it too.
                ("grpc.max_concurrent_streams", max(1, max_calls // connections_share)),
            ),
            maximum_concurrent_rpcs=max_calls + REFUSALS,
        )
        self._in_flight = InFlight(with_streams=streams_end)
        self._server.add_generic_rpc_handlers(
            tuple(
                service_handler(
                    name,
                    [self._in_flight.track(bound) for bound in bounds],
                    lambda bound: self._capacity.counted(own) if (own := executor_of(bound)) else None,
                    with_certificates=tls is not None,
                )
                for name, bounds in by_service.items()
            )
        )
        self._health = health.HealthServicer(experimental_non_blocking=True)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        if with_reflection:
            self._add_reflection()
        self._show(serving=False)
        self.port = (
            self._server.add_secure_port(address, server_credentials(tls))
            if tls
            else self._server.add_insecure_port(address)
        )
        self._watcher = threading.Thread(target=self._watch_readiness, name="health", daemon=True)

    def start(self) -> None:
        self._server.start()
        self._show(serving=self._ready())
        self._watcher.start()

    def drain(self) -> None:
        """Tells load balancers to go elsewhere; calls are still served."""
        self._stopping.set()
        self._health.enter_graceful_shutdown()

    def stop(self, grace: float) -> None:
        """Takes no new calls, lets running ones finish for `grace` seconds, then cuts them.

        Streams (health Watch, reflection) last as long as their clients like: they are cut as soon as no call runs.
        """
        self.drain()
        self._server.stop(grace)
        self._in_flight.wait_until_none(grace)
        self._server.stop(min(grace, LAST_ANSWERS_SECONDS)).wait()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._capacity.close()

    def _add_reflection(self) -> None:
        """On threads of its own: a client may keep a reflection stream open for ever."""
        names = (*self._services, health.SERVICE_NAME, reflection.SERVICE_NAME)
        servicer = reflection.ReflectionServicer(names, pool=Symbols())
        pool = self._capacity.counted(ThreadPoolExecutor(REFLECTION_THREADS, thread_name_prefix="reflection"))

        def info(requests: Iterable[reflection_pb2.ServerReflectionRequest], context: grpc.ServicerContext) -> object:
            return servicer.ServerReflectionInfo(requests, context)

        info.experimental_thread_pool = pool  # type: ignore[attr-defined]  # see server/rpc/adapter.py
        handler = grpc.stream_stream_rpc_method_handler(
            info,
            request_deserializer=reflection_pb2.ServerReflectionRequest.FromString,
            response_serializer=reflection_pb2.ServerReflectionResponse.SerializeToString,
        )
        self._server.add_generic_rpc_handlers(
            (grpc.method_handlers_generic_handler(reflection.SERVICE_NAME, {"ServerReflectionInfo": handler}),)
        )

    def _watch_readiness(self) -> None:
        while not self._stopping.wait(HEALTH_PERIOD_SECONDS):
            self._show(serving=self._ready())

    def _show(self, *, serving: bool) -> None:
        response = health_pb2.HealthCheckResponse
        status = response.SERVING if serving else response.NOT_SERVING
        for name in ("", *self._services):
            self._health.set(name, status)
