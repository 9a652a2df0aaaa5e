"""A folder that is written anew while others read it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def fresh(target: Path) -> Iterator[Path]:
    """An empty folder to generate into; `target` becomes equal to it when the block ends without an exception.

    Files that are the same stay untouched, so that builds see what changed, and nothing that is read is away meanwhile.
    """
    with tempfile.TemporaryDirectory() as name:
        made = Path(name)
        yield made
        files = {path.relative_to(made): path.read_bytes() for path in made.rglob("*") if path.is_file()}
        for path, content in files.items():
            place = target / path
            if not place.is_file() or place.read_bytes() != content:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
        for place in target.rglob("*"):
            if place.is_file() and place.relative_to(target) not in files:
                place.unlink()
