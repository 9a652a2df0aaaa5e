"""The disk of the database full, as it is full: a small tmpfs. Needs root, or sudo: without, it fails and says so."""

from __future__ import annotations

import errno
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import grpc

from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import connector_service_pb2_grpc as pb_grpc
from tests.e2e.service import service_in
from tests.faults.calls import Connectors
from tests.faults.root import run_as_root
from tests.faults.writers import names_of

SIZE = 4 << 20


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    options = f"size={SIZE},mode=0700,uid={os.geteuid()},gid={os.getegid()}"
    run_as_root("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder))
    try:
        yield folder
    finally:
        run_as_root("umount", str(folder))


def test_nothing_half_is_stored_reads_go_on_and_room_is_all_it_takes(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        service = service_in(tmp_path / "service", data_dir=str(disk / "data"), workers="1")
        service.start()
        try:
            connectors = Connectors(service, "acme")
            kept = connectors.create("braze", {"note": "x" * 2000}, {"token": "t"}, "kept")
            ballast = disk / "ballast"
            with ballast.open("wb") as sink, _until_full():
                while True:
                    sink.write(b"\0" * 65536)
                    sink.flush()
            # What SQLite keeps for itself is soon used up.
            bodies = [{"name": f"c{number}", "type": "braze", "config": {"note": "x" * 9000}} for number in range(150)]
            with ThreadPoolExecutor(4) as pool:
                answers = list(pool.map(lambda body: connectors.call("POST", json=body), bodies))
            statuses = Counter(answer.status_code for answer in answers)
            assert set(statuses) <= {201, 507}
            assert statuses[507]
            refused = next(answer.json() for answer in answers if answer.status_code == 507)
            assert refused["message"] == "the disk of the database is full: nothing was stored"
            assert refused["details"][0]["reason"] == "STORAGE_FULL"
            assert _over_grpc(service.grpc_address) is grpc.StatusCode.RESOURCE_EXHAUSTED
            stored = {body["name"] for body, answer in zip(bodies, answers, strict=True) if answer.status_code == 201}
            assert sorted(names_of(connectors)) == sorted({"kept", *stored})
            assert connectors.row(kept)["config"] == {"note": "x" * 2000}
            ballast.unlink()
            assert connectors.create("braze", {"note": "x" * 9000}, {}, "after")
            assert sorted(names_of(connectors)) == sorted({"kept", "after", *stored})
        finally:
            service.stop()


@contextmanager
def _until_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise


def _over_grpc(address: str) -> grpc.StatusCode:
    with grpc.insecure_channel(address, [("grpc.use_local_subchannel_pool", 1)]) as channel:
        stub = pb_grpc.ConnectorServiceStub(channel)
        request = pb.CreateConnectorRequest(name="over gRPC", type="braze")
        request.config.update({"note": "x" * 9000})
        try:
            stub.CreateConnector(request, metadata=(("x-tenant-id", "acme"),), timeout=30)
        except grpc.RpcError as error:
            code: grpc.StatusCode = error.code()
            return code
    return grpc.StatusCode.OK
