"""A secret that reaches a log call does not reach the log, however it got there and however it is written."""

from __future__ import annotations

import base64
import io
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.v1 import connector_service_pb2
from probes.diagnosis import forms_of
from server.observe import logs
from server.observe.redaction import MAX_CHARACTERS, REDACTED, SHORTEST_SHIELDED, redact_text, shield, shielding

CANARY = 'canary/ä+"=4711'
FORMS = {
    "raw": CANARY,
    "base64": base64.b64encode(CANARY.encode()).decode(),
    "base64 of user:secret": base64.b64encode(f"svc:{CANARY}".encode()).decode(),
    "base64url": base64.urlsafe_b64encode(f"x{CANARY}y".encode()).decode(),
    "URL-encoded": quote(CANARY, safe=""),
    "URL-encoded in lower case": quote(CANARY, safe="").lower(),
    "form-encoded": quote_plus(CANARY),
    "JSON": json.dumps(CANARY),
    "repr": repr(CANARY),
    "hex": CANARY.encode().hex(),
}
SHORT = "canary-4711"  # for what is found by its name or place, without being shielded

log = logging.getLogger("a.library")


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What was logged at debug, parsed; logging and the hooks as they were afterwards."""
    root, hooks = logging.getLogger(), (sys.excepthook, sys.unraisablehook, threading.excepthook)
    before = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("debug", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.captureWarnings(False)
    root.handlers[:], root.level = before
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks


Lines = Callable[[], list[dict[str, Any]]]


def crash(text: str) -> None:
    password = text  # a local, as a traceback with values would show it
    raise ValueError(f"cannot use {password}")


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_a_shielded_secret_is_found_in_every_form_and_place(lines: Lines, form: str) -> None:
    with shielding():
        shield({"username": "svc", "password": CANARY, "nested": {"keys": [CANARY]}})
        log.debug("plainly %s", form)
        log.debug(f"in the template {form}")  # noqa: G004
        log.debug("in an object %r", {"a": [form, (form,)]})
        log.debug("by name %(it)s", {"it": form})
        log.info("as an extra", extra={"note": form, "deep": {"a": [form]}, "object": ValueError(form)})
        try:
            crash(form)
        except ValueError as error:
            log.exception("it failed")
            again = RuntimeError(f"again {form}")
            again.__cause__ = error
            log.error("it failed again", exc_info=again)  # noqa: TRY400 - another exception than the one at hand
    written = json.dumps(lines(), ensure_ascii=False) + json.dumps(lines())
    assert form not in written
    assert json.dumps(form)[1:-1] not in written
    assert written.count(REDACTED) >= 10


def test_a_shield_ends_with_its_block_and_does_not_reach_other_threads(lines: Lines) -> None:
    with shielding():
        shield("Tuesday")
        other = threading.Thread(target=log.info, args=("Tuesday",))
        other.start()
        other.join()
        log.info("Tuesday")
    log.info("Tuesday")
    shield("Wednesday")
    log.info("Wednesday")
    assert [line["message"] for line in lines()] == ["Tuesday", REDACTED, "Tuesday", "Wednesday"]


@pytest.mark.parametrize(
    "text",
    [
        f"cannot connect to postgresql://svc:{SHORT}@db.example.com:5432/x?sslmode=require",
        f"GET https://api.example.com/a?page=2&api_key={SHORT}&x=1 failed",
        f"redis://:{SHORT}@cache",
        f"see <https://{SHORT}@github.com/org/repo>",
        f"connecting with host=db password={SHORT} user=svc",
        f"connecting with dsn='host=db password={SHORT}'",
        f"Target(password='{SHORT} with blanks', user='svc')",
        f"got {{'user': 'svc', 'apiKey': '{SHORT}'}}",
        f'got {{"user": "svc", "private_key" : "{SHORT}\\n\\"{SHORT}\\""}}',
        f"Authorization=Bearer-{SHORT}",
        f"sent Bearer {SHORT}-{SHORT}",
        f"sent Basic {base64.b64encode(SHORT.encode()).decode()}",
        f"-----BEGIN RSA PRIVATE KEY-----\n{SHORT}\n-----END RSA PRIVATE KEY-----",
        f"-----BEGIN PRIVATE KEY-----\n{SHORT}",
        f'fields {{ key: "p" value {{ string_value: "{SHORT}" }} }}',
        f"server;Pwd={SHORT};x=1",
    ],
)
def test_a_secret_that_shows_as_one_is_blackened_unasked(lines: Lines, text: str) -> None:
    log.debug("%s", text)
    log.debug("a value", extra={"note": text})
    log.error("failed", exc_info=ValueError(text))
    written = json.dumps(lines())
    assert SHORT not in written
    assert base64.b64encode(SHORT.encode()).decode() not in written
    assert written.count(REDACTED) >= 3


@pytest.mark.parametrize("name", ["password", "dbPassword", "auth_token", "X-Api-Key", "privateKey", "Authorization"])
def test_an_extra_field_with_a_secrets_name_is_blackened_whole(lines: Lines, name: str) -> None:
    log.info("x", extra={name: SHORT, "outer": {name: {"a": SHORT}}, "list": [{name: SHORT}]})
    (line,) = lines()
    assert (line[name], line["outer"], line["list"]) == (REDACTED, {name: REDACTED}, [{name: REDACTED}])


def test_a_protobuf_message_is_never_formatted(lines: Lines) -> None:
    request = connector_service_pb2.CreateConnectorRequest(name=SHORT)
    request.auth_config.update({"x": SHORT, "n": 4711.5})
    log.info("got %s", request)
    log.info("got %(it)s", {"it": request})
    log.info("got %s", [{"it": request}])
    log.info(request)
    log.info("got", extra={"it": request})
    log.error("failed", exc_info=ValueError("bad", request))
    log.info(f"got {request.auth_config}")  # noqa: G004 - too late to refuse; its text is blackened
    written = json.dumps(lines())
    assert SHORT not in written
    assert "4711" not in written
    assert lines()[0]["message"] == "got <connectors.v1.CreateConnectorRequest>"


@pytest.mark.parametrize(
    "text",
    [
        "authConfig.password: must not be empty; leave the field out",
        "ListConnectors OK",
        "https://api.example.com:8443/@user?page=2",
        "token expired at 10:30:05",
        "a == b",
        "Basic authentication is off",
    ],
)
def test_what_is_no_secret_stays_as_it_is(text: str) -> None:
    assert redact_text(text) == text


def test_a_long_text_is_cut_and_no_secret_slips_through_at_the_cut(lines: Lines) -> None:
    with shielding():
        shield(SHORT)
        for before in range(MAX_CHARACTERS - len(SHORT) - 1, MAX_CHARACTERS + 1):
            log.info("%s", "x" * before + SHORT + "x" * 100)
    assert all(len(line["message"]) <= MAX_CHARACTERS for line in lines())
    assert "cana" not in json.dumps(lines())


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit", ['a="', "a='", "://", "x://u:p@", "=", " =", "a=b ", '":', "-----BEGIN ", "Bearer ", "\\", "_value:"]
)
def test_no_text_takes_long(unit: str) -> None:
    redact_text(unit * (MAX_CHARACTERS // len(unit)))


CRASHES = {
    "main thread": "fail()",
    "other thread": "import threading; t = threading.Thread(target=fail); t.start(); t.join()",
    "finalizer": "class A:\n    def __del__(self): fail()\nA()",
    "chained": "try:\n    fail()\nexcept Exception:\n    raise KeyError(dsn)",
    "group": "try:\n    fail()\nexcept Exception as e:\n    raise ExceptionGroup(dsn, [e])",
    "warning": "import warnings; warnings.warn(dsn)",
}


@pytest.mark.parametrize("ending", CRASHES.values(), ids=CRASHES.keys())
def test_a_crash_shows_no_secret(ending: str) -> None:
    program = (
        "import sys\n"
        "from server.observe import logs\n"
        "logs.configure('debug')\n"
        "dsn = sys.argv[1]\n"
        "def fail():\n"
        "    secret = dsn\n"
        "    raise RuntimeError(f'cannot reach {secret}')\n"
    ) + ending
    dsn = f"postgresql://svc:{SHORT}@db/x"
    ran = subprocess.run([sys.executable, "-c", program, dsn], capture_output=True, text=True, check=False, timeout=60)
    assert SHORT not in ran.stdout + ran.stderr
    written = [json.loads(line) for line in ran.stderr.splitlines()]
    assert f"postgresql://svc:{REDACTED}@db/x" in json.dumps(written)


@given(st.text(min_size=4, max_size=40))
def test_no_form_of_a_secret_is_shorter_than_it(secret: str) -> None:
    """So that texts shorter than a secret need not be searched for it."""
    assert all(len(form) >= len(secret.strip()) for form in forms_of(secret) if len(form) >= SHORTEST_SHIELDED)
