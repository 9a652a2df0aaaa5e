"""A clock that tests move for one program alone: libfaketime, with an offset that it reads anew at every look."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.peers.process import PeerFailed

HOUR = 3600
# libfaketime 0.9.10 moves what clock_nanosleep(CLOCK_MONOTONIC) is to wait for as well, which ends every time.sleep of
# Python 3.11 with EINVAL. It leaves select() alone.
SLEEP = """
import select
import time

time.sleep = lambda seconds: select.select((), (), (), seconds) and None
"""


class Clock:
    """The wall clock of whatever is started with `environ`; its monotonic clocks go on as they are."""

    def __init__(self, folder: Path) -> None:
        self._offset = folder / "offset"
        self.move_to(0)
        self._python = folder / "python"
        self._python.mkdir()
        (self._python / "sitecustomize.py").write_text(SLEEP)

    def move_to(self, seconds: int) -> None:
        """So far from the real time; whole at once, for a reader that comes in between."""
        fresh = self._offset.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}\n")
        fresh.chmod(0o644)
        fresh.replace(self._offset)

    @property
    def environ(self) -> Mapping[str, str]:
        found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
        if not found:
            raise PeerFailed("libfaketime is not installed: run scripts/install_peers.sh, or `make test`, which does")
        return {
            "LD_PRELOAD": str(found[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self._offset),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
            "NO_FAKE_STAT": "1",  # or Python finds every file that it has compiled to be of another time
            "PYTHONPATH": str(self._python),
        }
