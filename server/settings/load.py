"""The settings, parsed once at the start. Nobody else reads os.environ."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server.settings.consistency import contradictions
from server.settings.part import Part
from server.settings.table import PREFIX, SETTINGS, Setting

# Read by the SDKs and the CLI, so they may stand in a shell that starts the service.
CLIENT_NAMES = frozenset(PREFIX + name for name in ("ADDRESS", "TENANT", "ROLE", "TOKEN"))


class WrongSetting(Exception):
    """A setting cannot be used. The message is one line and names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, parsed. Secrets are left out of the repr."""

    grpc_address: str
    rest_address: str
    lease_address: str
    lease_client_ca: Path | None
    lease_allow: tuple[str, ...]
    prober_address: str
    prober_client_ca: Path | None
    prober_upstream: str
    prober_upstream_ca: Path | None
    prober_upstream_certificate: Path | None
    prober_upstream_key: Path | None
    rest_upstream: str
    rest_upstream_ca: Path | None
    data_dir: Path
    database_url: str = field(repr=False)
    keyring: Path
    keyring_keys: dict[str, bytes] = field(repr=False)
    redis_url: str = field(repr=False)
    degraded_limit_share: float
    credential_binding: bool
    max_connectors_per_tenant: int
    max_bytes_per_tenant: int
    deleted_retention_days: int
    audit_days: int
    history_days: int
    schedule_concurrency: int
    webhook_concurrency: int
    webhook_days: int
    auth: tuple[str, ...]
    auth_headers_beyond_loopback: bool
    default_role: str
    jwt_jwks: str
    jwt_issuer: str
    jwt_audience: tuple[str, ...]
    jwt_algorithms: tuple[str, ...]
    jwt_tenant_claim: str
    jwt_role_claim: str
    jwt_user_claim: str
    jwt_roles: Mapping[str, str]
    jwt_leeway_seconds: float
    jwt_stale_seconds: float
    mtls_principals: Path | None
    tls_certificate: Path | None
    tls_key: Path | None
    tls_client_ca: Path | None
    plaintext_beyond_loopback: bool
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
    max_connections: int
    max_concurrent_rpcs: int
    reflection: bool
    metrics: bool
    console: bool
    otel_endpoint: str
    otel_sample_ratio: float
    log_level: str
    part: Part = Part.ALL

    @property
    def uses_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")

    @property
    def trusts_headers(self) -> bool:
        return self.auth == ("headers",)


def load(environ: Mapping[str, str] | None = None, part: Part = Part.ALL) -> Settings:
    """Reads the environment, for one part of the service. Raises WrongSetting naming the first setting that cannot be
    used."""
    environ = os.environ if environ is None else environ
    known = CLIENT_NAMES.union(PREFIX + setting.name for setting in SETTINGS)
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise WrongSetting(f"{unknown[0]}: no such setting; docs/settings.md lists those there are")
    values = {setting.name.lower(): _parse(setting, environ) for setting in SETTINGS}
    data_dir = values["data_dir"]
    values["database_url"] = values["database_url"] or f"sqlite:///{data_dir / 'connectors.db'}"
    values["keyring"] = values["keyring"] or data_dir / "keyring.json"
    values["files_dir"] = values["files_dir"] or data_dir / "files"
    values["workers"] = values["workers"] or os.cpu_count() or 1
    for name in ("reflection", "metrics", "console"):
        if values[name] is None:
            values[name] = values["auth"] == ("headers",)
    if part is Part.PROBER and f"{PREFIX}REST_ADDRESS" not in environ:
        values["rest_address"] = ""  # beside a service on one machine, the port is that one's
    settings = Settings(**values, part=part)
    for contradiction in contradictions(settings):
        raise WrongSetting(contradiction)
    return settings


def _parse(setting: Setting, environ: Mapping[str, str]) -> Any:
    name = PREFIX + setting.name
    text = environ.get(name, setting.default).strip()
    try:
        return setting.parse(text)
    except ValueError as error:
        got = "" if setting.secret else f", got {text!r}"
        raise WrongSetting(f"{name}: {error}{got}") from None
