"""Snowflake's error codes as reasons. The codes are those of the public drivers and of
https://docs.snowflake.com/en/developer-guide/sql-api/handling-errors and …/user-guide/errors-saml."""

from __future__ import annotations

import re

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.egress.http import HttpAnswer
from probes.protocols.http_status import retry_after
from probes.protocols.snowflake_account import SnowflakeAccount
from probes.result import ProbeFailure, Reason

_TABLE = "config.sourceTable"
_LOGIN = ""  # stands for the field that the connector logs in with

_KEY_PAIR = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "Snowflake does not accept the key pair for this user",
    "check the user's RSA_PUBLIC_KEY (DESCRIBE USER shows its fingerprint), the user name, the account, and this "
    "machine's clock",
    _LOGIN,
)
_CLOCK = Diagnosis(
    Reason.PEER_ERROR,
    "Snowflake finds the time in the signed token wrong",
    "synchronise the clock of the machine this service runs on",
)
_TOKEN = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "Snowflake does not accept the access token",
    "check that it is whole and of this account; one of an outside identity provider needs a security integration",
    _LOGIN,
)
_EXPIRED = Diagnosis(
    Reason.CREDENTIAL_EXPIRED, "the access token has expired", "issue a new one and store it in the connector", _LOGIN
)
_SUSPENDED = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the account's warehouses are suspended: {detail}",
    "an account administrator lifts the limit, or settles the bill",
    "config.account",
)
_NO_SCHEMA = Diagnosis(
    Reason.INVALID_CONFIG,
    "the source table is named without a schema, and there is no current one",
    "give config.schema, or name the table as schema.table",
    "config.schema",
)
_NO_TABLE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the source table does not exist, or the role may not see it",
    "check its name and schema (names in quotes are case-sensitive), and grant the role USAGE on database and schema "
    "and SELECT on the table",
    _TABLE,
)

TABLE = DiagnosisTable(
    rows={
        "390100": Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "Snowflake does not accept user name and password",
            "check both; a user of type SERVICE has no password: use a key pair",
            _LOGIN,
        ),
        "390101": Diagnosis(
            Reason.AUTHENTICATION_FAILED, "the user is disabled", "an administrator enables it", "authConfig.username"
        ),
        "390102": Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the user is locked after too many failed logins",
            "wait a quarter of an hour, or have an administrator unlock it (ALTER USER … SET MINS_TO_UNLOCK = 0)",
            "authConfig.username",
        ),
        "390140": Diagnosis(
            Reason.CREDENTIAL_EXPIRED, "the password has expired", "sign in once and choose a new one", _LOGIN
        ),
        "390139": Diagnosis(
            Reason.UNSUPPORTED,
            "the account does not let this user log in this way",
            "an authentication policy decides it: use a key pair or a token",
            "authMethod",
        ),
        "390144": _KEY_PAIR,
        "394300": _KEY_PAIR,
        "394301": _CLOCK,
        "394302": _CLOCK,
        "394303": _CLOCK,
        "394304": _KEY_PAIR,
        "394305": _KEY_PAIR,
        "394306": _KEY_PAIR,
        "390114": _EXPIRED,
        "390318": _EXPIRED,
        "390302": _TOKEN,
        "390303": _TOKEN,
        "390195": _TOKEN,
        "394400": _TOKEN,
        "390189": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the role does not exist or was not granted to the user",
            "GRANT ROLE … TO USER …, or leave config.role empty for the user's default role",
            "config.role",
        ),
        "390201": Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "the database, schema or warehouse does not exist, or the role may not use it",
            "check the names, and grant the role USAGE on each",
            "config.database",
        ),
        "390422": Diagnosis(
            Reason.PERMISSION_DENIED,
            "a network policy keeps this service's address out",
            "add this service's public address to the network policy of the account or the user",
            "config.account",
        ),
        "002003": _NO_TABLE,
        "002043": _NO_TABLE,
        "003001": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the role may not read the source table",
            "GRANT SELECT on the table, and USAGE on its database and schema, to the role",
            _TABLE,
        ),
        "001003": Diagnosis(
            Reason.INVALID_CONFIG,
            "Snowflake cannot read the source table's name",
            'put a name with special characters or of a reserved word in double quotes: "order"',
            _TABLE,
        ),
        "090105": _NO_SCHEMA,
        "090106": _NO_SCHEMA,
        "000606": Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "no warehouse is active: it does not exist, or the role may not use it",
            "check the name, and GRANT USAGE ON WAREHOUSE … to the role",
            "config.warehouse",
        ),
        "000666": _SUSPENDED,
        "090073": _SUSPENDED,
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "Snowflake refused: {detail}", "see the query history of the user in Snowsight", _TABLE
    ),
)
_OF_LOGIN = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "Snowflake refused the login: {detail}",
    "check the credential; the login history of the user (Snowsight, Monitoring) says more",
    _LOGIN,
)
# Codes of the session layer, before any statement is looked at.
_LOGIN_CODE = re.compile(r"39[0-4]\d{3}")
_OBJECT = re.compile(r"\b(warehouse|database|schema)\b", re.IGNORECASE)


def refused(code: str, message: str, account: SnowflakeAccount) -> ProbeFailure:
    """A refusal that has a code. `message` is Snowflake's, not yet scrubbed."""
    row = TABLE.look_up(code)
    if row is TABLE.fallback and _LOGIN_CODE.fullmatch(code):
        row = _OF_LOGIN
    failure = row.failure(message, account.login.secrets)
    named = _OBJECT.search(message) if code == "390201" else None
    if named:
        failure.field = f"config.{named[1].lower()}"
    return ProbeFailure(
        failure.reason,
        f"{failure.message} ({code})" if code else failure.message,
        field=account.login.path if failure.field == _LOGIN else failure.field,
        hint=failure.hint,
    )


def no_answer(answer: HttpAnswer) -> ProbeFailure:
    """An answer that is none of the service's: by its status. Nobody's account answers 403, 404 or 513
    (https://docs.snowflake.com/en/release-notes/bcr-bundles/un-bundled/bcr-1669)."""
    status = answer.status
    if status in (403, 404, 513):
        return ProbeFailure(
            Reason.RESOURCE_NOT_FOUND,
            f"there is no such account (HTTP {status})",
            field="config.account",
            hint="check the identifier and, for a locator, its region: xy12345.us-east-1; private links have their own",
        )
    if status == 429:
        wait = retry_after(answer.headers.get("Retry-After", ""))
        hint = "wait, then test again" if wait is None else f"Snowflake asks to wait {wait} s"
        return ProbeFailure(
            Reason.RATE_LIMITED, "Snowflake asks to come back later (HTTP 429)", field="config.account", hint=hint
        )
    if status >= 500:
        return ProbeFailure(
            Reason.PEER_ERROR, f"Snowflake fails (HTTP {status})", hint="see status.snowflake.com, then test again"
        )
    return ProbeFailure(
        Reason.PROTOCOL_MISMATCH,
        f"the answer is not one of Snowflake's (HTTP {status})",
        field="config.account",
        hint="check the account identifier, and any proxy that answers in Snowflake's place",
    )
