"""Error codes of Blob Storage as reasons.

https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes and …/blob-service-error-codes
"""

from __future__ import annotations

import re
from dataclasses import replace

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.egress.http import HttpAnswer
from probes.protocols.aws_xml import local_name, parse_xml, text
from probes.protocols.azure_access import Access
from probes.protocols.azure_sas import Sas
from probes.protocols.azure_shared_key import SharedKey
from probes.protocols.http_status import retry_after
from probes.result import ProbeFailure, Reason

_CREDENTIAL = "authConfig"  # stands for the field that holds the credential in use
_CONTAINER = "config.container"
_ACCOUNT = "config.storageAccount"
_CODE = re.compile(r"[A-Z][A-Za-z]{2,63}")
# Azure says that a signature is wrong with AuthenticationFailed; Azurite, with the code of a firewall's refusal.
_NOT_AUTHENTICATED = "failed to authenticate"

_REFUSED = Diagnosis(Reason.AUTHENTICATION_FAILED, "Azure refused the credential", field=_CREDENTIAL)
_DENIED = Diagnosis(Reason.PERMISSION_DENIED, "the credential may not list the container", field=_CREDENTIAL)
_ABSENT = Diagnosis(
    Reason.RESOURCE_NOT_FOUND, "there is no such container in the account", "check its name in the portal", _CONTAINER
)
_BUSY = Diagnosis(
    Reason.RATE_LIMITED, "Azure asks to come back later", "wait, then test again; others load the same account"
)
_FAILING = Diagnosis(
    Reason.PEER_ERROR, "Azure has a fault of its own", "test again later; see https://status.azure.com"
)
_MALFORMED = Diagnosis(
    Reason.INVALID_CONFIG, "Azure finds the request malformed", "check the container's name and the prefix", _CONTAINER
)
_OF_SAS = "issue a SAS token for the blob service (ss=b) and its containers and objects (srt=co), with sp=rl"

_ERRORS = DiagnosisTable(
    rows={
        "AuthenticationFailed": _REFUSED,
        "InvalidAuthenticationInfo": _REFUSED,
        "NoAuthenticationInformation": _REFUSED,
        "AuthorizationPermissionMismatch": _DENIED,
        "InsufficientAccountPermissions": _DENIED,
        "AuthorizationFailure": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the account does not let this request in",
            "let this service's address through the account's firewall (Networking), and check the credential's rights",
            _ACCOUNT,
        ),
        "AuthorizationSourceIPMismatch": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the SAS token is not for the address that this service calls from",
            "add that address to the token's sip, or leave sip out",
            _CREDENTIAL,
        ),
        "AuthorizationProtocolMismatch": Diagnosis(
            Reason.TLS_REQUIRED, "the SAS token is for https alone", "use an endpoint with https://", "config.endpoint"
        ),
        "AuthorizationServiceMismatch": replace(_DENIED, hint=_OF_SAS),
        "AuthorizationResourceTypeMismatch": replace(_DENIED, hint=_OF_SAS),
        "KeyBasedAuthenticationNotPermitted": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the account takes neither keys nor the SAS tokens made with them",
            "use an Entra application, or allow storage account key access in the account's configuration",
            _CREDENTIAL,
        ),
        "AccountIsDisabled": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the storage account is disabled",
            "ask whoever pays for the subscription",
            _ACCOUNT,
        ),
        "AccountRequiresHttps": Diagnosis(
            Reason.TLS_REQUIRED, "the account takes https alone", "use an endpoint with https://", "config.endpoint"
        ),
        "ContainerNotFound": _ABSENT,
        "ResourceNotFound": _ABSENT,
        "ContainerBeingDeleted": replace(
            _ABSENT, message="the container is being deleted", hint="name another container"
        ),
        "ContainerDisabled": Diagnosis(
            Reason.PERMISSION_DENIED, "the container is disabled", "ask the account's owner", _CONTAINER
        ),
        "ServerBusy": _BUSY,
        "TooManyRequests": _BUSY,
        "OperationTimedOut": _FAILING,
        "InternalError": _FAILING,
        "AccountBeingCreated": Diagnosis(
            Reason.PEER_ERROR, "the account is still being created", "test again in some minutes", _ACCOUNT
        ),
        "InvalidResourceName": _MALFORMED,
        "InvalidUri": _MALFORMED,
        "InvalidQueryParameterValue": _MALFORMED,
        "OutOfRangeInput": _MALFORMED,
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "Azure answered with an error", "look the code up in the error codes of Blob Storage"
    ),
)
_CODE_OF_STATUS = {429: "TooManyRequests", 500: "InternalError", 503: "ServerBusy"}

# Azure looks at the credential before it looks at permissions, and at the container after both.
_ACCEPTED = frozenset(
    {
        "AuthorizationPermissionMismatch",
        "AuthorizationResourceTypeMismatch",
        "AuthorizationServiceMismatch",
        "InsufficientAccountPermissions",
        "ContainerNotFound",
        "ContainerBeingDeleted",
        "ContainerDisabled",
    }
)


def refused(answer: HttpAnswer, access: Access, *, endpoint: str) -> tuple[ProbeFailure | None, bool]:
    """The failure that the answer means, if it is one, and whether the credential was accepted. `endpoint` is the
    config path that the peer comes from."""
    if answer.status == 200:
        return None, True
    code = _code(answer)
    known = code or _CODE_OF_STATUS.get(answer.status, "")
    if not known:
        return not_azure(answer.status, endpoint), False
    if known == "AuthorizationFailure" and _NOT_AUTHENTICATED in text(parse_xml(answer.body), "Message"):
        known = "AuthenticationFailed"
    diagnosis = _ERRORS.look_up(known)
    failure = (_expired(access) or diagnosis if diagnosis is _REFUSED else diagnosis).failure()
    hint = failure.hint or _hint(failure.reason, access)
    wait = retry_after(answer.headers.get("Retry-After", ""))
    if wait is not None and failure.reason in (Reason.RATE_LIMITED, Reason.PEER_ERROR):
        hint = f"Azure asks to wait {wait} s before the next request"
    at = access.path if failure.field == _CREDENTIAL else failure.field
    message = f"{failure.message} ({f'Azure {code}' if code else f'HTTP {answer.status}'})"
    return ProbeFailure(failure.reason, message, field=at, hint=hint), known in _ACCEPTED


def not_azure(status: int, endpoint: str) -> ProbeFailure:
    return ProbeFailure(
        Reason.PROTOCOL_MISMATCH,
        f"the endpoint does not answer as Blob Storage does (HTTP {status})",
        field=endpoint,
        hint="give the account's blob endpoint, not that of its portal, its tables or its queues",
    )


def _code(answer: HttpAnswer) -> str:
    """From the header, which HEAD has too, or from the body."""
    code = answer.headers.get("x-ms-error-code", "")
    root = parse_xml(answer.body)
    if not code and root is not None and local_name(root) == "Error":
        code = text(root, "Code")
    return code if _CODE.fullmatch(code) else ""


def _expired(access: Access) -> Diagnosis | None:
    if isinstance(access.proof, Sas) and access.proof.expired:
        return Diagnosis(Reason.CREDENTIAL_EXPIRED, "the SAS token expired", "issue a new one", _CREDENTIAL)
    return None


def _hint(reason: Reason, access: Access) -> str:
    if isinstance(access.proof, SharedKey):
        return "copy key1 or key2 again from the account's page Access keys; it may have been rotated"
    if isinstance(access.proof, Sas):
        if reason is Reason.PERMISSION_DENIED:
            return _OF_SAS
        return "issue a new SAS token with a key that is still valid, and store it whole"
    if reason is Reason.PERMISSION_DENIED:
        return "assign the application the role Storage Blob Data Reader on the container or the account"
    return "check that the application's directory is the one the account trusts"
