"""Every row there is, in the table's order: what is compared with what, how, and what we aim for."""

from __future__ import annotations

from tests.bench.table import Aim, Measure

_BARE = "a bare handler of grpcio, the same message"
_H2LOAD = (
    "h2load, 24 connections of two calls in flight, always the same call; the bytes of the answers are counted, and "
    "a real client compares an answer before and after. "
)
_DRIVER = "psycopg2, same statements, same pool"
_BLOCKING = "psycopg2, same statements, one blocking connection"
_INSIDE = (
    "One thread, no server of ours; PostgreSQL with fsync, its tables analysed. The statements of a call are listened "
    "to once and then sent again by the driver alone, those of a transaction all of them; their rows are fetched."
)
_CHILD = "the same request by `requests` in a forked child"
_THOUSAND = "the same in a tenant of 1,000"
_AIRFLOW = "Airflow's connections API"
_BESIDE_AIRFLOW = (
    "wrk, 4 connections; one worker each, databases in one PostgreSQL, 1,000 connectors and connections, credentials "
    "encrypted by both. CPU of the servers' own processes for each answer, without PostgreSQL's; in brackets the rates."
)
_EIGHTH = Aim(1 / 8, at_most=True)
_MEDIAN = "Median of the rounds."

MEASURES: tuple[Measure, ...] = (
    Measure(
        "grpc-get",
        "calls",
        "gRPC Get, SQLite, identity and policy on",
        "/s",
        _BARE,
        _H2LOAD + "The bare server has the same workers, threads and SO_REUSEPORT, parses the request and serialises a "
        "prepared message, as any handler does; nothing else.",
        Aim(0.60),
    ),
    Measure(
        "grpc-get-each",
        "calls",
        "gRPC Get, of 6,000 connectors in turn",
        "/s",
        _BARE,
        "HTTP/2 by hand, 8 connections of 8 calls in flight. Callers do not read one connector all day: a worker keeps "
        "what it wrote of the last 2,048, so here it finds none of them.",
    ),
    Measure(
        "grpc-list", "calls", "gRPC List of 20", "/s", _BARE, "As above, in a tenant with 1,000 connectors.", Aim(0.50)
    ),
    Measure(
        "grpc-list-bytes",
        "calls",
        "gRPC List of 20",
        "/s",
        "the bare handler, prepared bytes",
        "As above; nothing of the reference parses or serialises.",
    ),
    Measure(
        "grpc-create",
        "calls",
        "gRPC Create",
        "/s",
        "the bare handler, which first inserts the same row by the raw driver",
        "HTTP/2 by hand, 8 connections of 8 calls in flight, each with a name of its own; rows are counted before and "
        "after. Both databases are in WAL with an fsync a commit, one writer a process. Ours also seals the "
        "credentials, writes the audit entry and the tenant's totals.",
        Aim(0.60),
    ),
    Measure(
        "rest-list",
        "calls",
        "REST List of 20",
        "/s",
        "a bare handler of uvicorn that writes the page's 20 messages by our JSON plan",
        "wrk, 48 connections; every answer is 2xx. uvicorn with uvloop and httptools, as many processes; it writes the "
        "JSON anew for each answer. Ours keeps what it wrote of connectors that stay as they are.",
        Aim(0.85),
    ),
    Measure(
        "rest-list-json-format",
        "calls",
        "REST List of 20",
        "/s",
        "the same, by protobuf's own `json_format`",
        "As above.",
    ),
    Measure(
        "rest-list-orjson",
        "calls",
        "REST List of 20",
        "/s",
        "the same, by orjson from dicts: no message is read",
        "As above.",
    ),
    Measure(
        "rest-get",
        "calls",
        "REST Get",
        "/s",
        "the same rpc over gRPC",
        "wrk with 48 connections against h2load with 48 calls in flight.",
        Aim(0.80),
    ),
    Measure(
        "rest-create",
        "calls",
        "REST Create",
        "/s",
        "the same rpc over gRPC",
        "wrk with a script that gives each connector its name; rows are counted before and after.",
        Aim(0.80),
    ),
    Measure(
        "postgresql-get",
        "postgresql",
        "PostgreSQL, inside the repository: Get",
        "/s",
        _DRIVER,
        _INSIDE,
        Aim(0.85),
    ),
    Measure(
        "postgresql-list",
        "postgresql",
        "PostgreSQL, inside the repository: List of 20",
        "/s",
        _DRIVER,
        "As above.",
        Aim(0.85),
    ),
    Measure(
        "postgresql-create",
        "postgresql",
        "PostgreSQL, inside the repository: Create",
        "/s",
        _DRIVER,
        "As above.",
        Aim(0.85),
    ),
    Measure(
        "postgresql-get-plain", "postgresql", "PostgreSQL, inside the repository: Get", "/s", _BLOCKING, "As above."
    ),
    Measure(
        "postgresql-list-plain",
        "postgresql",
        "PostgreSQL, inside the repository: List of 20",
        "/s",
        _BLOCKING,
        "As above.",
    ),
    Measure(
        "postgresql-create-plain",
        "postgresql",
        "PostgreSQL, inside the repository: Create",
        "/s",
        _BLOCKING,
        "As above.",
    ),
    Measure(
        "test-prompt",
        "tests",
        "Test of `rest_api`, the peer answers at once",
        "/s",
        _CHILD,
        "64 tests in flight over gRPC, of 256 tenants, each with a connector; the peer is a process of its own on "
        "loopback. Afterwards no connector's last test has failed. Ours is the whole call: limit, breaker, guard, "
        "confinement, result and history stored. The reference is a process with `requests` imported that forks a "
        "child for each request, 64 at a time, recorded nowhere.",
        Aim(0.80),
    ),
    Measure(
        "probe-prompt",
        "tests",
        "a probe of it, without call and record",
        "/s",
        _CHILD,
        "64 threads of the measuring process ask the prober.",
    ),
    Measure(
        "test-slow",
        "tests",
        "Test, the peer answers in 200 ms, 64 in flight",
        "/s",
        "the ideal, 64 every 200 ms",
        "As the first of these rows, with another peer.",
        Aim(0.90),
    ),
    Measure(
        "crud-hanging",
        "hanging",
        "CRUD, 99th percentile, while 64 tests hang",
        "ms",
        "the same without them",
        "Four callers create, list, get, update and delete in turn over gRPC; that all 64 hang is counted at the peer, "
        "before and after each turn.",
        Aim(1.5, at_most=True),
    ),
    Measure(
        "crowd-page",
        "crowd",
        "List page, a tenant of 1,000,000 connectors",
        "ms",
        _THOUSAND,
        "Two services on SQLite, their databases filled by SQLite itself. h2load as above; the time is one over "
        "the rate, with both workers busy.",
        Aim(1.2, at_most=True),
    ),
    Measure(
        "crowd-page-middle",
        "crowd",
        "the page in the middle of such a tenant",
        "ms",
        _THOUSAND,
        "As above.",
        Aim(1.2, at_most=True),
    ),
    Measure(
        "crowd-get",
        "crowd",
        "Get in such a tenant",
        "ms",
        _THOUSAND,
        "HTTP/2 by hand; connectors spread over all of them.",
    ),
    Measure("crowd-create", "crowd", "Create in such a tenant", "ms", _THOUSAND, "As above."),
    Measure("crowd-update", "crowd", "Update in such a tenant", "ms", _THOUSAND, "As above."),
    Measure(
        "airflow-list", "airflow", "CPU of a REST List of 20, PostgreSQL", "ms", _AIRFLOW, _BESIDE_AIRFLOW, _EIGHTH
    ),
    Measure("airflow-get", "airflow", "CPU of a REST Get, PostgreSQL", "ms", _AIRFLOW, "As above.", _EIGHTH),
    Measure("airflow-create", "airflow", "CPU of a REST Create, PostgreSQL", "ms", _AIRFLOW, "As above.", _EIGHTH),
    Measure(
        "start",
        "footprint",
        "start to the first answer",
        "s",
        "a bare server of grpcio, one process",
        "From `python -m server serve` to the answer of a List, on a database that is there; with the prober.",
        Aim(1, at_most=True, of_ours=True),
    ),
    Measure(
        "rss",
        "footprint",
        "resident memory of a worker",
        "MB",
        "the bare server, after as many calls",
        "VmRSS after 2,000 Lists, which counts the pages that workers share for each of them.",
        Aim(2, at_most=True),
    ),
    Measure("pss", "footprint", "memory of a worker, shared pages divided", "MB", "the bare server", "Pss."),
    Measure(
        "wheels",
        "footprint",
        "what is installed to run it",
        "MB",
        "grpcio and protobuf",
        "The files of all packages of requirements.lock, unpacked, without bytecode.",
        Aim(200, at_most=True, of_ours=True),
    ),
    Measure("types-read", "types", "catalogue of connector types read, in a fresh interpreter", "ms", "", _MEDIAN),
    Measure("types-server-imported", "types", "whole server imported, in a fresh interpreter", "ms", "", _MEDIAN),
    Measure("types-first-list", "types", "first list of types: schemas and messages made", "ms", "", "Once."),
    Measure("types-first-json", "types", "first list of types over REST: JSON written", "ms", "", "Once."),
    Measure("types-json", "types", "a list of types after it, REST", "ms", "", _MEDIAN),
    Measure("types-unchanged", "types", "a list of types after it, REST, unchanged (304)", "ms", "", _MEDIAN),
    Measure("types-protobuf", "types", "a list of types after it, gRPC, serialised", "ms", "", _MEDIAN),
)
