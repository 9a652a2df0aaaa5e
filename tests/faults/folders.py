"""A temporary folder that servers of other users may pass through; pytest closes its own to all but us."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def passable_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="peers-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder
