"""Which Host names we answer to. Where identity is a header, a web page could rebind its own name to us and be let in
(DNS rebinding): so only names that no page can own, and those the operator set."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from server.errors import MalformedRequest, Misdirected

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{0,5}))?")


_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})  # those that are nearly always meant


class Hosts:
    """Loopback names, with any port, and `named` ones (a name, or name:port). None: any name that can be one."""

    def __init__(self, named: Iterable[str] | None = ()) -> None:
        self._any = named is None
        self._named = frozenset(name.lower() for name in named or ())

    def check(self, host: str | None) -> None:
        """Raises MalformedRequest without a Host that can be one, Misdirected for a name that is not ours."""
        match = _HOST.fullmatch(host or "")
        if match is None:
            raise MalformedRequest("expected one Host header with a name and perhaps a port")
        name = match.group(1).lower()
        if not (self._any or _is_loopback(name) or name in self._named or (host or "").lower() in self._named):
            raise Misdirected("this service does not answer to that Host; CONNECTORS_REST_HOSTS lists the names it has")


def _is_loopback(name: str) -> bool:
    if name in _LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
