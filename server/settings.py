"""Every environment name the service reads: its default, its unit, whether it is secret. Nobody else reads os.environ.

The settings table of the README is generated from SETTINGS.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PREFIX = "CONNECTORS_"

# Read by the SDKs and the CLI, so they may stand in a shell that starts the service.
CLIENT_NAMES = frozenset(PREFIX + name for name in ("ADDRESS", "TENANT", "ROLE", "TOKEN"))


class WrongSetting(Exception):
    """A setting cannot be used. The message is one line and names it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment name. `default` is the text that stands for an unset name, `shown` how the README prints it."""

    name: str
    default: str
    parse: Callable[[str], Any]
    help: str
    secret: bool = False
    shown: str | None = None


def _text(value: str) -> str:
    return value


def _path(value: str) -> Path | None:
    return Path(value).absolute() if value else None


def _listen(value: str) -> str:
    if not value:
        return ""
    host, separator, port = value.rpartition(":")
    if not separator or not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ValueError("expected host:port, such as 127.0.0.1:8080, or nothing to turn it off")
    return value


def _number(low: float, high: float) -> Callable[[str], float]:
    def parse(value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            raise ValueError(f"expected a number from {low:g} to {high:g}") from None
        if not low <= number <= high:
            raise ValueError(f"expected a number from {low:g} to {high:g}")
        return number

    return parse


def _integer(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not (value.isascii() and value.isdigit()) or not low <= int(value) <= high:
            raise ValueError(f"expected an integer from {low} to {high}")
        return int(value)

    return parse


def _choice(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"expected one of {', '.join(choices)}")
        return value

    return parse


def _flag(value: str) -> bool:
    return _choice("true", "false")(value) == "true"


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _database(value: str) -> str:
    if value and not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError("expected sqlite:///path or postgresql://…")
    return value


def _redis(value: str) -> str:
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("expected redis://…, rediss://… or unix://…")
    return value


SETTINGS: tuple[Setting, ...] = (
    Setting("GRPC_ADDRESS", "127.0.0.1:50051", _listen, "where gRPC listens; empty: off"),
    Setting("REST_ADDRESS", "127.0.0.1:8080", _listen, "where REST listens; empty: off"),
    Setting(
        "REST_UPSTREAM", "", _listen, "run REST alone: the gRPC address (host:port) it forwards to; empty: same process"
    ),
    Setting("DATA_DIR", ".data", _path, "folder of the database and the key file, made with mode 0700"),
    Setting(
        "DATABASE_URL",
        "",
        _database,
        "`sqlite:///path`, or `postgresql://…` past one machine",
        secret=True,
        shown="`connectors.db` in the data dir",
    ),
    Setting(
        "KEYRING",
        "",
        _path,
        "the key file (mode 0600); made on the first start only on SQLite beside an empty database",
        shown="`keyring.json` in the data dir",
    ),
    Setting(
        "REDIS_URL",
        "",
        _redis,
        "Redis or Valkey for limits and breakers",
        secret=True,
        shown="empty: the service's own database",
    ),
    Setting("AUTH", "headers", _choice("headers"), "who is calling: `headers` (trusted, loopback only)"),
    Setting(
        "AUTH_HEADERS_BEYOND_LOOPBACK",
        "false",
        _flag,
        "let `headers` listen beyond loopback, for a mesh that sets them and strips the caller's own",
    ),
    Setting(
        "DEFAULT_ROLE",
        "admin",
        _choice("admin", "editor", "viewer", "none"),
        "role of a caller that names none; `none` refuses such a caller",
    ),
    Setting("REST_HOSTS", "", _words, "Host names REST answers to beside loopback ones, comma-separated"),
    Setting("CORS_ORIGINS", "", _words, "origins that browsers may call from, comma-separated; empty: none"),
    Setting(
        "EGRESS_ALLOW",
        "",
        _words,
        "CIDRs and host patterns, each optionally with `:port`, that probes may dial beside public addresses",
        shown="empty: public addresses only",
    ),
    Setting("EGRESS_DENY", "", _words, "CIDRs and host patterns that probes never dial"),
    Setting(
        "EGRESS_TENANTS",
        "",
        _path,
        'JSON file of rules for single tenants, `{"tenant": {"allow": […], "deny": […]}}`, beside those for all; '
        "a denial for all stays one",
    ),
    Setting(
        "EGRESS_PROXY",
        "",
        _text,
        "HTTP proxy that probes connect through (CONNECT): `http://[user:password@]host:port`",
        secret=True,
        shown="empty: none",
    ),
    Setting(
        "EGRESS_NO_PROXY",
        "",
        _words,
        "CIDRs and host patterns, each optionally with `:port`, dialled without the proxy",
    ),
    Setting("CA_BUNDLE", "", _path, "PEM file of authorities that probes trust beside the system's"),
    Setting(
        "FILES_DIR",
        "",
        _path,
        "csv files: each tenant's below its own folder here",
        shown="`files/` in the data dir",
    ),
    Setting("PROBE_TIMEOUT_SECONDS", "10", _number(0.1, 300), "the whole of one test, DNS included, in seconds"),
    Setting("PROBE_CONCURRENCY", "64", _integer(1, 4096), "probes at once on this machine"),
    Setting("WORKERS", "0", _integer(0, 256), "processes sharing the ports", shown="the cores"),
    Setting("GRPC_THREADS", "8", _integer(1, 256), "handler threads of a worker"),
    Setting("DATABASE_POOL", "16", _integer(1, 1024), "database connections of a worker, at most"),
    Setting("GRACE_SECONDS", "20", _number(0, 600), "how long SIGTERM lets running calls finish, in seconds"),
    Setting("REFLECTION", "true", _flag, "gRPC server reflection"),
    Setting("LOG_LEVEL", "info", _choice("debug", "info", "warning", "error"), "least severity logged, as JSON lines"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, parsed. Secrets are left out of the repr."""

    grpc_address: str
    rest_address: str
    rest_upstream: str
    data_dir: Path
    database_url: str = field(repr=False)
    keyring: Path
    redis_url: str = field(repr=False)
    auth: str
    auth_headers_beyond_loopback: bool
    default_role: str
    rest_hosts: tuple[str, ...]
    cors_origins: tuple[str, ...]
    egress_allow: tuple[str, ...]
    egress_deny: tuple[str, ...]
    egress_tenants: Path | None
    egress_proxy: str = field(repr=False)
    egress_no_proxy: tuple[str, ...]
    ca_bundle: Path | None
    files_dir: Path
    probe_timeout_seconds: float
    probe_concurrency: int
    workers: int
    grpc_threads: int
    database_pool: int
    grace_seconds: float
    reflection: bool
    log_level: str

    @property
    def uses_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Reads the environment. Raises WrongSetting naming the first setting that cannot be used."""
    environ = os.environ if environ is None else environ
    known = CLIENT_NAMES.union(PREFIX + setting.name for setting in SETTINGS)
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise WrongSetting(f"{unknown[0]}: no such setting; the README lists those there are")
    values = {setting.name.lower(): _parse(setting, environ) for setting in SETTINGS}
    data_dir = values["data_dir"]
    values["database_url"] = values["database_url"] or f"sqlite:///{data_dir / 'connectors.db'}"
    values["keyring"] = values["keyring"] or data_dir / "keyring.json"
    values["files_dir"] = values["files_dir"] or data_dir / "files"
    values["workers"] = values["workers"] or os.cpu_count() or 1
    settings = Settings(**values)
    _refuse_what_cannot_hold(settings)
    return settings


def is_loopback(address: str) -> bool:
    """Whether a listen address (host:port) can be reached from this machine alone."""
    host = address.rpartition(":")[0].strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _parse(setting: Setting, environ: Mapping[str, str]) -> Any:
    name = PREFIX + setting.name
    text = environ.get(name, setting.default).strip()
    try:
        return setting.parse(text)
    except ValueError as error:
        got = "" if setting.secret else f", got {text!r}"
        raise WrongSetting(f"{name}: {error}{got}") from None


def _refuse_what_cannot_hold(settings: Settings) -> None:
    if settings.auth == "headers" and not settings.auth_headers_beyond_loopback:
        for name, address in (("GRPC_ADDRESS", settings.grpc_address), ("REST_ADDRESS", settings.rest_address)):
            if address and not is_loopback(address):
                raise WrongSetting(
                    f"{PREFIX}{name}: {address} is beyond loopback and {PREFIX}AUTH=headers trusts every caller; "
                    f"set {PREFIX}AUTH_HEADERS_BEYOND_LOOPBACK=true if a mesh in front sets the headers"
                )
    if not settings.grpc_address and not settings.rest_address:
        raise WrongSetting(f"{PREFIX}GRPC_ADDRESS and {PREFIX}REST_ADDRESS are both empty: nothing to serve")
    if settings.rest_upstream and not settings.rest_address:
        raise WrongSetting(f"{PREFIX}REST_UPSTREAM is set and {PREFIX}REST_ADDRESS is empty: nothing to forward from")
