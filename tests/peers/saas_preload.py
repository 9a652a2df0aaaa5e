"""Imported in a test's zygote, so that the vendors' names lead to its peer there too (saas_network.py says how).

The zygote is told nothing but where the operator's authorities are; beside that file stands what this one needs.
"""

from __future__ import annotations

import json
import os
import socket
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from probes.egress import approvals, dial
from probes.egress.classify import Address

_NETWORK = json.loads(Path(os.environ["SSL_CERT_FILE"]).with_name("network.json").read_text())
_begin = dial._begin


def _getaddrinfo(name: bytes, port: int, *_how: int) -> list[Any]:
    if name.decode() not in _NETWORK["names"]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", port))]


def _to_the_peer(address: Address, port: int) -> Any:
    """The audit hook lets a connect go where the guard approved: what it approved is the peer, by another port."""
    if approvals.is_approved(str(address), port):
        approvals.approve(ip_address("127.0.0.1"), _NETWORK["port"])
    return _begin(address, _NETWORK["port"])


socket.getaddrinfo = _getaddrinfo  # type: ignore[assignment]  # the one look-up of probes/egress/resolve.py
dial._begin = _to_the_peer
