"""The edges of every range: its first and last address, and the addresses just outside it."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.egress.classify import TABLE, Verdict, classify, embedded

PUBLIC, UNSPECIFIED, LOOPBACK, PRIVATE = Verdict.PUBLIC, Verdict.UNSPECIFIED, Verdict.LOOPBACK, Verdict.PRIVATE
LINK_LOCAL, CGNAT, RESERVED, METADATA = Verdict.LINK_LOCAL, Verdict.CGNAT, Verdict.RESERVED, Verdict.METADATA
DOCUMENTATION, BENCHMARKING, MULTICAST = Verdict.DOCUMENTATION, Verdict.BENCHMARKING, Verdict.MULTICAST

# first, last, verdict, verdict on the address before the first, verdict on the one after the last (None: there is none)
RANGES = [
    ("0.0.0.0", "0.255.255.255", UNSPECIFIED, None, PUBLIC),
    ("10.0.0.0", "10.255.255.255", PRIVATE, PUBLIC, PUBLIC),
    ("100.64.0.0", "100.127.255.255", CGNAT, PUBLIC, PUBLIC),
    ("127.0.0.0", "127.255.255.255", LOOPBACK, PUBLIC, PUBLIC),
    ("169.254.0.0", "169.254.255.255", LINK_LOCAL, PUBLIC, PUBLIC),
    ("172.16.0.0", "172.31.255.255", PRIVATE, PUBLIC, PUBLIC),
    ("192.0.0.0", "192.0.0.255", RESERVED, PUBLIC, PUBLIC),
    ("192.0.2.0", "192.0.2.255", DOCUMENTATION, PUBLIC, PUBLIC),
    ("192.31.196.0", "192.31.196.255", RESERVED, PUBLIC, PUBLIC),
    ("192.52.193.0", "192.52.193.255", RESERVED, PUBLIC, PUBLIC),
    ("192.88.99.0", "192.88.99.255", RESERVED, PUBLIC, PUBLIC),
    ("192.168.0.0", "192.168.255.255", PRIVATE, PUBLIC, PUBLIC),
    ("192.175.48.0", "192.175.48.255", RESERVED, PUBLIC, PUBLIC),
    ("198.18.0.0", "198.19.255.255", BENCHMARKING, PUBLIC, PUBLIC),
    ("198.51.100.0", "198.51.100.255", DOCUMENTATION, PUBLIC, PUBLIC),
    ("203.0.113.0", "203.0.113.255", DOCUMENTATION, PUBLIC, PUBLIC),
    ("224.0.0.0", "239.255.255.255", MULTICAST, PUBLIC, RESERVED),
    ("240.0.0.0", "255.255.255.254", RESERVED, MULTICAST, Verdict.BROADCAST),
    ("255.255.255.255", "255.255.255.255", Verdict.BROADCAST, RESERVED, None),
    ("169.254.169.254", "169.254.169.254", METADATA, LINK_LOCAL, LINK_LOCAL),
    ("169.254.170.2", "169.254.170.2", METADATA, LINK_LOCAL, LINK_LOCAL),
    ("169.254.170.23", "169.254.170.23", METADATA, LINK_LOCAL, LINK_LOCAL),
    ("169.254.42.42", "169.254.42.42", METADATA, LINK_LOCAL, LINK_LOCAL),
    ("169.254.0.23", "169.254.0.23", METADATA, LINK_LOCAL, LINK_LOCAL),
    ("168.63.129.16", "168.63.129.16", METADATA, PUBLIC, PUBLIC),
    ("100.100.100.200", "100.100.100.200", METADATA, CGNAT, CGNAT),
    ("192.0.0.192", "192.0.0.192", METADATA, RESERVED, RESERVED),
    ("::", "::", UNSPECIFIED, None, LOOPBACK),
    ("::1", "::1", LOOPBACK, UNSPECIFIED, UNSPECIFIED),  # ::2 is IPv4-compatible 0.0.0.2
    ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", None, RESERVED, RESERVED),
    ("100::", "100::ffff:ffff:ffff:ffff", RESERVED, RESERVED, RESERVED),
    ("2000::", "2000::", PUBLIC, RESERVED, PUBLIC),
    ("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", None, PUBLIC, PUBLIC),
    ("2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff", BENCHMARKING, RESERVED, RESERVED),
    ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", DOCUMENTATION, PUBLIC, PUBLIC),
    ("2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff", RESERVED, PUBLIC, PUBLIC),
    ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", DOCUMENTATION, PUBLIC, PUBLIC),
    ("3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", PUBLIC, PUBLIC, RESERVED),
    ("5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", RESERVED, RESERVED, RESERVED),
    ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", PRIVATE, RESERVED, RESERVED),
    ("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", LINK_LOCAL, RESERVED, PRIVATE),
    ("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", PRIVATE, LINK_LOCAL, MULTICAST),
    ("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", MULTICAST, PRIVATE, None),
    ("fd00:ec2::254", "fd00:ec2::254", METADATA, PRIVATE, PRIVATE),
    ("fd00:ec2::23", "fd00:ec2::23", METADATA, PRIVATE, PRIVATE),
    ("fd20:ce::254", "fd20:ce::254", METADATA, PRIVATE, PRIVATE),
    ("fd00:c1::a9fe:a9fe", "fd00:c1::a9fe:a9fe", METADATA, PRIVATE, PRIVATE),
    ("fd00:42::42", "fd00:42::42", METADATA, PRIVATE, PRIVATE),
    ("fd00:a9fe:a9fe::1", "fd00:a9fe:a9fe::1", METADATA, PRIVATE, PRIVATE),
    ("fd00:100::100:200", "fd00:100::100:200", METADATA, PRIVATE, PRIVATE),
    ("fe80::a9fe:a9fe", "fe80::a9fe:a9fe", METADATA, LINK_LOCAL, LINK_LOCAL),
]


@pytest.mark.parametrize(("first", "last", "verdict", "before", "after"), RANGES)
def test_every_range_ends_where_its_source_says(first, last, verdict, before, after):
    low, high = ip_address(first), ip_address(last)
    inside = {classify(low), classify(high)}
    assert inside == {verdict} if verdict else PUBLIC not in inside
    assert before is None or classify(low - 1) is before
    assert after is None or classify(high + 1) is after


def test_every_row_of_the_table_has_its_edges_here():
    """A row that nobody looked at is a row that may be wrong; forms that embed IPv4 have a test of their own below."""
    looked_at = {ip_address(first) for first, *_rest in RANGES}
    embedding = {"::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "2001::/32", "2002::/16"}
    whole = {"0.0.0.0/0", "::/0", "2000::/3", "100:0:0:1::/64"}
    missing = [
        text
        for text, *_rest in TABLE
        if ip_network(text).network_address not in looked_at and text not in embedding | whole
    ]
    assert missing == []


EMBEDDING = [
    ("::ffff:{}", PUBLIC),
    ("::{}", RESERVED),
    ("::ffff:0:{}", RESERVED),
    ("64:ff9b::{}", PUBLIC),
    ("64:ff9b:1::{}", PRIVATE),
    ("64:ff9b:1:abcd::{}", PRIVATE),
    ("2a00:1450::5efe:{}", PUBLIC),
    ("2a00:1450::200:5efe:{}", PUBLIC),
]


@pytest.mark.parametrize(("form", "of_public"), EMBEDDING)
@pytest.mark.parametrize(
    ("hidden", "verdict"),
    [
        ("127.0.0.1", LOOPBACK),
        ("10.1.2.3", PRIVATE),
        ("169.254.169.254", METADATA),
        ("255.255.255.255", Verdict.BROADCAST),
    ],
)
def test_an_ipv4_address_hidden_in_ipv6_is_judged(form, of_public, hidden, verdict):
    found = classify(ip_address(form.format(hidden)))
    # Local NAT64 puts the address in one of four places, and what stands in the others is judged as well.
    assert found is verdict or (found is not PUBLIC and "64:ff9b:1:" in form and verdict is not METADATA)


@pytest.mark.parametrize(("form", "of_public"), EMBEDDING)
def test_a_public_ipv4_address_in_ipv6_is_as_good_as_its_form(form, of_public):
    found = classify(ip_address(form.format("93.184.216.34")))
    assert (found is PUBLIC) == (of_public is PUBLIC)


@given(st.ip_addresses(v=4))
def test_6to4_teredo_and_nat64_of_any_prefix_length_are_unwrapped(hidden: IPv4Address):
    bits = int(hidden)
    turned = ~bits & 0xFFFF_FFFF
    octets = hidden.packed
    forms = [
        IPv6Address(0x2002 << 112 | bits << 80 | 1),
        IPv6Address(0x20010000 << 96 | bits << 64 | 0xFFFF_FFFF),
        IPv6Address(0x20010000 << 96 | turned),
        IPv6Address(bytes.fromhex("0064ff9b0001") + octets[:2] + b"\0" + octets[2:] + bytes(5)),
        IPv6Address(bytes.fromhex("0064ff9b000100") + octets[:1] + b"\0" + octets[1:] + bytes(4)),
        IPv6Address(bytes.fromhex("0064ff9b00010000") + b"\0" + octets + bytes(3)),
    ]
    for form in forms:
        assert hidden in embedded(form)
        if classify(hidden) is not PUBLIC:
            assert classify(form) is not PUBLIC
        if classify(hidden) is METADATA:
            assert classify(form) is METADATA


@given(st.ip_addresses())
def test_nothing_python_calls_special_is_public_here(address):
    """The oracle is weaker than the table, never stronger: what it calls private or reserved, the table refuses."""
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert classify(address) is not PUBLIC or (
            isinstance(address, IPv6Address) and address.ipv4_mapped and classify(address.ipv4_mapped) is PUBLIC
        )
