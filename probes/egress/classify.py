"""What an address is: one explicit table, the most specific network wins, and IPv4 hidden in IPv6 is unwrapped.

`ipaddress.is_global` is not asked: it calls NAT64, 6to4, ::127.0.0.1, multicast and 168.63.129.16 global.
Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries, IANA IPv6 address space, the vendors' own pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Verdict(StrEnum):
    """The class of an address. The value completes "… addresses are not allowed"."""

    PUBLIC = "public"
    UNSPECIFIED = "unspecified"
    LOOPBACK = "loopback"
    PRIVATE = "private"
    LINK_LOCAL = "link-local"
    CGNAT = "carrier-grade NAT"
    BENCHMARKING = "benchmarking"
    DOCUMENTATION = "documentation"
    MULTICAST = "multicast"
    BROADCAST = "broadcast"
    RESERVED = "reserved"
    METADATA = "cloud metadata"


# Everything in IPv4 is public unless a longer row says otherwise. In IPv6 only 2000::/3 has been given out as global
# unicast (RFC 4291 2.4, IANA IPv6 address space), so what no row names is reserved.
TABLE: tuple[tuple[str, Verdict, str], ...] = (
    ("0.0.0.0/0", Verdict.PUBLIC, "IPv4"),
    ("0.0.0.0/8", Verdict.UNSPECIFIED, "RFC 791 3.2, this network; Linux dials 0.0.0.0 as loopback"),
    ("10.0.0.0/8", Verdict.PRIVATE, "RFC 1918"),
    ("100.64.0.0/10", Verdict.CGNAT, "RFC 6598"),
    ("127.0.0.0/8", Verdict.LOOPBACK, "RFC 1122 3.2.1.3"),
    ("169.254.0.0/16", Verdict.LINK_LOCAL, "RFC 3927"),
    ("172.16.0.0/12", Verdict.PRIVATE, "RFC 1918"),
    ("192.0.0.0/24", Verdict.RESERVED, "RFC 6890, IETF protocol assignments"),
    ("192.0.2.0/24", Verdict.DOCUMENTATION, "RFC 5737, TEST-NET-1"),
    ("192.31.196.0/24", Verdict.RESERVED, "RFC 7535, AS112 sink, never a data source"),
    ("192.52.193.0/24", Verdict.RESERVED, "RFC 7450, AMT relays"),
    ("192.88.99.0/24", Verdict.RESERVED, "RFC 7526, 6to4 relay anycast, deprecated"),
    ("192.168.0.0/16", Verdict.PRIVATE, "RFC 1918"),
    ("192.175.48.0/24", Verdict.RESERVED, "RFC 7534, AS112 sink"),
    ("198.18.0.0/15", Verdict.BENCHMARKING, "RFC 2544"),
    ("198.51.100.0/24", Verdict.DOCUMENTATION, "RFC 5737, TEST-NET-2"),
    ("203.0.113.0/24", Verdict.DOCUMENTATION, "RFC 5737, TEST-NET-3"),
    ("224.0.0.0/4", Verdict.MULTICAST, "RFC 5771"),
    ("240.0.0.0/4", Verdict.RESERVED, "RFC 1112 4"),
    ("255.255.255.255/32", Verdict.BROADCAST, "RFC 919"),
    ("169.254.169.254/32", Verdict.METADATA, "AWS, GCP, Azure, OCI, DigitalOcean, Hetzner, OpenStack, IBM, Linode"),
    ("169.254.170.2/32", Verdict.METADATA, "AWS ECS task credentials"),
    ("169.254.170.23/32", Verdict.METADATA, "AWS EKS Pod Identity"),
    ("169.254.42.42/32", Verdict.METADATA, "Scaleway"),
    ("169.254.0.23/32", Verdict.METADATA, "Tencent Cloud"),
    ("168.63.129.16/32", Verdict.METADATA, "Azure WireServer, though publicly routable in form"),
    ("100.100.100.200/32", Verdict.METADATA, "Alibaba Cloud"),
    ("192.0.0.192/32", Verdict.METADATA, "Oracle Cloud Classic"),
    ("::/0", Verdict.RESERVED, "RFC 4291 2.4, not given out"),
    ("2000::/3", Verdict.PUBLIC, "RFC 4291, IANA global unicast"),
    ("::/96", Verdict.RESERVED, "RFC 4291 2.5.5.1, IPv4-compatible, deprecated; embeds IPv4"),
    ("::/128", Verdict.UNSPECIFIED, "RFC 4291 2.5.2; Linux dials it as loopback"),
    ("::1/128", Verdict.LOOPBACK, "RFC 4291 2.5.3"),
    ("::ffff:0:0/96", Verdict.PUBLIC, "RFC 4291 2.5.5.2, IPv4-mapped; the embedded address decides"),
    ("::ffff:0:0:0/96", Verdict.RESERVED, "RFC 2765, IPv4-translated; embeds IPv4"),
    ("64:ff9b::/96", Verdict.PUBLIC, "RFC 6052, NAT64; the embedded address decides"),
    ("64:ff9b:1::/48", Verdict.PRIVATE, "RFC 8215, NAT64 of the local network; embeds IPv4"),
    ("100::/64", Verdict.RESERVED, "RFC 6666, discard-only"),
    ("100:0:0:1::/64", Verdict.RESERVED, "RFC 9780, dummy prefix"),
    ("2001::/23", Verdict.RESERVED, "RFC 2928, IETF protocol assignments (ORCHID, AMT, PCP and TURN anycast)"),
    ("2001::/32", Verdict.RESERVED, "RFC 4380, Teredo, out of service; embeds IPv4 twice"),
    ("2001:2::/48", Verdict.BENCHMARKING, "RFC 5180"),
    ("2001:db8::/32", Verdict.DOCUMENTATION, "RFC 3849"),
    ("2002::/16", Verdict.PUBLIC, "RFC 3056, 6to4; the embedded address decides"),
    ("2620:4f:8000::/48", Verdict.RESERVED, "RFC 7534, AS112 sink"),
    ("3fff::/20", Verdict.DOCUMENTATION, "RFC 9637"),
    ("5f00::/16", Verdict.RESERVED, "RFC 9602, SRv6 segment ids"),
    ("fc00::/7", Verdict.PRIVATE, "RFC 4193, unique local"),
    ("fe80::/10", Verdict.LINK_LOCAL, "RFC 4291 2.5.6"),
    ("fec0::/10", Verdict.PRIVATE, "RFC 3879, site-local, deprecated"),
    ("ff00::/8", Verdict.MULTICAST, "RFC 4291 2.7"),
    ("fd00:ec2::254/128", Verdict.METADATA, "AWS"),
    ("fd00:ec2::23/128", Verdict.METADATA, "AWS EKS Pod Identity"),
    ("fd20:ce::254/128", Verdict.METADATA, "GCP, IPv6-only instances"),
    ("fd00:c1::a9fe:a9fe/128", Verdict.METADATA, "OCI"),
    ("fd00:42::42/128", Verdict.METADATA, "Scaleway"),
    ("fd00:a9fe:a9fe::1/128", Verdict.METADATA, "Akamai (Linode)"),
    ("fd00:100::100:200/128", Verdict.METADATA, "Alibaba Cloud"),
    ("fe80::a9fe:a9fe/128", Verdict.METADATA, "OpenStack"),
)


def _longest_first(version: int) -> tuple[tuple[int, int, Verdict], ...]:
    """The table of one IP version as (network, mask, verdict) integers, most specific network first."""
    networks = ((ip_network(text), verdict) for text, verdict, _source in TABLE)
    rows = sorted(
        ((network, verdict) for network, verdict in networks if network.version == version),
        key=lambda row: -row[0].prefixlen,
    )
    return tuple((int(network.network_address), int(network.netmask), verdict) for network, verdict in rows)


_ROWS = {4: _longest_first(4), 6: _longest_first(6)}


def classify(address: Address) -> Verdict:
    """The verdict on an address; of an IPv6 form that embeds IPv4, the more restrictive of all that it holds.

    Metadata outranks the rest, and of two other refusals the embedded one is named: it says what would be reached.
    """
    own = _look_up(address)
    if isinstance(address, IPv4Address):
        return own
    found = [*(_look_up(hidden) for hidden in embedded(address)), own]
    if Verdict.METADATA in found:
        return Verdict.METADATA
    return next((verdict for verdict in found if verdict is not Verdict.PUBLIC), Verdict.PUBLIC)


def _look_up(address: Address) -> Verdict:
    bits = int(address)
    return next(verdict for network, mask, verdict in _ROWS[address.version] if bits & mask == network)


def embedded(address: IPv6Address) -> Iterator[IPv4Address]:
    """Every IPv4 address that a transition mechanism would take out of this IPv6 address."""
    bits = int(address)
    low = IPv4Address(bits & 0xFFFF_FFFF)
    top_96 = bits >> 32
    if bits in (0, 1):  # the unspecified and the loopback address, no IPv4-compatible ones
        return
    if top_96 in (0, 0xFFFF, 0xFFFF_0000, 0x64_FF9B << 64):  # compatible, mapped, translated, NAT64 (RFC 6052)
        yield low
    if bits >> 80 == 0x64_FF9B_0001:  # local NAT64: the network chose a /48, /56, /64 or /96 (RFC 6052 2.2)
        yield from {low, *(_across_the_u_octet(bits, prefix) for prefix in (48, 56, 64))}
    if bits >> 112 == 0x2002:  # 6to4
        yield IPv4Address(bits >> 80 & 0xFFFF_FFFF)
    if bits >> 96 == 0x2001_0000:  # Teredo: the server, and the client with its bits turned (RFC 4380 4)
        yield IPv4Address(bits >> 64 & 0xFFFF_FFFF)
        yield IPv4Address(~bits & 0xFFFF_FFFF)
    if top_96 & 0xFCFF_FFFF == 0x0000_5EFE:  # ISATAP interface id under any prefix (RFC 5214 6.1)
        yield low


def _across_the_u_octet(bits: int, prefix: int) -> IPv4Address:
    """RFC 6052 2.2: the 32 bits after the prefix, leaving out octet 8 (bits 64 to 71)."""
    octets = bits.to_bytes(16, "big")
    tail = octets[prefix // 8 : 8] + octets[9:]
    return IPv4Address(tail[:4])


def unmapped(address: Address) -> Address:
    """An IPv4-mapped address as the IPv4 address that the kernel dials for it; others as they are."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
