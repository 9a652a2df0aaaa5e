"""What a driver or a peer says is shown without secrets, internal addresses and control characters, and cut."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.diagnosis import MAX_CHARACTERS, Diagnosis, DiagnosisTable, by_class, scrub
from probes.result import Reason

SECRETS = st.text(min_size=6, max_size=40).filter(lambda secret: len(secret.strip()) >= 6 and secret.isprintable())


@given(SECRETS, st.sampled_from(["", "u", "us", "user:"]), st.sampled_from(["", "x", "yz"]))
def test_a_secret_is_gone_in_every_form(secret, before, after):
    raw = secret.encode()
    forms = {
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret),
        raw.hex(),
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode(),
    }
    for form in forms:
        left = scrub(f"refused «{form}» here", [secret])
        assert secret not in left
        assert form.strip('"') not in left
    within = base64.b64encode(before.encode() + raw + after.encode()).decode()
    left = scrub(within, [secret])
    assert "***" in left


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            'connection to "db" (10.1.2.3), port 5432 failed',
            'connection to "db" ([internal address]), port 5432 failed',
        ),
        ("at 127.0.0.1:5432.", "at [internal address]:5432."),
        ("peer ::1 said", "peer [internal address] said"),
        ("peer [fe80::1%eth0]:1", "peer [[internal address]]:1"),
        ("from ::ffff:10.0.0.1", "from [internal address]"),
        (
            "dial ::1: refused, fd00::1, fe80::1.",
            "dial [internal address]: refused, [internal address], [internal address].",
        ),
        ("seen from 93.184.216.34", "seen from 93.184.216.34"),
        ("MariaDB 10.11.6 at 12:30:45", "MariaDB 10.11.6 at 12:30:45"),
        ("a\r\nb\x00c\x1b[31m\u202ed", "a b c [31m d"),
    ],
)
def test_internal_addresses_and_control_characters_are_not_shown(text, shown):
    assert scrub(text) == shown


@given(st.text(max_size=2000), st.lists(st.text(max_size=5), max_size=3))
def test_whatever_is_said_fits_on_one_line(text, secrets):
    left = scrub(text, secrets)
    assert len(left) <= MAX_CHARACTERS
    assert left.isprintable()


def test_a_short_secret_does_not_eat_the_sentence():
    assert scrub("password a was refused at a", ["a"]) == "password *** was refused at ***"


def test_the_narrowest_row_speaks():
    rows = {
        "28P01": Diagnosis(Reason.AUTHENTICATION_FAILED, "no: {detail}"),
        "28": Diagnosis(Reason.PERMISSION_DENIED, ""),
    }
    table = DiagnosisTable(rows, Diagnosis(Reason.PEER_ERROR, "the server said: {detail}", field="config.host"))
    assert table.look_up("28P01", "28").reason is Reason.AUTHENTICATION_FAILED
    assert table.look_up("28000", "28").reason is Reason.PERMISSION_DENIED
    failure = table.look_up("XX000", "XX").failure("bad hunter2!", ["hunter2!"])
    assert (failure.reason, failure.message, failure.field) == (
        Reason.PEER_ERROR,
        "the server said: bad ***",
        "config.host",
    )


def test_an_exception_is_known_by_its_nearest_parent():
    table = DiagnosisTable({OSError: Diagnosis(Reason.UNREACHABLE, "gone")}, Diagnosis(Reason.INTERNAL, "?"))
    assert by_class(table, ConnectionResetError()).reason is Reason.UNREACHABLE
    assert by_class(table, KeyError()).reason is Reason.INTERNAL
