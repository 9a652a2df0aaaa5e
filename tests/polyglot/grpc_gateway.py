"""The Go grpc-gateway, generated from our protos, built and run in front of the service."""

from __future__ import annotations

import getpass
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.peers.process import ServerProcess, free_port
from tests.polyglot.toolchains import BUILD, GO_PROGRAMS, ROOT, go, run

SOURCE = Path(__file__).resolve().parent / "gateway"
PROJECT = BUILD / "gateway"
MODULE = "github.com/connector-service/connector-service/tests/polyglot/gateway"


def build() -> Path:
    """Generates the handlers and builds the program; Go's cache makes the second time quick."""
    shutil.rmtree(PROJECT, ignore_errors=True)
    shutil.copytree(SOURCE, PROJECT)
    protos = sorted(str(path.relative_to(ROOT / "protos")) for path in (ROOT / "protos").rglob("*.proto"))
    handlers = PROJECT / "handlers"
    handlers.mkdir()
    command: list[str | Path] = [sys.executable, "-m", "grpc_tools.protoc", "-Iprotos", "-I.build/googleapis"]
    command += [f"--plugin=protoc-gen-grpc-gateway={GO_PROGRAMS / 'protoc-gen-grpc-gateway'}"]
    # Handlers in a package of their own, beside the messages of generated/go.
    command += [f"--grpc-gateway_out={handlers}", "--grpc-gateway_opt=standalone=true,paths=source_relative"]
    run([*command, *protos])
    _register(handlers)
    program = PROJECT / "gateway"
    go("build", "-mod=readonly", "-o", program, ".", folder=PROJECT)
    return program


def _register(handlers: Path) -> None:
    found = [
        name
        for path in sorted(handlers.rglob("*.pb.gw.go"))
        for name in re.findall(r"^func (Register\w+HandlerFromEndpoint)\(", path.read_text(), re.MULTILINE)
    ]
    lines = "".join(f"\thandlers.{name},\n" for name in found)
    (PROJECT / "registrations.go").write_text(
        f'package main\n\nimport handlers "{MODULE}/handlers/connectors/v1"\n\n'
        f"var registrations = []registration{{\n{lines}}}\n"
    )


@contextmanager
def running_gateway(program: Path, upstream: str, log: Path) -> Iterator[str]:
    """The URL of a gateway to the service at `upstream`."""
    port = free_port()
    command = [str(program), f"127.0.0.1:{port}", upstream]
    process = ServerProcess(command, log=log, user=getpass.getuser())
    process.spawn()
    try:
        process.wait_until(lambda: socket.create_connection(("127.0.0.1", port), 1).close(), OSError)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.stop()
