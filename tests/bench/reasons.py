"""Why an aim is missed: where the time goes, as a profile showed it. By the measure's key; shown only while it is."""

from __future__ import annotations

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "grpc-get": (
        "Most of what a worker runs is grpcio's own Python, as in the reference. Ours beside it: a read during which "
        "other threads run, the interceptors, a log line."
    ),
    "rest-list": (
        "The event loop, which parses requests and writes answers, is most of it in both; ours hands each call to a "
        "thread that reads, and takes its answer back."
    ),
    "airflow-create": (
        "Checks, the sealing of credentials and the search for secrets in what is logged take more of a create than "
        "its statements do."
    ),
    "start": "Workers are forked when the prober is ready, which imports every driver first.",
    "rss": "What the server imports: the contract, the declarations of all types, cryptography, the REST stack.",
}
