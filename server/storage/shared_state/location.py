"""Where limits and breakers of one machine live on SQLite: a file beside the database, good for one boot.

The boot's id is in its name. So stamps of CLOCK_BOOTTIME are never read after a reboot, and the file needs no fsync:
what only a power failure could damage is not opened again.
"""

from __future__ import annotations

from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # proc_sys_kernel(5)


def path_of_this_boot(database: Path) -> Path:
    """`connectors.db` -> `connectors.db.state-<boot id>`."""
    return database.with_name(f"{_prefix(database)}{_BOOT_ID.read_text().strip()}")


def remove_earlier_boots(database: Path) -> None:
    """Removes the files that boots before this one left."""
    current = path_of_this_boot(database).name
    for path in database.parent.iterdir():
        if path.name.startswith(_prefix(database)) and not path.name.startswith(current):
            path.unlink(missing_ok=True)


def _prefix(database: Path) -> str:
    return f"{database.name}.state-"
