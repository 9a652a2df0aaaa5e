"""Where a JWKS comes from: a file, or a URL fetched within bounds of time and size."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

FETCH_SECONDS = 5.0  # the whole of it, however slowly it drips
MAX_BYTES = 1 << 20


class SourceFailed(Exception):
    """The document cannot be had. One line."""


def source(place: str, ca_bundle: Path | None) -> Callable[[], bytes]:
    """How the document at a path or URL is had; each call raises SourceFailed or gives it as it is now.

    `ca_bundle`: authorities that are trusted beside the system's.
    """
    if "://" not in place:
        return lambda: _read(Path(place))
    context = None
    if place.startswith("https:"):
        context = ssl.create_default_context()
        if ca_bundle is not None:
            context.load_verify_locations(ca_bundle)
    return lambda: _fetch(place, context)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return _bounded(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise SourceFailed(f"cannot read {path}: {error.strerror}") from None


def _fetch(url: str, context: ssl.SSLContext | None) -> bytes:
    """No redirect is followed, no proxy asked: the operator named the place."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if context else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(host, port, timeout=FETCH_SECONDS)
    opened: list[socket.socket] = []
    cut = threading.Timer(FETCH_SECONDS, lambda: _cut(opened))
    cut.daemon = True
    cut.start()
    try:
        raw = socket.create_connection((host, port), FETCH_SECONDS)
        opened.append(raw)  # from here on the timer ends whatever drips, the handshake too
        connection.sock = raw
        if context:
            wrapped = context.wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)
            opened[:] = [wrapped]
            connection.sock = wrapped
            wrapped.do_handshake()
        connection.request("GET", path, headers={"Accept": "application/json", "Connection": "close"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise SourceFailed(f"{host} answered {answer.status}")
        content = _bounded(answer.read(MAX_BYTES + 1))
        if answer.length:  # http.client gives what it has where the connection ends too soon
            raise SourceFailed(f"{host}: the answer was cut short, or took longer than {FETCH_SECONDS:g} s")
    except (OSError, http.client.HTTPException) as error:
        raise SourceFailed(f"{host}: {type(error).__name__}") from error
    finally:
        cut.cancel()
        connection.close()
    return content


def _cut(opened: list[socket.socket]) -> None:
    """Whoever reads from it hears its end. http.client may have let go of the socket by then; its answer has not."""
    for connection in opened:
        try:
            socket.socket.shutdown(connection, socket.SHUT_RDWR)  # TLS' own would say goodbye first
        except OSError:
            return


def _bounded(content: bytes) -> bytes:
    if len(content) > MAX_BYTES:
        raise SourceFailed(f"larger than {MAX_BYTES} bytes")
    return content
