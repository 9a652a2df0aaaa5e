"""Connection strings: what is understood, and that nothing else gets through to a driver."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols.dsn import Dsn, parse_dsn
from probes.result import ProbeFailure, Reason

SCHEMES = ("postgresql", "postgres")
OPTIONS = ("sslmode",)

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)


def parse(text: str) -> Dsn:
    return parse_dsn(text, schemes=SCHEMES, options=OPTIONS)


@given(
    username=WORDS,
    password=WORDS,
    database=WORDS,
    host=st.sampled_from(["db.example.com", "10.0.0.1", "[2001:db8::1]"]),
    port=st.integers(1, 65535),
)
def test_every_part_comes_back_as_it_was_encoded(
    username: str, password: str, database: str, host: str, port: int
) -> None:
    login = f"{quote(username, safe='')}:{quote(password, safe='')}"
    dsn = parse(f"postgresql://{login}@{host}:{port}/{quote(database, safe='')}?sslmode=require")
    expected = Dsn(host.strip("[]"), port, database, username, password, {"sslmode": "require"})
    assert dsn == expected
    assert "password" not in repr(dsn).replace(repr(database), "").replace(repr(username), "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgres://h", Dsn("h")),
        ("POSTGRES://h/", Dsn("h")),
        ("postgres://h:1/d", Dsn("h", 1, "d")),
        ("postgres://u@h", Dsn("h", username="u")),
        ("postgres://u:@h", Dsn("h", username="u", password="")),
        ("postgres://:p@h", Dsn("h", password="p")),
    ],
)
def test_parts_may_be_left_out(text: str, expected: Dsn) -> None:
    assert parse(text) == expected


REFUSED = [
    ("", "form"),
    ("host=db port=5432", "form"),
    ("jdbc:postgresql://h/d", "must begin with"),
    ("mysql://h/d", "must begin with"),
    ("postgres://a,b/d", "form"),
    ("postgres://a:1,b:2/d", "form"),
    ("postgres://%2Fvar%2Frun/d", "form"),
    ("postgres:///d", "form"),
    ("postgres:///d?host=h", "form"),
    ("postgres://u:p@ss@h/d", "form"),
    ("postgres://u:p/w@h/d", "form"),
    ("postgres://h/d#fragment", "form"),
    ("postgres://h/d e", "form"),
    ("postgres://h/d\n", "form"),
    ("postgres://h/a/b", "form"),
    ("postgres://h\u3002example/d", "form"),
    ("postgres://h:0/d", "port"),
    ("postgres://h:65536/d", "port"),
    ("postgres://h:99999999/d", "form"),
    ("postgres://h/d?host=other", "option host"),
    ("postgres://h/d?hostaddr=127.0.0.1", "option hostaddr"),
    ("postgres://h/d?service=x", "option service"),
    ("postgres://h/d?password=hunter2", "option password"),
    ("postgres://h/d?sslrootcert=/etc/passwd", "option sslrootcert"),
    ("postgres://h/d?sslmode=require&sslmode=disable", "twice"),
    ("postgres://h/d?sslmode", "name=value"),
    ("postgres://h/%zz", "hexadecimal"),
    ("postgres://h/%ff", "UTF-8"),
    ("postgres://h/%00", "control"),
    ("postgres://u:%0a@h/d", "control"),
    ("postgres://h/" + "d" * 5000, "longer"),
]


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_what_is_not_understood_is_refused_and_not_repeated(text: str, words: str) -> None:
    with pytest.raises(ProbeFailure, match=words) as caught:
        parse(text)
    assert caught.value.reason is Reason.INVALID_CONFIG
    assert caught.value.field == "config.connectionString"
    assert caught.value.hint
    assert "hunter2" not in caught.value.message


@given(st.text(max_size=60))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    for prefix in ("", "postgres://", "postgres://u:p@h/d?"):
        try:
            dsn = parse(prefix + text)
        except ProbeFailure:
            continue
        assert "," not in dsn.host
        assert "/" not in dsn.host
