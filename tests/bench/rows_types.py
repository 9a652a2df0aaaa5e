"""What the catalogue of connector types costs: the start of a worker, the first list of all, and each one after it."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from connectors.v1 import connector_service_pb2 as pb
from probes.registry import connector_types
from server.method_policy import read_methods
from server.rest.entity_tag import TaggedAnswers
from server.rest.transcode import Binding
from server.servicers.connector_type_messages import BuiltInMessages
from tests.bench.plan import Plan
from tests.bench.table import Result


def types(plan: Plan) -> Iterator[Result]:
    def median(act: Callable[[], object]) -> float:
        return 1000 * statistics.median(_seconds(act) for _ in range(plan.rounds))

    def imported(module: str) -> float:
        """In a fresh interpreter, without that interpreter's own start."""
        bare = median(lambda: subprocess.run([sys.executable, "-c", ""], check=True))
        return median(lambda: subprocess.run([sys.executable, "-c", f"import {module}"], check=True)) - bare

    yield Result("types-read", imported("probes.registry; probes.registry.connector_types()"))
    yield Result("types-server-imported", imported("server.app"))
    found = connector_types()
    messages = BuiltInMessages(found)
    yield Result("types-first-list", 1000 * _seconds(messages.list), note=f"{len(found)} types")
    listed = messages.list()
    methods = {method.name: method for method in read_methods(pb.DESCRIPTOR.services_by_name["ConnectorService"])}
    method = methods["ListConnectorTypes"]
    binding = Binding(method, method.http[0], ())
    written = 1000 * _seconds(lambda: binding.response(listed))
    yield Result("types-first-json", written, note=f"{len(binding.response(listed)) >> 10} KiB")
    tagged = TaggedAnswers(binding.response)

    def again(if_none_match: str | None) -> object:
        return tagged.answer(listed, listed.etag, status=200, if_none_match=if_none_match)

    again(None)
    yield Result("types-json", median(lambda: again(None)))
    yield Result("types-unchanged", median(lambda: again(f'"{listed.etag}"')))
    yield Result("types-protobuf", median(listed.SerializeToString), note=f"{listed.ByteSize() >> 10} KiB")


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
