"""Every environment name the service reads: its default, its unit, whether it is secret.

docs/settings.md is generated from SETTINGS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from server.settings.parsing import (
    algorithms,
    choice,
    database,
    flag,
    identity_modes,
    integer,
    jwks,
    keyring_keys,
    lease_pairs,
    listen,
    number,
    optional_flag,
    path,
    redis,
    role_names,
    text,
    web_address,
    words,
)

PREFIX = "CONNECTORS_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment name. `default` is the text that stands for an unset name, `shown` how the page prints it."""

    name: str
    default: str
    parse: Callable[[str], Any]
    help: str
    secret: bool = False
    shown: str | None = None


SETTINGS: tuple[Setting, ...] = (
    Setting("GRPC_ADDRESS", "127.0.0.1:50051", listen, "where gRPC listens; empty: off"),
    Setting(
        "REST_ADDRESS",
        "127.0.0.1:8080",
        listen,
        "where REST listens; empty: off. Of `serve --prober`: where `/readyz` and `/metrics` are, off unless it is set",
    ),
    Setting(
        "REST_UPSTREAM", "", listen, "run REST alone: the gRPC address (host:port) it forwards to; empty: same process"
    ),
    Setting(
        "REST_UPSTREAM_CA",
        "",
        path,
        "PEM file of authorities: the connection to the upstream is TLS, and its certificate is from one of them",
    ),
    Setting(
        "LEASE_ADDRESS",
        "",
        listen,
        "where services with a client certificate get stored credentials (docs/lease.md); empty: nowhere",
    ),
    Setting("LEASE_CLIENT_CA", "", path, "PEM file of authorities: the certificates that the lease listener takes"),
    Setting(
        "LEASE_ALLOW", "", lease_pairs, "`tenant/type` pairs whose credentials are leased, comma-separated; `*` is any"
    ),
    Setting(
        "PROBER_ADDRESS",
        "127.0.0.1:50061",
        listen,
        "`serve --prober`: where services elsewhere ask for probes (docs/how-to/probe-elsewhere.md)",
    ),
    Setting(
        "PROBER_CLIENT_CA",
        "",
        path,
        "`serve --prober`: PEM file of authorities: the certificates of services that it takes",
    ),
    Setting(
        "PROBER_UPSTREAM",
        "",
        listen,
        "the prober (host:port) that makes the probes; a name with several addresses is several. "
        "empty: this machine makes them",
    ),
    Setting("PROBER_UPSTREAM_CA", "", path, "PEM file of authorities: the prober's certificate is from one of them"),
    Setting("PROBER_UPSTREAM_CERTIFICATE", "", path, "PEM file: the certificate that the prober is shown"),
    Setting("PROBER_UPSTREAM_KEY", "", path, "PEM file: its private key, without a passphrase"),
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
        "KEYRING_KEYS",
        "",
        keyring_keys,
        "keys that the key file says are in the environment: `id=base64` pairs, comma-separated",
        secret=True,
        shown="empty: none",
    ),
    Setting(
        "REDIS_URL",
        "",
        redis,
        "Redis or Valkey for limits and breakers",
        secret=True,
        shown="empty: the service's own database",
    ),
    Setting(
        "DEGRADED_LIMIT_SHARE",
        "0.1",
        number(0, 1),
        "while Redis is away, the share of each rate limit that a worker grants by itself (one call at least): at most "
        "one over the number of workers of all replicas",
    ),
    Setting(
        "AUTH",
        "headers",
        identity_modes,
        "who is calling: `headers` (trusted), `jwt` (bearer tokens), `mtls` (client certificates), or `jwt,mtls` "
        "(docs/identity.md)",
    ),
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
        "`headers`: role of a caller that names none; `none` refuses such a caller",
    ),
    Setting(
        "JWT_JWKS",
        "",
        jwks,
        "the issuer's public keys (JWKS): a file, or a URL (https, or http on loopback)",
    ),
    Setting("JWT_ISSUER", "", text, "the `iss` that tokens must have, to the letter"),
    Setting("JWT_AUDIENCE", "", words, "the `aud` that tokens must have, comma-separated: one of them"),
    Setting("JWT_ALGORITHMS", "RS256,ES256,EdDSA", algorithms, "signature algorithms of tokens; never a symmetric one"),
    Setting("JWT_TENANT_CLAIM", "tenant", text, "claim with the tenant, or a list of them: a URL or a dotted path"),
    Setting("JWT_ROLE_CLAIM", "role", text, "claim with the role, or a list of them: a URL or a dotted path"),
    Setting("JWT_USER_CLAIM", "sub", text, "claim with the user"),
    Setting(
        "JWT_ROLES",
        "",
        role_names,
        "`name=role` pairs, comma-separated: what tokens call the roles",
        shown="empty: as we call them",
    ),
    Setting("JWT_LEEWAY_SECONDS", "30", number(0, 300), "how far the issuer's clock may be off, in seconds"),
    Setting(
        "JWT_STALE_SECONDS",
        "86400",
        number(0, 30 * 86400),
        "how long the last keys are used while the JWKS cannot be had, in seconds",
    ),
    Setting("MTLS_PRINCIPALS", "", path, "YAML or JSON file: which client certificate is whom (docs/identity.md)"),
    Setting("TLS_CERTIFICATE", "", path, "PEM file: the certificate of both listeners and its chain; empty: no TLS"),
    Setting("TLS_KEY", "", path, "PEM file: its private key, without a passphrase"),
    Setting(
        "TLS_CLIENT_CA", "", path, "PEM file of authorities: every connection must show a certificate from one of them"
    ),
    Setting(
        "PLAINTEXT_BEYOND_LOOPBACK",
        "false",
        flag,
        "let listeners beyond loopback go without TLS, for a mesh or a load balancer that takes it off",
    ),
    Setting(
        "REST_HOSTS",
        "",
        words,
        "Host names REST answers to beside loopback ones, comma-separated; empty with `jwt` or `mtls`: any",
    ),
    Setting(
        "CREDENTIAL_BINDING",
        "false",
        flag,
        "after a change of where a connector leads, tests wait until its credentials are entered again or confirmed",
    ),
    Setting("MAX_CONNECTORS_PER_TENANT", "10000", integer(1, 10**9), "connectors of a tenant, at most"),
    Setting(
        "MAX_BYTES_PER_TENANT",
        "268435456",
        integer(1, 10**15),
        "config and sealed credentials of a tenant's connectors, at most, in bytes",
    ),
    Setting(
        "DELETED_RETENTION_DAYS",
        "0",
        integer(0, 3650),
        "how long a deleted connector can be brought back before it and its credentials are destroyed, in days",
        shown="0: destroyed at once",
    ),
    Setting("AUDIT_DAYS", "0", integer(0, 36_500), "how long audit events are kept, in days", shown="0: for ever"),
    Setting(
        "HISTORY_DAYS",
        "30",
        integer(0, 36_500),
        "how long test runs are kept, in days; 0: as long as their connector",
    ),
    Setting(
        "SCHEDULE_CONCURRENCY",
        "4",
        integer(0, 256),
        "scheduled tests at once of a worker; 0: this service makes none",
    ),
    Setting(
        "WEBHOOK_CONCURRENCY",
        "8",
        integer(0, 256),
        "events at once that a worker sends to webhooks (docs/how-to/hear-of-a-status-change.md); 0: it sends none",
    ),
    Setting(
        "WEBHOOK_DAYS", "7", integer(1, 3650), "how long events are kept after they were sent or given up, in days"
    ),
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
    Setting("MAX_CONNECTIONS", "1000", integer(1, 1_000_000), "connections of a worker to one listener, at most"),
    Setting("MAX_CONCURRENT_RPCS", "1000", integer(1, 1_000_000), "gRPC calls and streams of a worker, at most"),
    Setting(
        "REFLECTION",
        "",
        optional_flag,
        "the contract to anyone: gRPC reflection and `/openapi.json`",
        shown="`true` with `headers`, else `false`",
    ),
    Setting(
        "METRICS",
        "",
        optional_flag,
        "`/metrics` to anyone who reaches the REST listener",
        shown="`true` with `headers`, else `false`",
    ),
    Setting(
        "CONSOLE",
        "",
        optional_flag,
        "the console, a web page at `/console` over the REST API; the page itself holds no data",
        shown="`true` with `headers`, else `false`",
    ),
    Setting(
        "OTEL_ENDPOINT",
        "",
        web_address,
        "collector that traces go to by OTLP over HTTP, such as `http://127.0.0.1:4318` (docs/observability.md)",
        shown="empty: no traces",
    ),
    Setting(
        "OTEL_SAMPLE_RATIO",
        "1",
        number(0, 1),
        "of the traces that begin here; a caller's own is taken as the caller says",
    ),
    Setting("LOG_LEVEL", "info", choice("debug", "info", "warning", "error"), "least severity logged, as JSON lines"),
)
