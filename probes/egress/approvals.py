"""What the guard approved in this process: the audit hook of an isolated probe lets a connect go nowhere else."""

from __future__ import annotations

from ipaddress import ip_address

from probes.egress.classify import Address, unmapped

_approved: set[tuple[Address, int]] = set()


def approve(address: Address, port: int) -> None:
    _approved.add((unmapped(address), port))


def is_approved(address: str, port: int) -> bool:
    """Whether a connect to this address, as it stands in a socket address, was approved in this process."""
    try:
        return (unmapped(ip_address(address)), port) in _approved
    except ValueError:
        return False


def forget() -> None:
    """Takes every approval back."""
    _approved.clear()
