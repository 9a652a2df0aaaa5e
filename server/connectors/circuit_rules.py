"""What each probe outcome says about the peer's health, for the circuit breaker."""

from __future__ import annotations

from probes.result import ProbeResult, Reason
from server.breaker.breaker import Outcome, Refusal

OUTCOME_OF = {
    # The peer could not be talked to, or is failing: asking again at once would only add to it.
    Reason.DNS_NOT_FOUND: Outcome.UNREACHABLE,
    Reason.DNS_FAILED: Outcome.UNREACHABLE,
    Reason.CONNECTION_REFUSED: Outcome.UNREACHABLE,
    Reason.UNREACHABLE: Outcome.UNREACHABLE,
    Reason.TIMEOUT: Outcome.UNREACHABLE,
    Reason.TLS_UNTRUSTED: Outcome.UNREACHABLE,
    Reason.TLS_NAME_MISMATCH: Outcome.UNREACHABLE,
    Reason.TLS_EXPIRED: Outcome.UNREACHABLE,
    Reason.TLS_REQUIRED: Outcome.UNREACHABLE,
    Reason.PROTOCOL_MISMATCH: Outcome.UNREACHABLE,
    Reason.RATE_LIMITED: Outcome.UNREACHABLE,
    Reason.PEER_ERROR: Outcome.UNREACHABLE,
    # Repeated refusals lock accounts upstream.
    Reason.AUTHENTICATION_FAILED: Outcome.REFUSED,
    Reason.CREDENTIAL_EXPIRED: Outcome.REFUSED,
    # It answered, and knew us.
    Reason.PERMISSION_DENIED: Outcome.HEALTHY,
    Reason.RESOURCE_NOT_FOUND: Outcome.HEALTHY,
    # It was never asked, or not for a reason of its own.
    Reason.INVALID_CONFIG: Outcome.NEUTRAL,
    Reason.EGRESS_DENIED: Outcome.NEUTRAL,
    Reason.CREDENTIAL_MISSING: Outcome.NEUTRAL,
    Reason.UNSUPPORTED: Outcome.NEUTRAL,
    Reason.CIRCUIT_OPEN: Outcome.NEUTRAL,
    Reason.INTERNAL: Outcome.NEUTRAL,
    Reason.CREDENTIAL_REBIND_REQUIRED: Outcome.NEUTRAL,
}


def outcome_of(result: ProbeResult) -> Outcome:
    return Outcome.HEALTHY if result.reason is None else OUTCOME_OF[result.reason]


def circuit_open(refusal: Refusal) -> ProbeResult:
    """The answer while the circuit is open: no probe was made."""
    seconds = max(1, round(refusal.retry_after))
    if refusal.cause is Outcome.REFUSED:
        why = "the peer refused the credentials in the last tests"
        hint = "Correct the credentials: that closes the circuit at once. Repeating wrong ones may lock the account."
    else:
        why = "the last tests of this connector failed"
        hint = "Wait for the next probe, or correct the configuration: changing it closes the circuit at once."
    return ProbeResult(
        success=False,
        message=f"Not tested: {why}, so the circuit is open; the next probe is due in {seconds} s",
        reason=Reason.CIRCUIT_OPEN,
        hint=hint,
    )
