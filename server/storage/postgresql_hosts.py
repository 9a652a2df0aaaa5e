"""The hosts of a PostgreSQL URL, each as a URL of its own: `postgresql://u:p@a,b:5433/db?target_session_attrs=read-write`.

libpq walks through such a list by itself, but not while it is waited for with a deadline: connect_timeout is not kept
then (libpq, PQconnectPoll), so that a first host that accepts and says nothing would use up the time of all.
"""

from __future__ import annotations

import threading

from psycopg2.extensions import make_dsn, parse_dsn

# What this service writes to. `any` with several hosts would be content with a standby.
WRITABLE = ("read-write", "primary")
LISTS = ("host", "hostaddr", "port")


class Hosts:
    """Remembers which host was the right one last. Thread-safe."""

    def __init__(self, url: str) -> None:
        """Raises ValueError for a list that does not hold together, or for a server that is wanted read-only."""
        parts = parse_dsn(url)
        lists = {name: parts.pop(name).split(",") for name in LISTS if name in parts}
        count = max((len(values) for values in lists.values()), default=1)
        if any(len(values) not in {1, count} for values in lists.values()):
            raise ValueError("names as many ports as hosts, or one port for all")
        wanted = parts.setdefault("target_session_attrs", "any" if count == 1 else WRITABLE[0])
        if wanted not in {"any", *WRITABLE}:
            raise ValueError(f"target_session_attrs is one of any, {', '.join(WRITABLE)}: the service writes")
        self._dsns = [
            make_dsn(**parts, **{name: values[index % len(values)] for name, values in lists.items()})
            for index in range(count)
        ]
        self._lock = threading.Lock()

    def in_order(self) -> list[str]:
        with self._lock:
            return list(self._dsns)

    def prefer(self, dsn: str) -> None:
        """It is the first to be tried from now on; the others keep their order."""
        with self._lock:
            if self._dsns[0] != dsn:
                self._dsns.remove(dsn)
                self._dsns.insert(0, dsn)
