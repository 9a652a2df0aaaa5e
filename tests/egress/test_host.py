"""Which spellings of a host are taken. What the C library would take for something else than it looks like is not."""

from __future__ import annotations

import contextlib
import socket
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from probes.egress.host import MalformedHost, canonical_host, host_and_port

REFUSED = [
    *("", ".", "..", "a..b", ".a", "a.b..", "*", "*.example.com"),
    *("127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.0.0.01", "127.0.0.1."),
    *("127.0.0.256", "1.2.3.4.5", "127.0.0.0x1", "example.0x", "example.7"),
    *("１２７.０.０.１", "127。0。0。1", "ｅxample.com", "①②⑦.0.0.1", "local\u00adhost", "exam\u200bple.com"),
    *("127.0.0.1 ", " 127.0.0.1", "127.0.0.1\n", "127.0.0.1\x00.example.com", "a b", "\ud800"),
    *("::1%1", "fe80::1%eth0", "%31", "example.com%00", "[::1]", "[::1", "::1]", "::1:", ":::1", "1::2::3", "::127.1"),
    *("user@example.com", "http://example.com", "example.com/", "example.com:80", "exa$mple.com", "a\\b"),
    *("-a.com", "a-.com", "a_.com", "_a.com", "a" * 64, ".".join(["a" * 60] * 5)),
]


@pytest.mark.parametrize("text", REFUSED)
def test_a_host_not_in_canonical_form_is_refused_with_a_reason(text):
    with pytest.raises(MalformedHost) as refused:
        canonical_host(text)
    assert str(refused.value)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Example.COM", "example.com"),
        ("example.com.", "example.com"),
        ("localhost", "localhost"),
        ("my_db_1", "my_db_1"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
        ("straße.de", "xn--strae-oqa.de"),
        ("a.1b", "a.1b"),
        ("0xface.example", "0xface.example"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("::ffff:127.0.0.1", "127.0.0.1"),
        ("1-2-3-4.example", "1-2-3-4.example"),
    ],
)
def test_a_host_is_brought_to_its_canonical_form(text, canonical):
    assert str(canonical_host(text)) == canonical


def _as_aton_reads_it(text: str) -> IPv4Address | None:
    with contextlib.suppress(OSError, UnicodeError, ValueError):
        return IPv4Address(socket.inet_aton(text))
    return None


_PARTS = st.one_of(
    st.integers(0, 2**32).map(str), st.integers(0, 2**32).map(hex), st.integers(0, 2**32).map(lambda n: f"0{n:o}"),
    st.sampled_from(["0", "127", "0x7f", "0177", "", "a", "00", "1e1", "１", "²", "0X7F"]),
)  # fmt: skip
_SPELLINGS = st.one_of(
    st.lists(_PARTS, min_size=1, max_size=5).map(".".join),
    st.text(max_size=20),
    st.text("0123456789abcdefx.:-_%[] ", max_size=24),
    st.ip_addresses().map(str),
    st.tuples(st.ip_addresses(v=4).map(str), st.text(max_size=3)).map("".join),
)


@given(_SPELLINGS)
@example("0x7f.1")
@example("127.0.0.1 x")
@example("1.2.3.4.")
def test_no_name_we_accept_is_an_address_to_the_c_library(text):
    """inet_aton is the oracle: what it reads as an address is refused, or is that very address to us."""
    try:
        host = canonical_host(text)
    except MalformedHost:
        return
    meant = _as_aton_reads_it(host.lookup_name)
    if host.address is None:
        assert meant is None
        # Numeric look-up alone: getaddrinfo must not find an address in a name.
        with pytest.raises(socket.gaierror):
            socket.getaddrinfo(host.lookup_name.encode(), 80, flags=socket.AI_NUMERICHOST)
    elif isinstance(host.address, IPv4Address):
        assert meant == host.address


@given(st.ip_addresses(v=6))
def test_every_ipv6_text_means_one_address(address: IPv6Address):
    expected = address.ipv4_mapped or address
    assert {canonical_host(text).address for text in (str(address), address.exploded, str(address).upper())} == {
        expected
    }


@given(_SPELLINGS)
def test_the_canonical_form_is_a_fixed_point(text):
    with contextlib.suppress(MalformedHost):
        once = canonical_host(text)
        assert canonical_host(once.text).text == once.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("broker:9092", ("broker", 9092)),
        ("[::1]:9092", ("::1", 9092)),
        ("::1", ("::1", 7)),
        ("broker", ("broker", 7)),
        ("10.0.0.1:1", ("10.0.0.1", 1)),
    ],
)
def test_a_host_and_port_are_told_apart(text, expected):
    host, port = host_and_port(text, default_port=7)
    assert (str(host), port) == expected


@pytest.mark.parametrize(
    "text", ["a:0", "a:65536", "a:", "a:+1", "a:01", "a:１", "[::1]:", "[a]:1", "[::1]x", "a:b:c", "a"]
)
def test_a_malformed_host_and_port_are_refused(text):
    with pytest.raises(MalformedHost):
        host_and_port(text)
