"""What a failed TLS handshake means, in one table: OpenSSL's verify codes and error reasons to our own."""

from __future__ import annotations

import ssl

from probes.result import ProbeFailure, Reason

_UNTRUSTED = (
    "no authority that this service trusts signed the certificate of {peer}",
    "give the authority that signed it as the connector's CA certificate, or have the peer send its whole chain",
)
_EXPIRED = ("the certificate of {peer} has expired", "renew the certificate on the peer")
_WRONG_NAME = ("the certificate of {peer} is for another name", "use a name that the certificate holds")
_NO_TLS = ("{peer} does not speak TLS on this port", "check the port, or whether the peer expects TLS at all")
_OLD_TLS = ("{peer} offers no TLS version from 1.2 up", "enable TLS 1.2 or 1.3 on the peer")
_REFUSED_OURS = (
    "{peer} refused the client certificate",
    "check the certificate, and that the peer trusts its authority",
)

# X509_V_ERR_*, x509_vfy.h of OpenSSL 3.
VERIFY_CODES: dict[int, tuple[Reason, str, str]] = {
    9: (
        Reason.TLS_EXPIRED,
        "the certificate of {peer} is not valid yet",
        "check the clock of this service's machine and the certificate's first day",
    ),
    10: (Reason.TLS_EXPIRED, *_EXPIRED),
    18: (Reason.TLS_UNTRUSTED, "the certificate of {peer} is self-signed", _UNTRUSTED[1]),
    19: (Reason.TLS_UNTRUSTED, *_UNTRUSTED),
    20: (Reason.TLS_UNTRUSTED, *_UNTRUSTED),
    21: (Reason.TLS_UNTRUSTED, *_UNTRUSTED),
    23: (Reason.TLS_UNTRUSTED, "the certificate of {peer} was revoked", "have the peer's certificate replaced"),
    62: (Reason.TLS_NAME_MISMATCH, *_WRONG_NAME),
    64: (Reason.TLS_NAME_MISMATCH, *_WRONG_NAME),
}

# ssl.SSLError.reason, which is the symbol of OpenSSL's ERR_reason_error_string.
REASONS: dict[str, tuple[Reason, str, str]] = {
    "WRONG_VERSION_NUMBER": (Reason.PROTOCOL_MISMATCH, *_NO_TLS),
    "RECORD_LAYER_FAILURE": (Reason.PROTOCOL_MISMATCH, *_NO_TLS),
    "HTTP_REQUEST": (Reason.PROTOCOL_MISMATCH, *_NO_TLS),
    "PACKET_LENGTH_TOO_LONG": (Reason.PROTOCOL_MISMATCH, *_NO_TLS),
    "UNEXPECTED_MESSAGE": (Reason.PROTOCOL_MISMATCH, *_NO_TLS),
    "UNKNOWN_PROTOCOL": (Reason.PROTOCOL_MISMATCH, *_NO_TLS),
    "BAD_RECORD_TYPE": (Reason.PROTOCOL_MISMATCH, *_NO_TLS),
    "UNSUPPORTED_PROTOCOL": (Reason.PROTOCOL_MISMATCH, *_OLD_TLS),
    "TLSV1_ALERT_PROTOCOL_VERSION": (Reason.PROTOCOL_MISMATCH, *_OLD_TLS),
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": (Reason.PROTOCOL_MISMATCH, *_OLD_TLS),
    "DH_KEY_TOO_SMALL": (Reason.PROTOCOL_MISMATCH, "{peer} uses a key too weak for TLS today", _OLD_TLS[1]),
    "EE_KEY_TOO_SMALL": (Reason.TLS_UNTRUSTED, "the certificate of {peer} has a key too weak", "renew the certificate"),
    "CA_MD_TOO_WEAK": (Reason.TLS_UNTRUSTED, "the certificate of {peer} is signed too weakly", "renew the certificate"),
    "SSLV3_ALERT_HANDSHAKE_FAILURE": (
        Reason.PROTOCOL_MISMATCH,
        "{peer} refused the TLS handshake",
        "the peer may want a client certificate, or ciphers that are out of date",
    ),
    "TLSV1_UNRECOGNIZED_NAME": (
        Reason.TLS_NAME_MISMATCH,
        "{peer} answers TLS and knows no host of that name",
        "use the name under which the peer is published",
    ),
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": (
        Reason.CREDENTIAL_MISSING,
        "{peer} asks for a client certificate",
        "give the connector a client certificate and its key",
    ),
    "TLSV1_ALERT_UNKNOWN_CA": (Reason.AUTHENTICATION_FAILED, *_REFUSED_OURS),
    "SSLV3_ALERT_BAD_CERTIFICATE": (Reason.AUTHENTICATION_FAILED, *_REFUSED_OURS),
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": (Reason.AUTHENTICATION_FAILED, *_REFUSED_OURS),
    "TLSV1_ALERT_ACCESS_DENIED": (Reason.AUTHENTICATION_FAILED, *_REFUSED_OURS),
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": (
        Reason.CREDENTIAL_EXPIRED,
        "{peer} says that the client certificate has expired",
        "renew the client certificate",
    ),
    "SSLV3_ALERT_CERTIFICATE_REVOKED": (Reason.CREDENTIAL_EXPIRED, *_REFUSED_OURS),
}

_CUT_SHORT = {"UNEXPECTED_EOF_WHILE_READING", "UNEXPECTED_EOF"}


def tls_failure(error: ssl.SSLError, peer: str, *, field: str = "config.host") -> ProbeFailure:
    """The failure of a handshake with `peer` (host:port). A driver that wrapped the socket by itself asks here too."""
    reason, message, hint = _diagnose(error)
    return ProbeFailure(reason, message.format(peer=peer), field=field, hint=hint)


def _diagnose(error: ssl.SSLError) -> tuple[Reason, str, str]:
    if isinstance(error, ssl.SSLCertVerificationError):
        fallback = (Reason.TLS_UNTRUSTED, "the certificate of {peer} cannot be verified", _UNTRUSTED[1])
        return VERIFY_CODES.get(error.verify_code, fallback)
    if isinstance(error, ssl.SSLEOFError) or error.reason in _CUT_SHORT:
        return (
            Reason.UNREACHABLE,
            "{peer} closed the connection during the TLS handshake",
            "check that the port speaks TLS, and any proxy or firewall in between",
        )
    named = REASONS.get(error.reason or "")
    if named:
        return named
    name = (error.reason or "unknown").lower().replace("_", " ")
    return Reason.PROTOCOL_MISMATCH, f"the TLS handshake with {{peer}} failed: {name}", _NO_TLS[1]
