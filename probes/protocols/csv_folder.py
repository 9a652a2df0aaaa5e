"""Opens a file beneath a folder: no way out of it, no symbolic link, nothing but a regular file.

Each component is opened relative to the one before (openat with O_NOFOLLOW), so that nothing can be swapped between
check and use. It is what openat2(2) does with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS, on every kernel.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path

from probes.result import ProbeFailure, Reason

FIELD = "config.path"
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK  # not to wait for the writer of a FIFO


def open_beneath(folder: Path, path: str) -> io.FileIO:
    """The file at `path` below `folder`, for reading. Raises ProbeFailure naming config.path.

    `folder` itself is the operator's and may be a link; what is below it is not trusted.
    """
    *parents, name = _components(path)
    try:
        holder = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise _failure(error) from None
    try:
        for parent in parents:
            below = os.open(parent, _FOLDER, dir_fd=holder)
            os.close(holder)
            holder = below
        descriptor = os.open(name, _FILE, dir_fd=holder)
    except OSError as error:
        raise _failure(error) from None
    finally:
        os.close(holder)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ProbeFailure(
            Reason.INVALID_CONFIG, "config.path does not name a regular file", field=FIELD, hint="name a file"
        )
    return io.FileIO(descriptor)


def _components(path: str) -> list[str]:
    wrong = _wrong(path)
    if wrong:
        hint = "give a path relative to the tenant's own folder, such as exports/customers.csv"
        raise ProbeFailure(Reason.INVALID_CONFIG, f"config.path {wrong}", field=FIELD, hint=hint)
    return [part for part in path.split("/") if part not in ("", ".")]


def _wrong(path: str) -> str | None:
    parts = path.split("/")
    if path.startswith("/"):
        return "must be relative"
    if "://" in path:
        return "is a URL: give it as config.url"
    if ".." in parts:
        return "must not hold `..`"
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in path):
        return "must not hold control characters"
    try:
        path.encode()
    except UnicodeEncodeError:
        return "is not valid Unicode"
    if parts[-1] in ("", "."):
        return "names a folder, not a file"
    return None


def _failure(error: OSError) -> ProbeFailure:
    """The messages name neither the path, which the caller knows, nor the folder, which is not his to know."""
    match error.errno:
        case errno.ENOENT:
            return ProbeFailure(
                Reason.RESOURCE_NOT_FOUND,
                "there is no file at config.path",
                field=FIELD,
                hint="put it into the tenant's own folder, CONNECTORS_FILES_DIR/<tenant>/, and check its spelling",
            )
        case errno.ELOOP | errno.ENOTDIR:
            return ProbeFailure(
                Reason.INVALID_CONFIG,
                "config.path goes through a symbolic link, or through what is not a folder",
                field=FIELD,
                hint="symbolic links are not followed: put the file itself into the tenant's folder",
            )
        case errno.EACCES | errno.EPERM:
            return ProbeFailure(
                Reason.PERMISSION_DENIED,
                "the service may not read the file at config.path",
                field=FIELD,
                hint="let the user that the service runs as read the file and enter its folders",
            )
        case errno.ENAMETOOLONG:
            return ProbeFailure(Reason.INVALID_CONFIG, "config.path is too long", field=FIELD)
        case code:
            name = errno.errorcode.get(code or 0, "unknown")
            return ProbeFailure(Reason.PEER_ERROR, f"the file cannot be opened ({name})", field=FIELD)
