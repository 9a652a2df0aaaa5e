"""The rows of REST APIs, webhooks and CSV files: HTTPS peers of the tests' own, and a tenant's folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from tests.peers.http_peer import Answer, HttpPeer, Received, Script, asks_for, basic
from tests.probes import test_csv_file, test_http_api
from tests.probes.matrix import Cell, Row, Run, untrusted_https, wire
from tests.probes.probing import run

Request = pytest.FixtureRequest
URL = "config.url"
TOKEN = {"token": test_http_api.TOKEN}
LOGIN = {"username": "ada", "password": test_csv_file.PASSWORD}


def _then(status: int, expected: str, challenge: str) -> Script:
    """Lets in who is known, and answers that with the status."""
    return asks_for(expected, challenge, lambda _received: Answer(status, body=test_csv_file.CONTENT))


def _busy(_received: Received) -> Answer:
    return Answer(429, {"Retry-After": "7"})


def _api(type_name: str, *, silent: str | None = None) -> Row:
    def asked(script: Script, auth: Mapping[str, str] = TOKEN, **how: Any) -> Run:
        def ask(request: Request) -> ProbeResult:
            https: HttpPeer = request.getfixturevalue("https_peer")
            https.script = script
            config = {"caCertificate": request.getfixturevalue("certificates").ca.read_text()}
            return test_http_api.probed(https, type_name, config=config, auth=auth, **how)

        return ask

    def placed(request: Request, host: str, port: int, seconds: float) -> ProbeResult:
        ca = request.getfixturevalue("certificates").ca.read_text()
        config = {"url": f"https://{host}:{port}/orders", "caCertificate": ca}
        return run(type_name, config, TOKEN, port=port, seconds=seconds)

    known = f"Bearer {test_http_api.TOKEN}"
    return {
        **wire(placed, URL, silent=silent),
        "right credentials": Cell(asked(_then(200, known, "Bearer")), None, Level.RESOURCE_READABLE),
        "wrong credentials": Cell(
            asked(_then(200, "Bearer of-another", "Bearer")),
            Reason.AUTHENTICATION_FAILED,
            Level.TLS,
            "authConfig.token",
        ),
        "missing field": Cell(
            asked(_then(200, known, "Bearer"), {}, auth_method="bearer"),
            Reason.CREDENTIAL_MISSING,
            Level.NONE,
            "authConfig.token",
        ),
        # A refusal does not show whether the token was looked at: no login is proven by it.
        "resource absent": Cell(asked(_then(404, known, "Bearer")), Reason.RESOURCE_NOT_FOUND, Level.TLS, URL),
        "permission missing": Cell(asked(_then(403, known, "Bearer")), Reason.PERMISSION_DENIED, Level.TLS, URL),
        "peer rate-limits": Cell(asked(_busy), Reason.RATE_LIMITED, Level.TLS, URL),
        "TLS untrusted": untrusted_https(placed, URL),
    }


def _csv() -> Row:
    def asked(script: Script, auth: Mapping[str, str] = LOGIN) -> Run:
        def ask(request: Request) -> ProbeResult:
            https: HttpPeer = request.getfixturevalue("https_peer")
            https.script = script
            ca = request.getfixturevalue("certificates").ca.read_text()
            config = {"url": https.url("/a.csv"), "caCertificate": ca}
            return test_csv_file.probed(config, port=https.port, auth=auth, seconds=5.0)

        return ask

    def of_a_folder(config: Mapping[str, str]) -> Run:
        return lambda request: test_csv_file.probed(config, request.getfixturevalue("files"))

    def placed(request: Request, host: str, port: int, seconds: float) -> ProbeResult:
        ca = request.getfixturevalue("certificates").ca.read_text()
        config = {"url": f"https://{host}:{port}/a.csv", "caCertificate": ca}
        return test_csv_file.probed(config, port=port, auth=LOGIN, seconds=seconds)

    known = basic("ada", test_csv_file.PASSWORD)
    return {
        **wire(placed, URL),
        "right credentials": Cell(asked(_then(200, known, "Basic")), None, Level.RESOURCE_READABLE),
        "wrong credentials": Cell(
            asked(_then(200, known, "Basic"), {**LOGIN, "username": "eve"}),
            Reason.AUTHENTICATION_FAILED,
            Level.TLS,
            "authConfig.password",
        ),
        "missing field": Cell(of_a_folder({}), Reason.INVALID_CONFIG, Level.NONE, "config.path"),
        "resource absent": Cell(
            of_a_folder({"path": "exports/absent.csv"}), Reason.RESOURCE_NOT_FOUND, Level.NONE, "config.path"
        ),
        "permission missing": Cell(asked(_then(403, known, "Basic")), Reason.PERMISSION_DENIED, Level.TLS, URL),
        "peer rate-limits": Cell(asked(_busy), Reason.RATE_LIMITED, Level.TLS, URL),
        "TLS untrusted": untrusted_https(placed, URL),
    }


ROWS: dict[str, Row] = {
    "rest_api": _api("rest_api"),
    "webhook": _api("webhook", silent="rest_api"),
    "csv": _csv(),
}
FIXTURES = {"files": test_csv_file.files}
