"""What a connector proves itself with at Blob Storage, and where the account's blob service is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from probes.egress.url import parse_url
from probes.protocols.azure_connection_string import PATH as STRING_PATH
from probes.protocols.azure_connection_string import ConnectionString, parse_connection_string
from probes.protocols.azure_sas import Sas, parse_sas
from probes.protocols.azure_shared_key import SharedKey
from probes.protocols.http_request import Credential
from probes.result import ProbeFailure, Reason
from probes.target import Target

# https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services
_VERSION = "2021-12-02"
_PRINCIPAL = ("tenantId", "clientId", "clientSecret")
_METHODS = {
    "access_key": ("connectionString", "accountKey", "sasToken", "clientSecret"),
    "shared_key": ("accountKey",),
    "sas_token": ("sasToken",),
    "connection_string": ("connectionString",),
    "service_principal": ("clientSecret",),
}


@dataclass(frozen=True, slots=True)
class Principal:
    """An Entra application, whose token is still to be fetched."""

    tenant: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Access:
    """A credential, and the config path that holds it."""

    proof: SharedKey | Sas | Principal | Credential
    path: str

    def authorised(self, method: str, url: str) -> tuple[str, dict[str, str]]:
        """URL and headers of a request without body that this credential authorises."""
        headers = {"x-ms-version": _VERSION}
        match self.proof:
            case SharedKey() as key:
                return url, key.signed(method, url, headers)
            case Sas() as sas:
                return f"{url}{'&' if '?' in url else '?'}{sas.query}", headers
            case Credential() as credential:
                return url, {**headers, **credential.headers}
            case Principal():
                raise TypeError("the application's token was not fetched")


@dataclass(frozen=True, slots=True)
class BlobService:
    """`url` is the blob service's, without a slash at its end; `path` the config path that it comes from."""

    url: str
    path: str


def access_of(target: Target) -> tuple[Access, BlobService]:
    """Raises ProbeFailure (CREDENTIAL_MISSING, INVALID_CONFIG, UNSUPPORTED) naming the field."""
    if target.auth_method not in _METHODS:
        message = f"auth method {target.auth_method} is not one that can be tested here"
        hint = f"choose one of {', '.join(_METHODS)}"
        raise ProbeFailure(Reason.UNSUPPORTED, message, field="authMethod", hint=hint)
    taken, given = _METHODS[target.auth_method], target.credentials
    account = target.parameters["storageAccount"]
    chosen = next((name for name in taken if given.get(name)), None)
    if chosen == "connectionString":
        return _of_string(parse_connection_string(given[chosen]), account, target.parameters)
    service = _service(target.parameters, account)
    if chosen == "accountKey":
        path = "authConfig.accountKey"
        return Access(SharedKey.parse(account, given[chosen], path=path), path), service
    if chosen == "sasToken":
        path = "authConfig.sasToken"
        return Access(parse_sas(given[chosen], path=path), path), service
    if "clientSecret" in taken and (chosen or given.get("clientId") or target.auth_method == "service_principal"):
        return Access(_principal(given), "authConfig.clientSecret"), service
    names = " or ".join(f"authConfig.{name}" for name in taken)
    raise ProbeFailure(
        Reason.CREDENTIAL_MISSING,
        f"missing: {names}",
        field=f"authConfig.{taken[0]}",
        hint="give an account key, a SAS token, a connection string or an Entra application",
    )


def _of_string(string: ConnectionString, account: str, parameters: Mapping[str, Any]) -> tuple[Access, BlobService]:
    if string.account is not None and string.account != account:
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            f"{STRING_PATH} is of another account than config.storageAccount",
            field=STRING_PATH,
            hint="give the connection string of that account, or set storageAccount to its AccountName",
        )
    service = _service_of(string, parameters, account)
    if string.key:
        proof: SharedKey | Sas = SharedKey.parse(account, string.key, path=STRING_PATH)
    else:
        proof = parse_sas(string.sas or "", path=STRING_PATH)
    return Access(proof, STRING_PATH), service


def _service_of(string: ConnectionString, parameters: Mapping[str, Any], account: str) -> BlobService:
    if string.blob_endpoint is None and ("endpoint" in parameters or string.usual_endpoint is None):
        return _service(parameters, account)
    written = BlobService(_base(string.blob_endpoint or string.usual_endpoint or "", STRING_PATH), STRING_PATH)
    if "endpoint" in parameters and _service(parameters, account).url != written.url:
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            f"config.endpoint and {STRING_PATH} name two endpoints",
            field="config.endpoint",
            hint="leave endpoint out where the connection string has one",
        )
    return written


def _service(parameters: Mapping[str, Any], account: str) -> BlobService:
    endpoint = parameters.get("endpoint")
    if endpoint is None:
        return BlobService(f"https://{account}.blob.core.windows.net", "config.storageAccount")
    return BlobService(_base(endpoint, "config.endpoint"), "config.endpoint")


def _base(text: str, path: str) -> str:
    url = parse_url(text, path=path)
    if "?" in url.target or url.user is not None:
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            f"{path} names an endpoint that holds more than scheme, host, port and path",
            field=path,
            hint="give the account's blob endpoint alone; a SAS token goes into authConfig.sasToken",
        )
    return str(url).rstrip("/")


def _principal(given: Mapping[str, Any]) -> Principal:
    missing = [f"authConfig.{name}" for name in _PRINCIPAL if not given.get(name)]
    if missing:
        raise ProbeFailure(
            Reason.CREDENTIAL_MISSING,
            f"missing: {', '.join(missing)}",
            field=missing[0],
            hint="an Entra application needs its directory's id, its client id and a client secret",
        )
    return Principal(given["tenantId"], given["clientId"], given["clientSecret"])
