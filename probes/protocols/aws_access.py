"""The access key of a connector at AWS, and the role that it assumes where one is named."""

from __future__ import annotations

from probes.egress.http import HttpClient
from probes.protocols.aws_endpoint import regional_host
from probes.protocols.aws_role import assume_role
from probes.protocols.aws_signing import KeyPair
from probes.protocols.http_exchange import Exchange
from probes.result import ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

_METHODS = ("access_key", "assume_role")


def keys_of(target: Target, *, hint: str) -> KeyPair:
    """Raises ProbeFailure (UNSUPPORTED, CREDENTIAL_MISSING); `hint` says what a person may give."""
    if target.auth_method not in _METHODS:
        message = f"auth method {target.auth_method} is not one that can be tested here"
        raise ProbeFailure(Reason.UNSUPPORTED, message, field="authMethod", hint=f"choose one of {', '.join(_METHODS)}")
    given = target.credentials
    needed = ["accessKeyId", "secretAccessKey", *(["roleArn"] if target.auth_method == "assume_role" else [])]
    missing = [f"authConfig.{name}" for name in needed if not given.get(name)]
    if missing:
        raise ProbeFailure(Reason.CREDENTIAL_MISSING, f"missing: {', '.join(missing)}", field=missing[0], hint=hint)
    return KeyPair(given["accessKeyId"], given["secretAccessKey"], given.get("sessionToken") or None)


def wants_role(target: Target) -> bool:
    """Of the two methods, `access_key` takes whatever fields were given: a role too."""
    return target.auth_method in _METHODS and bool(target.credentials.get("roleArn"))


def assumed(target: Target, keys: KeyPair, client: HttpClient, context: ProbeContext) -> KeyPair:
    """Temporary credentials of the role, from config.stsEndpoint, else config.endpoint, else the region's STS.

    Records the step `authenticate`: STS accepted the key. Raises ProbeFailure.
    """
    parameters = target.parameters
    field = next((f"config.{name}" for name in ("stsEndpoint", "endpoint") if name in parameters), "config.region")
    region = parameters["region"]
    endpoint = parameters.get("stsEndpoint") or parameters.get("endpoint") or f"https://{regional_host('sts', region)}"
    with Exchange(context.trace, StepName.AUTHENTICATE) as exchange:
        temporary = assume_role(target.credentials, keys, client, endpoint=endpoint, region=region, field=field)
        exchange.passed(StepName.AUTHENTICATE, "assumed the role")
    return temporary
