"""MongoDB connection strings: what is put in is read out, and what cannot be meant is refused with the field named."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols.mongodb_uri import MAX_HOSTS, PORT, Seed, parse_uri
from probes.result import ProbeFailure, Reason

TEXT = st.text(st.characters(min_codepoint=0x20, exclude_characters="\x7f", exclude_categories=("Cs",)), min_size=1)
NAMES = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?(\.[a-z]{2,5})?", fullmatch=True)
SEEDS = st.builds(Seed, NAMES, st.integers(1, 65535))


@given(TEXT, TEXT, TEXT, st.lists(SEEDS, min_size=1, max_size=MAX_HOSTS))
def test_every_part_is_read_out_as_it_was_put_in(user: str, password: str, database: str, seeds: list[Seed]) -> None:
    hosts = ",".join(f"{seed.host}:{seed.port}" for seed in seeds)
    login, path = f"{quote(user, safe='')}:{quote(password, safe='')}", quote(database, safe="")
    text = f"mongodb://{login}@{hosts}/{path}?authSource={path}"
    if len(text) > 4096:
        return
    uri = parse_uri(text)
    assert (uri.username, uri.password, uri.database) == (user, password, database)
    assert uri.seeds == tuple(seeds)
    assert uri.options == {"authSource": database}
    if len(password) > 3 and password not in f"{user}{database}{hosts}":
        assert password not in repr(uri)


@given(st.text(max_size=60))
def test_whatever_else_is_read_or_refused_and_never_repeated(text: str) -> None:
    failures: list[ProbeFailure] = []
    try:
        parse_uri(f"mongodb://{text}")
    except ProbeFailure as failure:
        failures.append(failure)
    for failure in failures:
        assert (failure.reason, failure.field) == (Reason.INVALID_CONFIG, "config.connectionString")
        assert failure.hint


@pytest.mark.parametrize(
    ("text", "seeds"),
    [
        ("mongodb://a", (Seed("a", PORT),)),
        ("mongodb://a/", (Seed("a", PORT),)),
        ("MONGODB://a:1,b/db", (Seed("a", 1), Seed("b", PORT))),
        ("mongodb://[::1]:7/?", (Seed("::1", 7),)),
        ("mongodb+srv://cluster.example.com/db", (Seed("cluster.example.com", PORT),)),
    ],
)
def test_hosts(text: str, seeds: tuple[Seed, ...]) -> None:
    uri = parse_uri(text)
    assert (uri.seeds, uri.srv) == (seeds, "srv" in text)


@pytest.mark.parametrize(
    "text",
    [
        "mysql://a/db",
        "mongodb://",
        "mongodb://%2Ftmp%2Fmongodb-27017.sock/db",  # a Unix socket
        "mongodb://a:0",
        "mongodb://a:65536",
        "mongodb://a,,b",
        "mongodb://" + ",".join(f"h{number}" for number in range(MAX_HOSTS + 1)),
        "mongodb+srv://a.example.com,b.example.com",
        "mongodb+srv://a.example.com:27017",
        "mongodb://user:pass@word@a/db",
        "mongodb://user:%zz@a/db",
        "mongodb://user:%ff@a/db",
        "mongodb://a/db?tls",
        "mongodb://a/db?tls=true&ssl=false",
        "mongodb://a/db?tlsCAFile=/etc/ca.pem",
        "mongodb://a/db?proxyHost=evil.example",
        "mongodb://a/db?authMechanismProperties=AWS_SESSION_TOKEN:secret",
        "mongodb://" + "a" * 5000,
    ],
)
def test_what_no_probe_understands_is_refused(text: str) -> None:
    with pytest.raises(ProbeFailure) as failure:
        parse_uri(text)
    assert failure.value.reason is Reason.INVALID_CONFIG
    assert failure.value.field == "config.connectionString"
    assert failure.value.hint
    assert "secret" not in failure.value.message
