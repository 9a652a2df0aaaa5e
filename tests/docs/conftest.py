"""A running service, and a shell in which the commands of the pages find it."""

from __future__ import annotations

import os
import re
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from tests.docs.shell import Shell
from tests.e2e.service import Service, service_in
from tests.peers.postgresql import PostgresqlServer
from tests.peers.process import free_port

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def documented(postgresql_server: PostgresqlServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service that pages speak of as running: it may dial the PostgreSQL that PGHOST and PGPORT name."""
    allowed = f"{postgresql_server.host}:{postgresql_server.port}"
    service = service_in(tmp_path_factory.mktemp("documented"), egress_allow=allowed, workers="1")
    with ExitStack() as stack:
        stack.callback(service.stop)
        service.start()
        yield service


@pytest.fixture(scope="module")
def database(postgresql_server: PostgresqlServer) -> Mapping[str, str]:
    """Where the reader's PostgreSQL is, as `psql` is told."""
    return {
        "PGHOST": postgresql_server.host,
        "PGPORT": str(postgresql_server.port),
        "PGDATABASE": postgresql_server.database,
        "PGUSER": postgresql_server.reader,
        "PGPASSWORD": postgresql_server.reader_password,
    }


@pytest.fixture
def open_shell(tmp_path: Path) -> Iterator[Callable[[Mapping[str, str]], Shell]]:
    """Shells in a folder of the test's own, of which nothing is left after the test."""
    with ExitStack() as stack:

        def opened(environ: Mapping[str, str]) -> Shell:
            shell = Shell(
                tmp_path,
                {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "COLUMNS": "200", **environ},
            )
            stack.callback(shell.close)
            return shell

        yield opened


@pytest.fixture
def shell(
    documented: Service,
    database: Mapping[str, str],
    open_shell: Callable[[Mapping[str, str]], Shell],
    tmp_path_factory: pytest.TempPathFactory,
) -> Shell:
    """A reader's, beside the running service and in a tenant of its own."""
    commands = tmp_path_factory.mktemp("bin")
    (commands / "connectors").write_text(f'#!/bin/sh\nexec {sys.executable} -m connectors_client.cli "$@"\n')
    (commands / "connectors").chmod(0o755)
    of_service = {name: value for name, value in documented.environ.items() if name.startswith("CONNECTORS_")}
    return open_shell(
        {
            **of_service,
            **database,
            "PATH": f"{commands}:{BIN}:{os.environ['PATH']}",
            "CONNECTORS_ADDRESS": documented.grpc_address,
            "CONNECTORS_TENANT": f"reader-{uuid.uuid4().hex[:8]}",
        }
    )


def moved(typed: str, service: Service) -> str:
    """The command with the test's ports in place of those that a reader's service has."""
    typed = re.sub(r"\b127\.0\.0\.1:8080\b", service.rest_address, typed)
    typed = re.sub(r"\b127\.0\.0\.1:50051\b", service.grpc_address, typed)
    return re.sub(r"\b127\.0\.0\.1:(8062|8063|50061|50063)\b", lambda found: _free_address(found[1]), typed)


@cache
def _free_address(_shown: str) -> str:
    """The same each time for one port that a page shows."""
    return f"127.0.0.1:{free_port()}"
