"""Snowflake's endpoints, scripted: the SQL API from https://docs.snowflake.com/en/developer-guide/sql-api, the
login and query endpoints from the public source of gosnowflake and snowflake-connector-python.

It keeps sessions, so that a test sees whether one was left open, and knows two roles and two tables.
"""

from __future__ import annotations

import base64
import hashlib
import re
import time
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.peers.http_peer import Answer, Received
from tests.peers.saas_answers import bearer, content, says

HOSTS = ("xy12345.us-east-1.snowflakecomputing.com", "acme-prod-1.snowflakecomputing.com")
USER, PASSWORD = "ADA", "s3cr3t/pass+word-of-ada"
LOCKED_USER, MFA_USER, BUSY_USER, FAR_USER = "LOCKED", "MFA", "BUSY", "FAR"
OAUTH, EXPIRED, BUSY = "ver:1-hint:oauth-GOOD", "ver:1-hint:oauth-EXPIRED", "ver:1-hint:oauth-BUSY"
PROGRAMMATIC = "eyJpat-GOOD-token"

KEY = rsa.generate_private_key(65537, 2048)
OTHER_KEY = rsa.generate_private_key(65537, 2048)
TABLES = {"PUBLIC.ORDERS": {"ANALYST", "PUBLIC"}, "PUBLIC.PAYROLL": {"ANALYST"}, '"odd name"': {"ANALYST"}}
CONTEXT = re.compile(r"SELECT CURRENT_ROLE\(\), CURRENT_WAREHOUSE\(\), CURRENT_DATABASE\(\)")
EXPLAIN = re.compile(r"EXPLAIN USING TEXT SELECT \* FROM (.+) LIMIT 1")


def pem(key: rsa.RSAPrivateKey, passphrase: str | None = None) -> str:
    encryption = (
        serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    )
    encoded = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    return encoded.decode()


def fingerprint(key: rsa.RSAPrivateKey) -> str:
    """RSA_PUBLIC_KEY_FP as `DESCRIBE USER` shows it."""
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return "SHA256:" + base64.b64encode(hashlib.sha256(public).digest()).decode()


@dataclass(slots=True)
class Snowflake:
    """One account. `open_sessions` are those that were begun and not ended."""

    open_sessions: dict[str, dict[str, str]] = field(default_factory=dict)
    statements: list[str] = field(default_factory=list)

    def __call__(self, received: Received) -> Answer:
        assert received.method == "POST"
        if received.headers["host"] not in HOSTS:
            return Answer(404, {"Content-Type": "text/html"}, b"<html>404 Not Found</html>")
        match received.path:
            case "/session/v1/login-request":
                return self._log_in(received)
            case "/queries/v1/query-request":
                return self._query(received)
            case "/session":
                assert received.query == {"delete": ["true"]}
                del self.open_sessions[_session_token(received)]
                return says(200, {"data": None, "code": None, "message": None, "success": True})
            case "/api/v2/statements":
                return self._statement(received)
            case _:
                return Answer(404)

    def _log_in(self, received: Received) -> Answer:
        data = content(received)["data"]
        assert data["ACCOUNT_NAME"] in ("xy12345", "acme_prod-1")
        match data["LOGIN_NAME"].upper():
            case "LOCKED":
                return _fails(
                    "390102", "Your user account has been temporarily locked due to too many failed attempts."
                )
            case "FAR":
                return _fails(
                    "390422", "Incoming request with IP/Token 203.0.113.9 is not allowed to access Snowflake."
                )
            case "BUSY":
                return Answer(429)
        if (data["LOGIN_NAME"].upper(), data["PASSWORD"]) not in ((USER, PASSWORD), (MFA_USER, PASSWORD)):
            return _fails("390100", "Incorrect username or password was specified.")
        if data["LOGIN_NAME"].upper() == MFA_USER:
            return says(200, {"success": True, "code": None, "message": None, "data": {"nextAction": "PWD_CHANGE"}})
        given = {name: received.query[name][0] for name in received.query}
        role = given.get("roleName", "ANALYST")
        if role not in ("ANALYST", "PUBLIC"):
            return _fails("390189", f"Role '{role}' specified in the connect string does not exist or not authorized.")
        validated = data["SESSION_PARAMETERS"].get("CLIENT_VALIDATE_DEFAULT_PARAMETERS")
        context = _context(given["warehouse"], given["databaseName"], role)
        for name in ("warehouse", "database"):
            if validated and name not in context:
                return _fails("390201", f"The requested {name} does not exist or not authorized.")
        token = f"session-{len(self.open_sessions)}-{time.monotonic_ns()}"
        self.open_sessions[token] = context
        info = {f"{name}Name": context.get(name) for name in ("role", "warehouse", "database")}
        data = {"token": token, "masterToken": "m", "sessionInfo": info}
        return says(200, {"success": True, "code": None, "message": None, "data": data})

    def _query(self, received: Received) -> Answer:
        session = self.open_sessions.get(_session_token(received))
        if session is None:
            return _fails("390111", "Session no longer exists.  New login required to access the service.")
        code, message, rows = self._run(content(received)["sqlText"], session)
        if code:
            return _fails(code, message)
        return says(200, {"success": True, "code": None, "message": None, "data": {"rowset": rows, "total": len(rows)}})

    def _statement(self, received: Received) -> Answer:
        token, kind = bearer(received), received.headers.get("x-snowflake-authorization-token-type")
        if token == BUSY:
            return says(429, {"code": "391908", "message": "too many requests"}, {"Retry-After": "3"})
        refused = _refuses_token(token, kind)
        if refused:
            return says(401, refused)
        asked = content(received)
        role = asked.get("role", "ANALYST")
        if role not in ("ANALYST", "PUBLIC"):
            return says(401, {"code": "390189", "message": f"Role '{role}' is not granted to this user."})
        session = _context(asked["warehouse"], asked["database"], role)
        code, message, rows = self._run(asked["statement"], session)
        if code:
            return says(422, {"code": code, "message": message, "sqlState": "02000", "statementHandle": "h"})
        return says(200, {"code": "090001", "message": "Statement executed successfully.", "data": rows})

    def _run(self, sql: str, session: dict[str, str]) -> tuple[str, str, list[Any]]:
        self.statements.append(sql)
        if CONTEXT.fullmatch(sql):
            known = [session.get(name) for name in ("role", "warehouse", "database")]
            return "", "", [known]
        found = EXPLAIN.fullmatch(sql)
        assert found, sql
        if found[1] not in TABLES:
            return "002003", f"SQL compilation error:\nObject '{found[1]}' does not exist or not authorized.", []
        if session["role"] not in TABLES[found[1]]:
            return "003001", "SQL access control error:\nInsufficient privileges to operate on table", []
        return "", "", [["GlobalStats:"]]


def _context(warehouse: str, database: str, role: str) -> dict[str, str]:
    """What does not exist is left out of a session, without a word."""
    known = {"role": role}
    if warehouse == "COMPUTE_WH":
        known["warehouse"] = warehouse
    if database == "ANALYTICS":
        known["database"] = database
    return known


def _refuses_token(token: str, kind: str | None) -> dict[str, str] | None:
    if kind == "KEYPAIR_JWT":
        try:
            claims = jwt.decode(token, KEY.public_key(), ["RS256"], options={"require": ["iss", "sub", "iat", "exp"]})
        except jwt.InvalidTokenError:
            return {"code": "390144", "message": "JWT token is invalid. [c0ffee]"}
        assert claims["exp"] - claims["iat"] <= 3600, "longer ones are not accepted"
        accounts = ("XY12345", "ACME_PROD-1")
        if (claims["iss"], claims["sub"]) not in [(f"{a}.{USER}.{fingerprint(KEY)}", f"{a}.{USER}") for a in accounts]:
            return {"code": "390144", "message": "JWT token is invalid. [c0ffee]"}
        return None
    if token == EXPIRED:
        return {"code": "390318", "message": "OAuth access token expired. [c0ffee]"}
    if (token, kind) in (
        (OAUTH, "OAUTH"),
        (OAUTH, None),
        (PROGRAMMATIC, "PROGRAMMATIC_ACCESS_TOKEN"),
        (PROGRAMMATIC, None),
    ):
        return None
    return {"code": "390303", "message": "Invalid OAuth access token. [c0ffee]"}


def _session_token(received: Received) -> str:
    found = re.fullmatch(r'Snowflake Token="([^"]+)"', received.headers.get("authorization", ""))
    return found[1] if found else ""


def _fails(code: str, message: str) -> Answer:
    return says(200, {"success": False, "code": code, "message": message, "data": {}, "headers": None})
