"""Makes and edits the key file, and follows it while the service runs.

A change is whole or not there: written beside the file, flushed to the disk, then renamed over it, mode 0600. Two
edits at once wait for each other (a lock on the folder). Workers look at the file once a second and take a changed one
up without a restart; one that cannot be read is logged, and the keys that were read before stay in use.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from server.vault.keyring import FORMAT, Keyring, KeyringError, KeyringExists, document_of
from server.vault.providers.local import KEY_BYTES

LOOK_SECONDS = 1.0

log = logging.getLogger(__name__)


class KeyFile:
    """The keyring as the file says it now. Safe for threads."""

    def __init__(
        self,
        path: Path,
        environment: Mapping[str, bytes] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises KeyringMissing, KeyringError."""
        self.path = path
        self._environment = environment or {}
        self._clock = clock
        self._looking = threading.Lock()
        self._state = _state_of(path)
        self._keyring = Keyring.load(path, self._environment)
        self._look_at = clock() + LOOK_SECONDS

    def current(self) -> Keyring:
        if self._clock() >= self._look_at and self._looking.acquire(blocking=False):
            try:
                self._take_up()
            finally:
                self._look_at = self._clock() + LOOK_SECONDS
                self._looking.release()
        return self._keyring

    def _take_up(self) -> None:
        state = _state_of(self.path)
        if state == self._state:
            return
        self._state = state
        try:
            self._keyring = Keyring.load(self.path, self._environment)
        except KeyringError as error:
            told = str(error)  # one line that says it all, and no trace
            log.error("the key file changed and cannot be used; the keys read before stay in use: %s", told)  # noqa: TRY400
            return
        log.info("the key file changed: keys %s, primary %s", ", ".join(self._keyring.key_ids), self._keyring.primary)


def create_key_file(path: Path) -> Keyring:
    """Makes a key file of one new key. Raises KeyringExists, KeyringError."""
    key_id = new_key_id()
    content = {"format": FORMAT, "primary": key_id, "keys": {key_id: new_key()}}
    with _told(path), _written_beside(path, content) as unfinished:
        try:
            # link() fails where there is a file already: nobody ever reads half a key file, nor loses a whole one.
            os.link(unfinished, path)
        except FileExistsError:
            raise KeyringExists(f"{path}: a key file is there already; it is never overwritten") from None
        _sync_folder(path.parent)
    return Keyring.load(path)


def edit_key_file(
    path: Path, change: Callable[[dict[str, Any]], None], environment: Mapping[str, bytes] | None = None
) -> Keyring:
    """`change` gets the file's JSON and changes it, or raises; what comes out is checked before it replaces the file.

    Raises KeyringMissing, KeyringError, and what `change` raises: the file is then as it was.
    """
    if path.is_symlink():
        raise KeyringError(f"{path}: a symbolic link, such as a mounted secret; change what it comes from instead")
    with _told(path), _alone(path.parent):
        document = document_of(path)
        change(document)
        with _written_beside(path, document) as unfinished:
            keyring = Keyring.load(unfinished, environment)
            os.replace(unfinished, path)
            _sync_folder(path.parent)
    return keyring


def new_key_id() -> str:
    return f"{time.strftime('%Y%m%d', time.gmtime())}-{secrets.token_hex(3)}"


def new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


@contextmanager
def _written_beside(path: Path, content: dict[str, Any]) -> Iterator[Path]:
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o600)  # whatever the umask
            file.write(json.dumps(content, indent=2).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        yield unfinished
    finally:
        with contextlib.suppress(FileNotFoundError):
            unfinished.unlink()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KeyringError(
            f"{path}: cannot be written ({error.strerror}); make its folder writable, or set CONNECTORS_KEYRING"
        ) from None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _state_of(path: Path) -> tuple[int, ...]:
    """What differs once the file was replaced or written."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)
