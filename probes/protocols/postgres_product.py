"""Which of the databases that speak PostgreSQL's protocol a server is, as far as it tells: a soft signal.

Each says it in version(), TimescaleDB in the catalogue of extensions:
https://www.cockroachlabs.com/docs/stable/functions-and-operators#system-info-functions
https://docs.yugabyte.com/preview/api/ysql/ , https://techdocs.broadcom.com/greenplum
https://docs.tigerdata.com/self-hosted/latest/upgrades/about-upgrades/
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

VERSION = "SELECT version()"


@dataclass(frozen=True, slots=True)
class Product:
    """`query` gives one row with one text, which `tells` finds itself in."""

    title: str
    tells: re.Pattern[str]
    query: str = VERSION


PRODUCTS = {
    "cockroachdb": Product("CockroachDB", re.compile(r"CockroachDB")),
    "yugabytedb": Product("YugabyteDB", re.compile(r"-YB-")),
    "greenplum": Product("Greenplum", re.compile(r"Greenplum|Cloudberry")),
    "timescaledb": Product(
        "TimescaleDB", re.compile(r"\d+\."), "SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'"
    ),
}


def stranger_warning(type_name: str, rows: Callable[[str], list[list[Any]]]) -> str | None:
    """What to say where the server is not of the type's product; None where it is, or the type has no test."""
    product = PRODUCTS.get(type_name)
    if product is None:
        return None
    found = rows(product.query)
    said = str(found[0][0]) if found and found[0] else ""
    if product.tells.search(said):
        return None
    if product.query != VERSION:
        return f"The database has no extension {product.title}: everything else of this test holds."
    who = said.split(" ")[0][:40] if said else "nothing"
    return f"The server says that it is {who}, not {product.title}: everything else of this test holds."
