"""NATS's keys: a seed signs the server's nonce. https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth

A seed is base32 of two prefix bytes, the 32 bytes of an Ed25519 key and a CRC-16 (XMODEM) of them, little-endian.
"""

from __future__ import annotations

import base64
import binascii
import re

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from probes.result import ProbeFailure, Reason

SEED_PREFIX, USER_PREFIX = 18 << 3, 20 << 3  # S and U in base32
# What `nsc generate creds` writes: https://docs.nats.io/using-nats/developer/connecting/creds
_BLOCK = re.compile(r"-----BEGIN (NATS USER JWT|USER NKEY SEED)-----\s*([A-Za-z0-9_.=+/-]+)\s*-+END \1-+")


class NKey:
    """A user's key pair, from its seed. The repr shows nothing of it."""

    def __init__(self, seed: str, path: str) -> None:
        """Raises ProbeFailure INVALID_CONFIG, naming `path`."""
        try:
            raw = base64.b32decode(seed + "=" * (-len(seed) % 8))
        except binascii.Error:
            raise _no_seed(path) from None
        checked, checksum = raw[:-2], raw[-2:]
        kind = (raw[0] & 7) << 5 | raw[1] >> 3 if len(raw) == 36 else None
        if kind != USER_PREFIX or raw[0] & 0xF8 != SEED_PREFIX or _crc(checked) != checksum:
            raise _no_seed(path)
        self._key = Ed25519PrivateKey.from_private_bytes(checked[2:])

    @property
    def public(self) -> str:
        """As the server's configuration has it: U…"""
        data = bytes([USER_PREFIX]) + self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base64.b32encode(data + _crc(data)).decode().rstrip("=")

    def sign(self, nonce: str) -> str:
        return base64.urlsafe_b64encode(self._key.sign(nonce.encode())).decode().rstrip("=")


def creds_file(text: str) -> tuple[str, str]:
    """The JWT and the seed. Raises ProbeFailure INVALID_CONFIG."""
    blocks = dict(_BLOCK.findall(text))
    if len(blocks) == 2:
        return blocks["NATS USER JWT"], blocks["USER NKEY SEED"]
    raise ProbeFailure(
        Reason.INVALID_CONFIG,
        "authConfig.creds is no NATS credentials file",
        field="authConfig.creds",
        hint="paste the whole .creds file: the block NATS USER JWT and the block USER NKEY SEED",
    )


def _crc(data: bytes) -> bytes:
    return binascii.crc_hqx(data, 0).to_bytes(2, "little")


def _no_seed(path: str) -> ProbeFailure:
    hint = "paste the user's seed, which begins with SU; the public key (U…) is not enough"
    return ProbeFailure(Reason.INVALID_CONFIG, f"{path} holds no user's NKey seed", field=path, hint=hint)
