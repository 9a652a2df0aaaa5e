"""What is installed: every release pinned with its hashes, from wherever the user's own index is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
PINNED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[\w,-]+\])?==[^\s;]+( ; .+)?")


def requirements(lock: str) -> list[str]:
    """Each requirement with its options on one line, comments left out."""
    lines = [line for line in lock.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return "\n".join(lines).replace("\\\n", "").splitlines()


def faults(lock: str) -> list[str]:
    """The requirements that are not a pinned release with hashes, and whatever names an index, a host or a path."""
    found = []
    for line in requirements(lock):
        release, *options = re.split(r"\s+--", line.strip())
        if not PINNED.fullmatch(release):
            found.append(f"{release}: no pinned release of an index")
        if not options or not all(re.fullmatch(r"hash=sha256:[0-9a-f]{64}\s*", option) for option in options):
            found.append(f"{release}: expected hashes and nothing else")
    found += re.findall(r".*(?:://|@ |file:|index-url|find-links|trusted-host).*", lock)
    return found


def test_every_lock_has_an_input_and_every_input_a_lock() -> None:
    assert {lock.stem for lock in LOCKS} == {source.stem for source in ROOT.glob("requirements*.in")}
    assert len(LOCKS) > 3


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_requirement_is_pinned_with_hashes(lock: Path) -> None:
    assert requirements(lock.read_text())
    assert faults(lock.read_text()) == []


HASH = f"--hash=sha256:{'0' * 64}"


@pytest.mark.parametrize(
    "line",
    [
        "idna==3.20",
        f"idna>=3 {HASH}",
        f"idna {HASH}",
        f"idna @ https://files.example/idna.whl {HASH}",
        f"--index-url https://mirror.example/simple\nidna==3.20 {HASH}",
        f"--find-links /srv/wheels\nidna==3.20 {HASH}",
        f"./wheels/idna.whl {HASH}",
        "-e .",
        "idna==3.20 --hash=md5:00000000000000000000000000000000",
        f"# from https://mirror.example/simple\nidna==3.20 {HASH}",
    ],
)
def test_what_is_not_is_found(line: str) -> None:
    assert faults(line)


def test_a_release_with_a_marker_and_two_hashes_is_right() -> None:
    assert faults(f"uvloop==0.23.0 ; sys_platform != 'win32' \\\n    {HASH} \\\n    {HASH}\n    # via -r x.in") == []
