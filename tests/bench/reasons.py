"""Why an aim is missed: where the time goes, as a profile showed it. By the measure's key; shown only while it is."""

from __future__ import annotations

from collections.abc import Mapping

_GRPC = (
    "grpcio's own Python is most of the reference. Ours adds the interceptors, a read of the database and a log line, "
    "73 µs for a Get in one thread. In eight, each read and line gives the interpreter's lock away and waits for it: "
    "a sixth of a profile's samples stood there (performance-notes.md). "
)

REASONS: Mapping[str, str] = {
    "grpc-get": _GRPC + "REST, which has fewer threads awake, answers more Gets than gRPC does.",
    "grpc-list": _GRPC + "A page is read as one row, and its messages are kept; what remains is that row and the line.",
    "grpc-create": (
        "The reference inserts a row. Ours checks the config by its type, looks for secrets in it, seals the "
        "credentials, and writes row, totals, audit event and trail in one transaction: 1.5 ms of CPU in one thread "
        "(performance-notes.md)."
    ),
    "rest-list": (
        "The event loop, which parses requests and writes answers, is most of it in both; ours hands each call to a "
        "thread that reads, and takes its answer back."
    ),
    "test-prompt": (
        "The probe by itself is as fast as the reference (the row below). The rest is the call: limit, breaker, the "
        "transaction that stamps and records, with an fsync."
    ),
    "test-slow": (
        "On two cores 320 a second leave 6.3 ms of CPU for each test, and an empty child that sends one request by "
        "`requests` takes more than that (its rate is the reference two rows above): with a process for each probe the "
        "aim is out of reach on this machine. What a child costs, and what was tried: probes-cost.md."
    ),
    "airflow-get": "As REST List: the event loop and a thread beside it, each waiting for the other's lock.",
    "airflow-create": (
        "Airflow encrypts one password and inserts one row. Ours does what the row of gRPC Create says, in eight "
        "statements."
    ),
    "start": "More than half is imports (a row below), the rest schema, key, fork, and the prober beside it.",
    "rss": "What the server imports: the contract, the declarations of all types, cryptography, the REST stack.",
}
