"""Whose signature this process believes: the system's authorities, and those that the operator adds.

Reading the system's 140 certificates takes 40 ms. So the process that probes are forked from reads them beforehand,
into contexts that each of its children may use as if it had made them itself.
"""

from __future__ import annotations

import ssl
from pathlib import Path

import certifi

_operators: list[str] = []  # PEM texts
_ready: list[ssl.SSLContext] = []


def read_bundle(path: Path) -> str:
    """The text of a PEM file of certificates. Raises ValueError, one line that names the file."""
    try:
        pem = path.read_text(encoding="ascii")
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
    except OSError as error:  # ssl.SSLError is one
        why = "no PEM certificates in it" if isinstance(error, ssl.SSLError) else error.strerror
        raise ValueError(f"{path}: {why}") from None
    except ValueError:  # not ASCII, or empty
        raise ValueError(f"{path}: no PEM certificates in it") from None
    return pem


def trust_also(pem: str) -> None:
    """Adds authorities to the system's, for every verified connection of this process that names none of its own."""
    _operators.append(pem)
    _ready.clear()


def prepare(count: int) -> None:
    """Makes `count` contexts ahead. Each is given out once; beyond them they are made when they are asked for."""
    _ready.extend(_made() for _ in range(count - len(_ready)))


def trusting_context() -> ssl.SSLContext:
    """A client context that verifies chain and name, by the system's authorities and the operator's. The caller's own,
    to change as it likes."""
    return _ready.pop() if _ready else _made()


def _made() -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.load_default_certs(ssl.Purpose.SERVER_AUTH)
    # Images without ca-certificates have an empty store; a hashed directory is not counted before it is used.
    if not made.cert_store_stats()["x509_ca"] and not _has_hashed_directory():
        made.load_verify_locations(cafile=certifi.where())
    for pem in _operators:
        made.load_verify_locations(cadata=pem)
    return made


def _has_hashed_directory() -> bool:
    directory = ssl.get_default_verify_paths().capath
    return directory is not None and any(Path(directory).glob("*.0"))
