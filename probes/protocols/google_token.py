"""The access token of a connector at Google: given, or fetched with a service account's assertion through the guard."""

from __future__ import annotations

import json

from probes.diagnosis import Diagnosis
from probes.egress.http import HttpAnswer, HttpClient
from probes.protocols.google_service_account import PATH, ServiceAccount, service_account
from probes.protocols.http_oauth2 import exchange
from probes.protocols.http_request import Credential, bearer
from probes.result import ProbeFailure, Reason, Trace
from probes.target import Target

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_TOKEN_PATH = "authConfig.accessToken"  # noqa: S105 - the name of a field
_METHODS = {
    "access_key": ("serviceAccountJson", "accessToken"),
    "service_account": ("serviceAccountJson",),
    "oauth_token": ("accessToken",),
}

# What Google's token endpoint says in error_description; RFC 6749 leaves it no code of its own. The phrases are those
# of https://developers.google.com/identity/protocols/oauth2/service-account#jwt-error-codes
_SAID = (
    (
        "invalid jwt signature",
        Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "Google does not know the private key as one of the service account's",
            "the key was deleted or is disabled: make a new one for the service account and store its JSON file",
            f"{PATH}.private_key",
        ),
    ),
    (
        "account not found",
        Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "Google does not know the service account",
            "check whether it was deleted; make another and store its key's JSON file",
            f"{PATH}.client_email",
        ),
    ),
    (
        "short-lived token",
        Diagnosis(
            Reason.PEER_ERROR,
            "the clocks of this service and of Google are too far apart for an assertion to count",
            "synchronise the clock of the machine this service runs on",
        ),
    ),
    (
        "the oauth client was disabled",
        Diagnosis(
            Reason.PERMISSION_DENIED, "the service account is disabled", "enable it in IAM", f"{PATH}.client_email"
        ),
    ),
)


def given_by(target: Target) -> ServiceAccount | Credential:
    """Raises ProbeFailure: CREDENTIAL_MISSING, UNSUPPORTED, or what is wrong with the service account's file."""
    if target.auth_method not in _METHODS:
        message = f"auth method {target.auth_method} is not one that can be tested here"
        hint = f"choose one of {', '.join(_METHODS)}"
        raise ProbeFailure(Reason.UNSUPPORTED, message, field="authMethod", hint=hint)
    taken, given = _METHODS[target.auth_method], target.credentials
    if "serviceAccountJson" in taken and given.get("serviceAccountJson"):
        return service_account(given["serviceAccountJson"])
    if "accessToken" in taken and given.get("accessToken"):
        return bearer(given["accessToken"], _TOKEN_PATH, "access token")
    names = " or ".join(f"authConfig.{name}" for name in taken)
    raise ProbeFailure(
        Reason.CREDENTIAL_MISSING,
        f"missing: {names}",
        field=f"authConfig.{taken[0]}",
        hint="store the JSON key file of a service account that may read here",
    )


def fetch(account: ServiceAccount, scope: str, client: HttpClient, trace: Trace) -> Credential:
    """Records the step `authenticate`: a token proves that the account's key was accepted. Raises ProbeFailure."""
    form = {"grant_type": _GRANT, "assertion": account.assertion(scope)}
    blame = {"invalid_grant": f"{PATH}.private_key", "invalid_client": f"{PATH}.client_email"}
    content = exchange(
        client, trace, account.token_uri, data=form, url_field=f"{PATH}.token_uri", blame=blame, diagnose=_diagnose
    )
    return bearer(content["access_token"], PATH, "access token")


def _diagnose(answer: HttpAnswer) -> ProbeFailure | None:
    if answer.status == 200:
        return None
    try:
        said = str(json.loads(answer.body)["error_description"]).lower()
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return next((diagnosis.failure() for phrase, diagnosis in _SAID if phrase in said), None)
