"""Which Snowflake account, as whom, and where: read from the connector before anything is dialled."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from dataclasses import dataclass, field

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from probes.protocols.http_request import header_text
from probes.protocols.rsa_key import load_rsa_key
from probes.result import ProbeFailure, Reason
from probes.target import Target

_SUFFIXES = (".snowflakecomputing.com", ".snowflakecomputing.cn")
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.snowflakecomputing\.(com|cn)")
_NAME = r"([A-Za-z_][A-Za-z0-9_$]*|\"[^\"\x00]+\")"
_TABLE = re.compile(rf"{_NAME}(\.{_NAME}){{0,2}}")
_JWT_SECONDS = 300

_TOKEN_TYPES = {
    "key_pair": "KEYPAIR_JWT",
    "oauth_token": "OAUTH",
    "programmatic_access_token": "PROGRAMMATIC_ACCESS_TOKEN",
}


@dataclass(frozen=True, slots=True)
class Login:
    """As whom. Either a password, or a bearer token with its type (None: Snowflake looks at the token itself).
    `path` is the field to blame."""

    path: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    token_type: str | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(secret for secret in (self.password, self.token) if secret)


@dataclass(frozen=True, slots=True)
class SnowflakeAccount:
    """Names are as the connector gives them: unquoted ones are upper case to Snowflake, see `canonical`."""

    host: str
    account: str
    login: Login
    warehouse: str
    database: str
    schema: str | None
    role: str | None
    table: str


def snowflake_account(target: Target) -> SnowflakeAccount:
    """Raises ProbeFailure: INVALID_CONFIG, CREDENTIAL_MISSING, UNSUPPORTED."""
    given = target.parameters
    for name in ("account", "warehouse", "database", "sourceTable"):
        if not given.get(name):
            raise ProbeFailure(
                Reason.INVALID_CONFIG, f"config.{name} is required", field=f"config.{name}", hint="complete the config"
            )
    for name in ("warehouse", "database", "schema", "role", "sourceTable"):
        if given.get(name) and not _TABLE.fullmatch(given[name]):
            raise ProbeFailure(
                Reason.INVALID_CONFIG,
                f"config.{name} is no name that Snowflake knows",
                field=f"config.{name}",
                hint='a name with other characters than letters, digits, _ and $ stands in double quotes: "my table"',
            )
    account = _without_suffix(given["account"])
    return SnowflakeAccount(
        host=_host(account),
        account=account,
        login=_login(target, account),
        warehouse=given["warehouse"],
        database=given["database"],
        schema=given.get("schema"),
        role=given.get("role"),
        table=given["sourceTable"],
    )


def canonical(name: str) -> str:
    """A name as Snowflake stores it: what stands in quotes is kept, the rest is upper case."""
    return name[1:-1] if name.startswith('"') else name.upper()


def key_pair_token(account: str, username: str, key: RSAPrivateKey) -> str:
    """The JWT of https://docs.snowflake.com/en/developer-guide/sql-api/authenticating#using-key-pair-authentication:
    account without its region and user in upper case, and the SHA-256 of the public key."""
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    fingerprint = base64.b64encode(hashlib.sha256(public).digest()).decode()
    subject = f"{account.partition('.')[0]}.{username}".upper()
    now = int(time.time())
    claims = {"iss": f"{subject}.SHA256:{fingerprint}", "sub": subject, "iat": now, "exp": now + _JWT_SECONDS}
    return jwt.encode(claims, key, algorithm="RS256")


def _without_suffix(account: str) -> str:
    """People paste the host name where the identifier is asked for."""
    for suffix in _SUFFIXES:
        if account.lower().endswith(suffix):
            return account[: -len(suffix)]
    return account


def _host(account: str) -> str:
    """Underscores are dashes in a host name; regions of China have a domain of their own."""
    in_china = any(label.startswith("cn-") for label in account.lower().split(".")[1:])
    host = account.lower().replace("_", "-") + _SUFFIXES[in_china]
    if _HOST.fullmatch(host):
        return host
    raise ProbeFailure(
        Reason.INVALID_CONFIG,
        "config.account is no account identifier",
        field="config.account",
        hint="see Admin, Accounts in Snowsight: myorg-account123, or xy12345.us-east-1 for a locator with its region",
    )


def _login(target: Target, account: str) -> Login:
    given = target.credentials
    match _method(target):
        case "key_pair":
            key = load_rsa_key(_needed(target, "privateKey"), given.get("privateKeyPassphrase"))
            username = _needed(target, "username")
            token = key_pair_token(account, username, key)
            return Login("authConfig.privateKey", username, token=token, token_type=_TOKEN_TYPES["key_pair"])
        case "password":
            return Login("authConfig.password", _needed(target, "username"), password=_needed(target, "password"))
        case _:
            token = header_text(_needed(target, "accessToken"), "authConfig.accessToken")
            return Login("authConfig.accessToken", token=token, token_type=_TOKEN_TYPES.get(target.auth_method))


def _method(target: Target) -> str:
    if target.auth_method == "password" or target.auth_method in _TOKEN_TYPES:
        return target.auth_method
    if target.auth_method != "access_key":
        raise ProbeFailure(
            Reason.UNSUPPORTED,
            f"auth method {target.auth_method} is not one of Snowflake",
            field="authMethod",
            hint=f"use one of access_key, password, {', '.join(_TOKEN_TYPES)}",
        )
    by_field = {"privateKey": "key_pair", "accessToken": "oauth_token"}
    return next((method for name, method in by_field.items() if target.credentials.get(name)), "password")


def _needed(target: Target, name: str) -> str:
    value = target.credentials.get(name)
    if isinstance(value, str) and value:
        return value
    raise ProbeFailure(
        Reason.CREDENTIAL_MISSING,
        f"authConfig.{name} is missing",
        field=f"authConfig.{name}",
        hint="give user name and password, user name and private key, or an access token",
    )
