"""A certificate that soon expires: a soft signal, told before it becomes a failure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_SOON = timedelta(days=14)


def expiry_warning(der: bytes | None, peer: str, now: datetime | None = None) -> str | None:
    """A sentence when the certificate (DER) expires within 14 days, or has expired and was not verified."""
    if not der:
        return None
    from cryptography import x509  # 20 ms to import, needed only where TLS is spoken  # noqa: PLC0415

    try:
        expires = x509.load_der_x509_certificate(der).not_valid_after_utc
    except ValueError:  # cryptography is stricter than OpenSSL; verification, where asked for, has been done
        return None
    left = expires - (now or datetime.now(UTC))
    if left > _SOON:
        return None
    if left < timedelta(0):
        return f"The certificate of {peer} expired on {expires:%Y-%m-%d}."
    days = left.days
    return f"The certificate of {peer} expires on {expires:%Y-%m-%d}, in {days} day{'' if days == 1 else 's'}."
