"""What the catalogue costs: the start of a worker, the first list of all types, and each one after it.

python -m tests.bench.bench_types
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from connectors.v1 import connector_service_pb2 as pb
from probes.registry import connector_types
from server.method_policy import read_methods
from server.rest.entity_tag import TaggedAnswers
from server.rest.transcode import Binding
from server.servicers.connector_type_messages import BuiltInMessages

ROUNDS = 7


def seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def median(act: Callable[[], object]) -> float:
    return statistics.median(seconds(act) for _ in range(ROUNDS))


def imported(module: str) -> float:
    """In a fresh interpreter, without that interpreter's own start."""
    bare = median(lambda: subprocess.run([sys.executable, "-c", ""], check=True))
    return median(lambda: subprocess.run([sys.executable, "-c", f"import {module}"], check=True)) - bare


def main() -> None:
    catalogue = imported("probes.registry; probes.registry.connector_types()")
    types = connector_types()
    messages = BuiltInMessages(types)
    first = seconds(messages.list)
    listed = messages.list()
    methods = {method.name: method for method in read_methods(pb.DESCRIPTOR.services_by_name["ConnectorService"])}
    method = methods["ListConnectorTypes"]
    binding = Binding(method, method.http[0], ())
    written = seconds(lambda: binding.response(listed))
    tagged = TaggedAnswers(binding.response)

    def again(if_none_match: str | None) -> object:
        return tagged.answer(listed, listed.etag, status=200, if_none_match=if_none_match)

    again(None)
    rows = [
        ("catalogue read at a start (fresh interpreter)", catalogue),
        ("whole server imported (fresh interpreter)", imported("server.app")),
        ("first list: schemas and messages made", first),
        ("first list over REST: JSON written", written),
        ("a list after it, REST", median(lambda: again(None))),
        ("a list after it, REST, unchanged (304)", median(lambda: again(f'"{listed.etag}"'))),
        ("a list after it, gRPC (serialised)", median(listed.SerializeToString)),
    ]
    sizes = f"{listed.ByteSize() >> 10} KiB of protobuf, {len(binding.response(listed)) >> 10} KiB of JSON"
    sys.stdout.write(f"{len(types)} connector types: {sizes}\n")
    for name, value in rows:
        sys.stdout.write(f"{value * 1000:10.3f} ms  {name}\n")


if __name__ == "__main__":
    main()
