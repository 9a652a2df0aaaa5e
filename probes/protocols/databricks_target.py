"""Which workspace and compute, as whom: read from the connector before anything is dialled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from probes.protocols.http_request import Credential, bearer
from probes.result import ProbeFailure, Reason
from probes.target import Target

_HOST = re.compile(r"(?:https://)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)/?", re.IGNORECASE)
_WAREHOUSE = re.compile(r"/?sql/1\.0/(?:warehouses|endpoints)/([0-9a-f]{16})")
_CLUSTER = re.compile(r"/?sql/protocolv1/o/[0-9]{1,20}/([0-9A-Za-z-]{1,64})")
_METHODS = ("access_key", "personal_access_token", "oauth2_client_credentials")


@dataclass(frozen=True, slots=True)
class DatabricksTarget:
    """`warehouse` or `cluster` is the compute's id. Of `token` and `client` exactly one is there."""

    host: str
    warehouse: str | None
    cluster: str | None
    catalog: str | None
    schema: str | None
    table: str | None
    token: Credential | None = field(repr=False)
    client: Mapping[str, str] | None = field(repr=False)

    @property
    def credential_field(self) -> str:
        return "authConfig.accessToken" if self.token else "authConfig.clientSecret"


def databricks_target(target: Target) -> DatabricksTarget:
    """Raises ProbeFailure: INVALID_CONFIG, CREDENTIAL_MISSING, UNSUPPORTED."""
    given = target.parameters
    host = _HOST.fullmatch(given.get("host") or "")
    if host is None:
        raise _invalid("config.host", "the workspace's host, such as dbc-a1b2c3d4-e5f6.cloud.databricks.com")
    path = given.get("httpPath") or ""
    warehouse, cluster = _WAREHOUSE.fullmatch(path), _CLUSTER.fullmatch(path)
    if not warehouse and not cluster:
        raise _invalid("config.httpPath", "the HTTP path of the warehouse's connection details")
    token, client = _credentials(target)
    return DatabricksTarget(
        host=host[1].lower(),
        warehouse=warehouse[1] if warehouse else None,
        cluster=cluster[1] if cluster else None,
        catalog=given.get("catalog"),
        schema=given.get("schema"),
        table=given.get("table"),
        token=token,
        client=client,
    )


def quoted(name: str) -> str:
    """`a.b` as an identifier of Spark SQL, each part in backticks, which a part cannot hold."""
    return ".".join(f"`{part.replace('`', '``')}`" for part in name.split("."))


def _credentials(target: Target) -> tuple[Credential | None, Mapping[str, str] | None]:
    given = target.credentials
    if target.auth_method not in _METHODS:
        message = f"auth method {target.auth_method} is not one of Databricks"
        hint = f"use one of {', '.join(_METHODS)}"
        raise ProbeFailure(Reason.UNSUPPORTED, message, field="authMethod", hint=hint)
    by_client = target.auth_method == "oauth2_client_credentials"
    if not by_client and given.get("accessToken"):
        return bearer(given["accessToken"], "authConfig.accessToken", "access token"), None
    if not by_client and not (given.get("clientId") or given.get("clientSecret")):
        raise _missing("accessToken")
    for name in ("clientId", "clientSecret"):
        if not given.get(name):
            raise _missing(name)
    return None, {"clientId": given["clientId"], "clientSecret": given["clientSecret"]}


def _missing(name: str) -> ProbeFailure:
    return ProbeFailure(
        Reason.CREDENTIAL_MISSING,
        f"authConfig.{name} is missing",
        field=f"authConfig.{name}",
        hint="give a personal access token, or client id and secret of a service principal",
    )


def _invalid(path: str, expected: str) -> ProbeFailure:
    return ProbeFailure(
        Reason.INVALID_CONFIG, f"{path} is missing or malformed", field=path, hint=f"expected {expected}"
    )
