"""Keys of SSH: the server's, as it is expected to be, and the user's private one. Nothing is read from ~/.ssh."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_ssh_private_key,
)
from paramiko import ECDSAKey, Ed25519Key, PKey, RSAKey

from probes.result import ProbeFailure, Reason

# One key has several names where its signatures do: RFC 8332.
FAMILIES = (
    ("ssh-ed25519",),
    ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"),
    ("rsa-sha2-512", "rsa-sha2-256"),
)
FINGERPRINT = re.compile(r"SHA256:([A-Za-z0-9+/]{43})=?")
OPENSSH = "-----BEGIN OPENSSH PRIVATE KEY-----"

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey | Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class HostKey:
    """The key that the server must show. `family` is None where only the fingerprint is known."""

    fingerprint: str
    family: tuple[str, ...] | None = None

    def is_of(self, key: PKey) -> bool:
        return fingerprint_of(key.asbytes()) == self.fingerprint


def fingerprint_of(blob: bytes) -> str:
    """As OpenSSH prints it: SHA256:… without padding."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def host_key(text: str, *, field: str) -> HostKey:
    """From a fingerprint, or from a line of known_hosts or ssh-keyscan (with its host, or without).

    Raises ProbeFailure INVALID_CONFIG.
    """
    found = FINGERPRINT.fullmatch(text.strip())
    if found:
        return HostKey(f"SHA256:{found[1]}")
    words = text.split()
    try:
        position = next(index for index, word in enumerate(words) if _family_of(word))
        blob = base64.b64decode(words[position + 1], validate=True)
        return HostKey(fingerprint_of(blob), _family_of(words[position]))
    except (StopIteration, IndexError, binascii.Error):
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            "the host key is neither a SHA256 fingerprint nor a public key",
            field=field,
            hint="give a line that ssh-keyscan prints (ssh-ed25519 AAAA…), or SHA256:… as ssh-keygen -l prints it",
        ) from None


def private_key(text: str, passphrase: str | None, *, field: str, passphrase_field: str) -> PKey:
    """From OpenSSH's format or PEM (PKCS #1, PKCS #8, SEC 1).

    Raises ProbeFailure: INVALID_CONFIG, CREDENTIAL_MISSING (it is encrypted, and there is no passphrase).
    """
    loaded = _loaded(text, passphrase, field, passphrase_field)
    kinds: dict[type, type[PKey]] = {
        RSAPrivateKey: RSAKey,
        EllipticCurvePrivateKey: ECDSAKey,
        Ed25519PrivateKey: Ed25519Key,
    }
    for kind, made in kinds.items():
        if isinstance(loaded, kind) and isinstance(loaded, PrivateKey):
            plain = loaded.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
            return made.from_private_key(io.StringIO(plain))
    raise _unreadable(field, "the private key is of a kind that SSH servers no longer take")


def _loaded(text: str, passphrase: str | None, field: str, passphrase_field: str) -> object:
    data = text.strip().encode() + b"\n"
    if data.startswith(b"PuTTY-User-Key-File"):
        raise _unreadable(field, "the private key is in PuTTY's own format")
    load = load_ssh_private_key if text.strip().startswith(OPENSSH) else load_pem_private_key
    try:
        return load(data, passphrase.encode() if passphrase else None)
    except TypeError:
        if passphrase:  # the key is not encrypted at all
            return _loaded(text, None, field, passphrase_field)
        raise ProbeFailure(
            Reason.CREDENTIAL_MISSING,
            "the private key is encrypted, and its passphrase is missing",
            field=passphrase_field,
            hint=f"give {passphrase_field}",
        ) from None
    except ValueError:
        if passphrase and (b"ENCRYPTED" in data or data.startswith(OPENSSH.encode())):
            raise ProbeFailure(
                Reason.INVALID_CONFIG,
                "the private key cannot be decrypted with this passphrase",
                field=passphrase_field,
                hint="check the passphrase, and that the key was pasted whole",
            ) from None
        raise _unreadable(field, "the private key cannot be read") from None
    except UnsupportedAlgorithm:
        raise _unreadable(field, "the private key is of a kind that cannot be read") from None


def _unreadable(field: str, message: str) -> ProbeFailure:
    return ProbeFailure(
        Reason.INVALID_CONFIG,
        message,
        field=field,
        hint="give an Ed25519, ECDSA or RSA key as text, from -----BEGIN to the end of the line -----END…",
    )


def _family_of(name: str) -> tuple[str, ...] | None:
    if name == "ssh-rsa":
        return FAMILIES[2]
    return next((family for family in FAMILIES if name in family), None)
