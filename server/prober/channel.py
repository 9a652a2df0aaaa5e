"""The way to a prober: one channel, made anew when the certificate that it shows is."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import grpc

from probes.isolation.frames import MAX_JOB
from probes.isolation.runner import ProberUnavailable
from server.prober.wire import MOST_SAID
from server.tls import TlsFiles, TlsMaterial

_SERVICE_CONFIG = {
    # Each call goes to the next address of the name, and to none whose health says that it cannot probe:
    # https://github.com/grpc/proposal/blob/master/A17-client-side-health-checking.md
    "loadBalancingConfig": [{"round_robin": {}}],
    "healthCheckConfig": {"serviceName": "connectors.v1.ProberService"},
}
_OPTIONS = (
    ("grpc.max_send_message_length", MAX_JOB),
    ("grpc.max_receive_message_length", MOST_SAID),
    # A prober that vanished without a word is found before a test waits for it.
    ("grpc.keepalive_time_ms", 20_000),
    ("grpc.keepalive_timeout_ms", 5_000),
    ("grpc.keepalive_permit_without_calls", 1),
    # The first is what one try to connect may take: a call waits for it, and fails at once while a next one is due.
    ("grpc.min_reconnect_backoff_ms", 2_000),
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    ("grpc.service_config", json.dumps(_SERVICE_CONFIG)),
    ("grpc.service_config_disable_resolution", 1),  # a name server has no say in this
    ("grpc.enable_http_proxy", 0),  # nor whoever set HTTP_PROXY
)


class _Lent:
    """A channel and how many use it."""

    def __init__(self, channel: grpc.Channel) -> None:
        self.channel = channel
        self.users = 0


class ProberChannel:
    """To the prober at `target`, a gRPC name such as `dns:///prober.example.com:50061`. `tls` None: plain text.

    The files of `tls` are looked at when a call begins. After a change, calls get a channel that shows the new
    certificate; those under way keep theirs.
    """

    def __init__(self, target: str, tls: TlsFiles | None) -> None:
        self._target, self._tls = target, tls
        self._lock = threading.Lock()
        self._closed = False
        self._material = tls.current() if tls else None
        self._lent = _Lent(self._open(self._material))

    @contextmanager
    def use(self) -> Iterator[grpc.Channel]:
        """The channel for one call, which must have ended when the block does. Raises ProberUnavailable after close."""
        lent = self._take()
        try:
            yield lent.channel
        finally:
            self._give_back(lent)

    def close(self) -> None:
        """Calls under way are cut."""
        with self._lock:
            self._closed = True
            self._lent.channel.close()

    def _take(self) -> _Lent:
        with self._lock:
            if self._closed:
                raise ProberUnavailable("the service is stopping")
            material = self._tls.current() if self._tls else None
            if material is not self._material:
                if not self._lent.users:
                    self._lent.channel.close()
                self._material, self._lent = material, _Lent(self._open(material))
            self._lent.users += 1
            return self._lent

    def _give_back(self, lent: _Lent) -> None:
        with self._lock:
            lent.users -= 1
            if not lent.users and lent is not self._lent:
                lent.channel.close()

    def _open(self, material: TlsMaterial | None) -> grpc.Channel:
        if material is None:
            return grpc.insecure_channel(self._target, options=_OPTIONS)
        credentials = grpc.ssl_channel_credentials(material.client_ca, material.key, material.certificate)
        return grpc.secure_channel(self._target, credentials, options=_OPTIONS)
