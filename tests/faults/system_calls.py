"""What a process tree asked of the network, from the lines of `strace -f -yy`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

TRACED = "connect,sendto,sendmsg,sendmmsg"

_CALL = re.compile(r"^\d+ +(?P<name>\w+)\(\d+<(?P<socket>[^>\[]*)(?P<rest>.*)$")
_TO = re.compile(r"sin_port=htons\((\d+)\), sin_addr=inet_addr\(\"([^\"]+)\"\)")
_TO_6 = re.compile(r"sin6_port=htons\((\d+)\).*?inet_pton\(AF_INET6, \"([^\"]+)\"")
_CONNECTED_TO = re.compile(r"->\[?([0-9a-f.:]+?)\]?:(\d+)\]")


@dataclass(frozen=True)
class NetworkCall:
    """`protocol` is TCP, UDP, TCPv6 or UDPv6; `address` and `port` are where it goes, None where it is not said."""

    name: str
    protocol: str
    address: str | None
    port: int | None


def under_strace(trace: Path) -> list[str]:
    """The prefix of a command whose processes are to be traced, all of them; the tracer is no parent of them."""
    return ["strace", "-D", "-f", "-qq", "-yy", "-s", "0", "-e", f"trace={TRACED}", "-o", str(trace)]


def network_calls(trace: Path) -> list[NetworkCall]:
    """Those on IPv4 and IPv6 sockets. Raises ValueError for a connect that is not understood."""
    found = []
    for line in trace.read_text().splitlines():
        call = _CALL.match(line)
        if call is None:
            if " connect(" in line and "AF_INET" in line:
                raise ValueError(f"not understood: {line}")
            continue
        protocol = call["socket"].rstrip(":")
        if protocol not in ("TCP", "UDP", "TCPv6", "UDPv6"):
            continue
        rest = call["rest"]
        if to := _TO.search(rest) or _TO_6.search(rest):
            port, address = to.groups()
        elif to := _CONNECTED_TO.search(rest):
            address, port = to.groups()
        else:
            found.append(NetworkCall(call["name"], protocol, None, None))
            continue
        found.append(NetworkCall(call["name"], protocol, address, int(port)))
    return found
