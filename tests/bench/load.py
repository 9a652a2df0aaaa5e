"""Load from h2load and wrk, programs of their own with one thread each: the servers have the rest of the machine.

Both count an answer by its HTTP status alone, and a gRPC error is HTTP 200: the bytes of the answers are compared with
what the right ones have.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.peers.process import find_program

CONNECTIONS = 24  # spread over the workers by the kernel; anew in each turn
STREAMS = 2  # calls in flight on each
FRAMING = 5  # gRPC's, before each message
BYTES_SLACK = 0.03  # answers that the end of the time cut off are counted by their bytes alone
_PATIENCE = 60.0


class LoadFailed(Exception):
    """The load did not do what was asked, or was not answered as it should be."""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: answers, and over how many seconds."""

    answers: int
    seconds: float


def unary_calls(address: str, path: str, message: bytes, answer_size: int, seconds: float, **metadata: str) -> Load:
    """The same gRPC call again and again, by h2load. `answer_size` is of the answer's message, which never differs.

    Raises LoadFailed where an answer is another one.
    """
    with tempfile.NamedTemporaryFile(prefix="bench-", suffix=".grpc") as body:
        body.write(framed(message))
        body.flush()
        headers = {"content-type": "application/grpc", "te": "trailers", **metadata}
        command = [
            find_program("h2load"),
            "-t",
            "1",
            "-c",
            str(CONNECTIONS),
            "-m",
            str(STREAMS),
            "-D",
            f"{1000 * seconds:.0f}ms",
        ]
        command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
        said = _said([*command, "-d", body.name, f"http://{address}{path}"])
    return of_h2load(said, seconds, answer_size + FRAMING)


def http_requests(
    url: str,
    seconds: float,
    headers: Mapping[str, str],
    *,
    script: Path | None = None,
    arguments: Sequence[str] = (),
    connections: int = CONNECTIONS * STREAMS,
) -> Load:
    """The same GET again and again by wrk, or what `script` makes. Raises LoadFailed unless each answer is 2xx."""
    command = [find_program("wrk"), "-t", "1", "-c", str(connections), "-d", f"{max(1, round(seconds))}s"]
    command += ["--timeout", f"{_PATIENCE:g}s"]
    command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    if script is not None:
        command += ["-s", str(script)]
    return of_wrk(_said([*command, url, *(("--", *arguments) if arguments else ())]))


def framed(message: bytes) -> bytes:
    """A message as gRPC sends it, not compressed."""
    return b"\0" + len(message).to_bytes(4, "big") + message


def of_h2load(said: str, seconds: float, size: int) -> Load:
    requests = re.search(r"(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", said)
    data = re.search(r"\((\d+)\) data", said)
    if requests is None or data is None:
        raise LoadFailed(f"h2load said: {said[-300:]}")
    succeeded, failed = int(requests[1]), sum(map(int, requests.groups()[1:]))
    received = int(data[1])
    if failed or not succeeded or not succeeded * size <= received <= succeeded * size * (1 + BYTES_SLACK) + (64 << 10):
        raise LoadFailed(f"{succeeded} answers, {failed} failures; {received} bytes of messages, expected {size} each")
    return Load(succeeded, seconds)


def of_wrk(said: str) -> Load:
    done = re.search(r"(\d+) requests in ([\d.]+)(m?s)", said)
    if done is None or "Non-2xx" in said or "Socket errors" in said:
        raise LoadFailed(f"wrk said: {said[-300:]}")
    return Load(int(done[1]), float(done[2]) / (1000 if done[3] == "ms" else 1))


def _said(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    if done.returncode != 0:
        raise LoadFailed(f"{Path(command[0]).name} ended with {done.returncode}: {done.stderr[-300:]}")
    return done.stdout
