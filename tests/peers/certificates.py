"""The tests' own certificates: a CA, server certificates that are right and wrong in one way each, a client's."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate with its key, both PEM files."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Certificates:
    """What the tests' TLS peers show. `ca` and `unknown_ca` are PEM files; everything is signed by `ca` but `unknown`.

    `server` is good for DNS:localhost, DNS:*.test and IP:127.0.0.1. `wrong_name` is for other.example alone.
    `expired` ended yesterday, `expiring` ends in a week.
    """

    ca: Path
    unknown_ca: Path
    server: Pair
    wrong_name: Pair
    expired: Pair
    expiring: Pair
    unknown: Pair
    client: Pair


LOCAL = (
    x509.DNSName("localhost"),
    x509.DNSName("*.test"),
    x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
)
ELSEWHERE = (x509.DNSName("other.example"),)


class Authority:
    """A CA that lives as long as the tests."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = _builder(self._name, self._name, self._key, days=365)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), False)
        self.pem = folder / f"{name}.crt"
        self.pem.write_bytes(builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def issue(self, name: str, names: tuple[x509.GeneralName, ...] = LOCAL, *, days: int = 90) -> Pair:
        """A certificate for servers and clients, good until `days` from now (negative: it is over)."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), self._name, key, days)
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
        purposes = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False
        )
        pair = Pair(self._folder / f"{name}.crt", self._folder / f"{name}.key")
        pair.certificate.write_bytes(builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        pair.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        pair.key.chmod(0o600)
        return pair


def make_certificates(folder: Path) -> Certificates:
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    known = Authority(folder, "ca")
    unknown = Authority(folder, "unknown-ca")
    return Certificates(
        ca=known.pem,
        unknown_ca=unknown.pem,
        server=known.issue("server"),
        wrong_name=known.issue("wrong-name", ELSEWHERE),
        expired=known.issue("expired", days=-1),
        expiring=known.issue("expiring", days=7),
        unknown=unknown.issue("unknown"),
        client=known.issue("client"),
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    return builder.not_valid_before(now - timedelta(days=30)).not_valid_after(now + timedelta(days=days))


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
