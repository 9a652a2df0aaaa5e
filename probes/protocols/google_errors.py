"""Error answers of Google's JSON APIs as reasons.

https://cloud.google.com/storage/docs/json_api/v1/status-codes, https://cloud.google.com/bigquery/docs/error-messages
and https://cloud.google.com/apis/design/errors#error_info
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.egress.http import HttpAnswer
from probes.protocols.http_status import retry_after
from probes.result import ProbeFailure, Reason

_DENIED = ("forbidden", "accessDenied", "PERMISSION_DENIED")
_ABSENT = ("notFound", "NOT_FOUND")

_REFUSED = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "Google refused the access token",
    "access tokens live an hour: store a fresh one, or a service account's key, which fetches its own",
)
_SCOPE = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the access token was issued for other scopes",
    "issue one for the scope https://www.googleapis.com/auth/cloud-platform, or store a service account's key",
)
_OFF = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the API is not enabled in the credentials' project",
    "enable it in the console under APIs & Services",
    "config.project",
)
_QUOTA = Diagnosis(
    Reason.RATE_LIMITED, "Google asks to come back later", "wait, then test again; ask for more quota if it lasts"
)
_BILLING = Diagnosis(
    Reason.PERMISSION_DENIED, "the project has no working billing account", "enable billing for it", "config.project"
)
_FAILING = Diagnosis(
    Reason.PEER_ERROR, "Google has a fault of its own", "test again later; see https://status.cloud.google.com"
)

_ERRORS = DiagnosisTable(
    rows={
        "ACCESS_TOKEN_EXPIRED": Diagnosis(
            Reason.CREDENTIAL_EXPIRED, "the access token expired", _REFUSED.hint, _REFUSED.field
        ),
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT": _SCOPE,
        "insufficientPermissions": _SCOPE,
        "SERVICE_DISABLED": _OFF,
        "accessNotConfigured": _OFF,
        "BILLING_DISABLED": _BILLING,
        "billingNotEnabled": _BILLING,
        "accountDisabled": _BILLING,
        "authError": _REFUSED,
        "required": _REFUSED,
        "UNAUTHENTICATED": _REFUSED,
        "userProjectMissing": Diagnosis(
            Reason.UNSUPPORTED,
            "the bucket makes the requester pay, and a test spends nobody's money",
            "read a bucket whose owner pays, or switch `requester pays` off",
            "config.bucket",
        ),
        "rateLimitExceeded": _QUOTA,
        "userRateLimitExceeded": _QUOTA,
        "quotaExceeded": _QUOTA,
        "jobRateLimitExceeded": _QUOTA,
        "RESOURCE_EXHAUSTED": _QUOTA,
        "429": _QUOTA,
        "backendError": _FAILING,
        "internalError": _FAILING,
        "INTERNAL": _FAILING,
        "UNAVAILABLE": _FAILING,
        **{str(status): _FAILING for status in (500, 502, 503, 504)},
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "Google answered with an error", "look the reason up in the API's error reference"
    ),
)


@dataclass(frozen=True, slots=True)
class GoogleError:
    """The parts of an error answer that say what happened: from the most exact to the most general."""

    keys: tuple[str, ...]
    message: str

    @property
    def rows_elsewhere(self) -> bool:
        """Whether an exact reason (an API that is off, a token's scope) stands beside the general one."""
        return any(key in _ERRORS.rows for key in self.keys)

    @property
    def shown(self) -> str:
        return next(iter(self.keys), "")


@dataclass(frozen=True, slots=True)
class Known:
    """What refusals mean where one question is asked. `phrases` are looked for in the message first, where one reason
    stands for several things."""

    denied: Diagnosis
    absent: Diagnosis
    phrases: Mapping[str, Diagnosis] = field(default_factory=dict)

    def look_up(self, error: GoogleError) -> Diagnosis | None:
        if error.rows_elsewhere:
            return None
        said = next((found for phrase, found in self.phrases.items() if phrase in error.message), None)
        if said:
            return said
        if any(key in _DENIED for key in error.keys):
            return self.denied
        return self.absent if any(key in _ABSENT for key in error.keys) else None


def failure_of(answer: HttpAnswer, known: Known, *, token_path: str, endpoint: str) -> ProbeFailure:
    """`token_path` and `endpoint` are the fields to blame for the credential and for the peer."""
    error = error_of(answer)
    if error is None and answer.status not in (429, 500, 502, 503, 504):
        return not_google(answer.status, endpoint)
    keys = (*(error.keys if error else ()), str(answer.status))
    diagnosis = (known.look_up(error) if error else None) or _ERRORS.look_up(*keys)
    failure = diagnosis.failure()
    named = f"{error.shown}, " if error and error.shown else ""
    hint = failure.hint
    wait = retry_after(answer.headers.get("Retry-After", ""))
    if wait is not None and failure.reason in (Reason.RATE_LIMITED, Reason.PEER_ERROR):
        hint = f"Google asks to wait {wait} s before the next request"
    of_token = diagnosis in (_REFUSED, _SCOPE) or failure.reason is Reason.CREDENTIAL_EXPIRED
    at = token_path if of_token else failure.field
    return ProbeFailure(failure.reason, f"{failure.message} ({named}HTTP {answer.status})", field=at, hint=hint)


def error_of(answer: HttpAnswer) -> GoogleError | None:
    """None where the answer is no error in Google's form. Its texts stay unshown; known words of it are looked up."""
    error = _dict(_json(answer.body), "error")
    if not error or not isinstance(error.get("code"), int):
        return None
    infos = [item.get("reason") for item in _dicts(error.get("details"))]
    reasons = [item.get("reason") for item in _dicts(error.get("errors"))]
    keys = [key for key in (*infos, *reasons, error.get("status")) if isinstance(key, str) and _is_word(key)]
    return GoogleError(tuple(keys), str(error.get("message", "")))


def not_google(status: int, endpoint: str) -> ProbeFailure:
    return ProbeFailure(
        Reason.PROTOCOL_MISMATCH,
        f"the endpoint does not answer as Google's API does (HTTP {status})",
        field=endpoint,
        hint="check the endpoint: scheme and host of the API, without a path",
    )


def content_of(answer: HttpAnswer, kind: str | None, endpoint: str) -> dict[str, Any]:
    """The resource that a 200 holds. Raises ProbeFailure (PROTOCOL_MISMATCH) where it is not of that kind, or without a
    kind has no name."""
    content = _json(answer.body)
    if not isinstance(content, dict) or content.get("kind") != kind or (kind is None and not content.get("name")):
        raise not_google(answer.status, endpoint)
    return content


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _dict(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _is_word(text: str) -> bool:
    return len(text) <= 64 and text.isascii() and text.replace("_", "").isalpha()
