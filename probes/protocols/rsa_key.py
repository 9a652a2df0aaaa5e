"""Private keys as connectors hold them: PEM, encrypted or not. What is signed with one stays in this process."""

from __future__ import annotations

import re

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from probes.result import ProbeFailure, Reason

_PEM = re.compile(r"\s*(-----BEGIN [A-Z ]+-----)(.*?)(-----END [A-Z ]+-----)\s*", re.DOTALL)


def load_rsa_key(
    pem: str,
    passphrase: str | None,
    *,
    field: str = "authConfig.privateKey",
    passphrase_field: str = "authConfig.privateKeyPassphrase",  # noqa: S107 - the name of a field
) -> RSAPrivateKey:
    """Raises ProbeFailure: INVALID_CONFIG (no PEM, no RSA key), CREDENTIAL_MISSING or AUTHENTICATION_FAILED (the
    passphrase). Line breaks that a form or an environment variable made of the PEM's own are put right."""
    key = _load(pem, passphrase, field, passphrase_field, "RSA")
    if not isinstance(key, RSAPrivateKey):
        raise _no_key(field, "RSA")
    return key


def load_p256_key(
    pem: str,
    passphrase: str | None,
    *,
    field: str = "authConfig.privateKey",
    passphrase_field: str = "authConfig.privateKeyPassphrase",  # noqa: S107 - the name of a field
) -> EllipticCurvePrivateKey:
    """As load_rsa_key, for keys that sign ES256 (RFC 7518 §3.4)."""
    key = _load(pem, passphrase, field, passphrase_field, "P-256")
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise _no_key(field, "P-256")
    return key


def _load(pem: str, passphrase: str | None, field: str, passphrase_field: str, kind: str) -> object:
    try:
        return load_pem_private_key(_with_line_breaks(pem).encode(), passphrase.encode() if passphrase else None)
    except TypeError:  # of cryptography: the passphrase is absent, or there is one too many
        if passphrase:
            return _load(pem, None, field, passphrase_field, kind)
        raise ProbeFailure(
            Reason.CREDENTIAL_MISSING,
            "the private key is encrypted and its passphrase is missing",
            field=passphrase_field,
            hint="give the passphrase, or the key without encryption",
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        if "ENCRYPTED" in pem and passphrase:
            message = "the private key does not open with its passphrase"
            hint = "check the passphrase, and that the key is its own"
            raise ProbeFailure(Reason.AUTHENTICATION_FAILED, message, field=passphrase_field, hint=hint) from None
        raise _no_key(field, kind) from None


def _with_line_breaks(pem: str) -> str:
    parts = _PEM.fullmatch(pem.replace("\\n", "\n"))
    if parts is None or "Proc-Type" in parts[2]:
        return pem
    return f"{parts[1]}\n{''.join(parts[2].split())}\n{parts[3]}\n"


def _no_key(field: str, kind: str) -> ProbeFailure:
    return ProbeFailure(
        Reason.INVALID_CONFIG,
        f"the private key cannot be read as {'a' if kind == 'P-256' else 'an'} {kind} key in PEM",
        field=field,
        hint="paste the whole file, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----",
    )
