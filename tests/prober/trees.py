"""Two process trees on loopback: a prober, and a service that has it make its probes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.e2e.service import Service, service_in
from tests.faults.calls import Connectors
from tests.isolation.test_lifecycle import eventually
from tests.peers.process import free_port


@dataclass(frozen=True)
class Apart:
    """Both run."""

    api: Service
    prober: Service
    connectors: Connectors


def prober_in(folder: Path, **settings: str) -> Service:
    """`serve --prober`, not started yet; its `grpc_address` is where services ask, `rest_address` has its readiness."""
    address, pages = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    prober = service_in(folder, **{"rest_address": pages, "prober_address": address, "workers": "1", **settings})
    prober.grpc_address = prober.environ["CONNECTORS_PROBER_ADDRESS"]
    prober.arguments = ("--prober",)
    return prober


def api_in(folder: Path, prober: Service, **settings: str) -> Service:
    """`serve --api` with that prober, not started yet."""
    api = service_in(folder, **{"prober_upstream": prober.grpc_address, "workers": "1", **settings})
    api.arguments = ("--api",)
    return api


def sees_its_prober(service: Service) -> bool:
    return bool(requests.get(f"{service.url}/readyz", timeout=20).json()["checks"]["prober"] == "ok")


@contextmanager
def apart(
    folder: Path, *, of_api: dict[str, str] | None = None, authorities: Path | None = None, **of_prober: str
) -> Iterator[Apart]:
    """`authorities`: of the certificate that the prober shows, where it shows one."""
    prober = prober_in(folder / "prober", **of_prober)
    prober.authorities = authorities
    api = api_in(folder / "api", prober, **(of_api or {}))
    with ExitStack() as stack:
        for each in (prober, api):
            each.spawn()
            stack.callback(each.stop)
        for each in (prober, api):
            each.wait_ready()
        assert eventually(lambda: sees_its_prober(api))  # it may have looked before the prober listened
        yield Apart(api, prober, Connectors(api, "acme"))
