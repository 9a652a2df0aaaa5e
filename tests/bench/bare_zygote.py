"""The least that an isolated probe can cost: a process with `requests` imported, which forks a child for each request.

    python -m tests.bench.bare_zygote URL IN_FLIGHT

Reads a number of seconds a line, makes requests for so long with IN_FLIGHT children at a time, and writes how many were
answered with 200 and in how many seconds. A child has no bounds and no guard, and what it finds is recorded nowhere.
"""

from __future__ import annotations

import gc
import os
import selectors
import sys
import time

import requests


def child(url: str, pipe: int) -> None:
    """Ends this process."""
    code = 1
    try:
        os.write(pipe, b"%d" % requests.head(url, timeout=10).status_code)
        code = 0
    finally:
        os._exit(code)


class Zygote:
    def __init__(self, url: str, in_flight: int) -> None:
        self._url = url
        self._in_flight = in_flight
        self._selector = selectors.DefaultSelector()

    def run(self, seconds: float) -> tuple[int, float]:
        began = time.perf_counter()
        answered = 0
        for _ in range(self._in_flight):
            self._fork()
        while self._selector.get_map():
            for key, _ in self._selector.select():
                answered += self._ended(key.fd, key.data)
                if time.perf_counter() - began < seconds:
                    self._fork()
        return answered, time.perf_counter() - began

    def _fork(self) -> None:
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            child(self._url, writer)
        os.close(writer)
        self._selector.register(reader, selectors.EVENT_READ, pid)

    def _ended(self, reader: int, pid: int) -> bool:
        said = os.read(reader, 16)
        self._selector.unregister(reader)
        os.close(reader)
        os.waitpid(pid, 0)
        return said == b"200"


def main(url: str, in_flight: int) -> None:
    zygote = Zygote(url, in_flight)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        answered, seconds = zygote.run(float(line))
        sys.stdout.write(f"{answered} {seconds}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
