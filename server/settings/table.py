"""Every environment name the service reads: its default, its unit, whether it is secret.

The settings table of the README is generated from SETTINGS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from server.settings.parsing import choice, database, flag, integer, listen, number, path, redis, text, words

PREFIX = "CONNECTORS_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment name. `default` is the text that stands for an unset name, `shown` how the README prints it."""

    name: str
    default: str
    parse: Callable[[str], Any]
    help: str
    secret: bool = False
    shown: str | None = None


SETTINGS: tuple[Setting, ...] = (
    Setting("GRPC_ADDRESS", "127.0.0.1:50051", listen, "where gRPC listens; empty: off"),
    Setting("REST_ADDRESS", "127.0.0.1:8080", listen, "where REST listens; empty: off"),
    Setting(
        "REST_UPSTREAM", "", listen, "run REST alone: the gRPC address (host:port) it forwards to; empty: same process"
    ),
    Setting("DATA_DIR", ".data", path, "folder of the database and the key file, made with mode 0700"),
    Setting(
        "DATABASE_URL",
        "",
        database,
        "`sqlite:///path`, or `postgresql://…` past one machine",
        secret=True,
        shown="`connectors.db` in the data dir",
    ),
    Setting(
        "KEYRING",
        "",
        path,
        "the key file (mode 0600); made on the first start only on SQLite beside an empty database",
        shown="`keyring.json` in the data dir",
    ),
    Setting(
        "REDIS_URL",
        "",
        redis,
        "Redis or Valkey for limits and breakers",
        secret=True,
        shown="empty: the service's own database",
    ),
    Setting("AUTH", "headers", choice("headers"), "who is calling: `headers` (trusted, loopback only)"),
    Setting(
        "AUTH_HEADERS_BEYOND_LOOPBACK",
        "false",
        flag,
        "let `headers` listen beyond loopback, for a mesh that sets them and strips the caller's own",
    ),
    Setting(
        "DEFAULT_ROLE",
        "admin",
        choice("admin", "editor", "viewer", "none"),
        "role of a caller that names none; `none` refuses such a caller",
    ),
    Setting("REST_HOSTS", "", words, "Host names REST answers to beside loopback ones, comma-separated"),
    Setting("CORS_ORIGINS", "", words, "origins that browsers may call from, comma-separated; empty: none"),
    Setting(
        "EGRESS_ALLOW",
        "",
        words,
        "CIDRs and host patterns, each optionally with `:port`, that probes may dial beside public addresses",
        shown="empty: public addresses only",
    ),
    Setting("EGRESS_DENY", "", words, "CIDRs and host patterns that probes never dial"),
    Setting(
        "EGRESS_TENANTS",
        "",
        path,
        'JSON file of rules for single tenants, `{"tenant": {"allow": […], "deny": […]}}`, beside those for all; '
        "a denial for all stays one",
    ),
    Setting(
        "EGRESS_PROXY",
        "",
        text,
        "HTTP proxy that probes connect through (CONNECT): `http://[user:password@]host:port`",
        secret=True,
        shown="empty: none",
    ),
    Setting(
        "EGRESS_NO_PROXY",
        "",
        words,
        "CIDRs and host patterns, each optionally with `:port`, dialled without the proxy",
    ),
    Setting("CA_BUNDLE", "", path, "PEM file of authorities that probes trust beside the system's"),
    Setting(
        "FILES_DIR",
        "",
        path,
        "csv files: each tenant's below its own folder here",
        shown="`files/` in the data dir",
    ),
    Setting("PROBE_TIMEOUT_SECONDS", "10", number(0.1, 300), "the whole of one test, DNS included, in seconds"),
    Setting("PROBE_CONCURRENCY", "64", integer(1, 4096), "probes at once on this machine"),
    Setting("WORKERS", "0", integer(0, 256), "processes sharing the ports", shown="the cores"),
    Setting("GRPC_THREADS", "8", integer(1, 256), "handler threads of a worker"),
    Setting("DATABASE_POOL", "16", integer(1, 1024), "database connections of a worker, at most"),
    Setting("GRACE_SECONDS", "20", number(0, 600), "how long SIGTERM lets running calls finish, in seconds"),
    Setting("REFLECTION", "true", flag, "gRPC server reflection"),
    Setting("LOG_LEVEL", "info", choice("debug", "info", "warning", "error"), "least severity logged, as JSON lines"),
)
