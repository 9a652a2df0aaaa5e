"""Driver errors -> server.errors: the one table. Messages are public, so they repeat nothing that a driver says."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager

import peewee
import psycopg2

from server.errors import (
    ConcurrentChange,
    Conflict,
    Internal,
    InvalidArgument,
    NameTaken,
    ServiceError,
    StorageFull,
    Unavailable,
)
from server.storage.pool import PoolExhausted

# Low byte of the extended result code: https://www.sqlite.org/rescode.html
_SQLITE: dict[int, tuple[type[ServiceError], str]] = {
    sqlite3.SQLITE_BUSY: (Unavailable, "the database is busy; try again"),
    sqlite3.SQLITE_LOCKED: (Unavailable, "the database is busy; try again"),
    sqlite3.SQLITE_FULL: (StorageFull, "the disk of the database is full: nothing was stored"),
    sqlite3.SQLITE_IOERR: (Unavailable, "the disk of the database cannot be read or written"),
    sqlite3.SQLITE_CANTOPEN: (Unavailable, "the database file cannot be opened"),
    sqlite3.SQLITE_PERM: (Unavailable, "the database file may not be opened"),
    sqlite3.SQLITE_READONLY: (Unavailable, "the database file may not be written"),
    sqlite3.SQLITE_NOMEM: (Unavailable, "out of memory"),
    sqlite3.SQLITE_CORRUPT: (Internal, "the database file is damaged"),
    sqlite3.SQLITE_NOTADB: (Internal, "the database file is not a database"),
}

# SQLSTATE or its class: https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL: dict[str, tuple[type[ServiceError], str]] = {
    "53100": (StorageFull, "the disk of the database is full: nothing was stored"),
    "53300": (Unavailable, "the database has no connection left"),
    "25006": (Unavailable, "the database may not be written: it is a standby"),
    "28": (Unavailable, "the database does not let this service in"),
    "3D": (Unavailable, "the database does not exist"),
    "40": (Unavailable, "the database is busy; try again"),
    "53": (Unavailable, "the database is out of resources"),
    "55P03": (Unavailable, "the database is busy; try again"),
    "57014": (Unavailable, "the database took too long"),
    "57": (Unavailable, "the database is shutting down or starting"),
}

# psycopg2 gives no SQLSTATE of a connection that was refused, only the server's words; these are PostgreSQL's English
# ones (miscinit.c, proc.c, postmaster.c, auth.c). Told in another language it is a database that cannot be reached.
_REFUSED: tuple[tuple[str, str], ...] = (
    ("too many connections for ", "53300"),
    ("too many clients already", "53300"),
    ("remaining connection slots are reserved", "53300"),
    ("authentication failed", "28"),
    ("the database system is ", "57"),
)

# Without a code. Reads come past Peewee, which gives psycopg2's errors its own names.
_UNREACHABLE = (peewee.InterfaceError, peewee.DatabaseError, psycopg2.InterfaceError, psycopg2.DatabaseError)

NAME_CONSTRAINT = "connectors_tenant_name"
KEY_CONSTRAINTS = ("connectors_sealed_under", "credential_rotations_sealed_under", "webhooks_sealed_under")


class KeyDestroyed(ConcurrentChange):
    """Something was to be written under a key that was destroyed meanwhile: rotated away, or its tenant erased."""


def translated() -> AbstractContextManager[None]:
    """Raises what storage may raise: NameTaken, Conflict, InvalidArgument, StorageFull, Unavailable or Internal."""
    return _TRANSLATED


def unstorable_refused() -> AbstractContextManager[None]:
    """Raises InvalidArgument for what a driver cannot bind: NUL in PostgreSQL, a lone surrogate in both."""
    return _UNSTORABLE_REFUSED


class _Retold:
    """Raises what `tell` makes of an error, from it. Has no state: a generator's would be made for every statement."""

    def __init__(self, tell: Callable[[BaseException], ServiceError | None]) -> None:
        self._tell = tell

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        told = None if error is None else self._tell(error)
        if told is not None:
            raise told from error


def _as_fault(error: BaseException) -> ServiceError | None:
    if isinstance(error, PoolExhausted):
        return Unavailable("every database connection is in use; try again", retry_after=1.0)
    if isinstance(error, peewee.IntegrityError):
        return _of_integrity(error)
    if isinstance(error, peewee.PeeweeException | sqlite3.Error | psycopg2.Error):
        return _of_driver(error)
    return None


def _as_unstorable(error: BaseException) -> ServiceError | None:
    if isinstance(error, ValueError):
        return InvalidArgument("a text holds a character that cannot be stored")
    return None


_TRANSLATED, _UNSTORABLE_REFUSED = _Retold(_as_fault), _Retold(_as_unstorable)


def _of_integrity(error: peewee.IntegrityError) -> ServiceError:
    driver = _driver_error(error)
    constraint = getattr(getattr(driver, "diag", None), "constraint_name", None)
    by_sqlite = _sqlite_error_is(driver, sqlite3.SQLITE_CONSTRAINT_UNIQUE)
    if constraint == NAME_CONSTRAINT or (by_sqlite and "connectors.name" in str(driver)):
        return NameTaken("a connector of this name exists already")
    if constraint in KEY_CONSTRAINTS or _sqlite_error_is(driver, sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY):
        return KeyDestroyed("the tenant's key was replaced meanwhile; try again")
    return Conflict("a connector of this id exists already")


def _of_driver(error: Exception) -> ServiceError:
    driver = _driver_error(error)
    if isinstance(driver, sqlite3.Error):
        kind, message = _SQLITE.get(_sqlite_code(driver), (Internal, "the database refused a statement"))
        return kind(message)
    state = getattr(driver, "pgcode", None) or _state_of_refusal(driver)
    if state:
        row = _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
        kind, message = row or (Internal, "the database refused a statement")
        return kind(message)
    if isinstance(error, _UNREACHABLE):
        return Unavailable("the database cannot be reached")
    return Internal("the database refused a statement")


def _state_of_refusal(driver: object) -> str | None:
    words = str(driver)
    return next((state for fragment, state in _REFUSED if fragment in words), None)


def _driver_error(error: Exception) -> object:
    """Peewee keeps the driver's own error as `orig`."""
    return getattr(error, "orig", None) or error


def _sqlite_error_is(driver: object, code: int) -> bool:
    return isinstance(driver, sqlite3.Error) and getattr(driver, "sqlite_errorcode", None) == code


def _sqlite_code(error: sqlite3.Error) -> int:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    # Without a code it is one that sqlite.py raised itself: the file cannot be opened.
    return sqlite3.SQLITE_CANTOPEN if code is None else code & 0xFF
