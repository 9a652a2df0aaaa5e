"""An access token of Entra for a database, by the application's own credentials.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
"""

from __future__ import annotations

from urllib.parse import quote

from probes.egress.http import HttpClient
from probes.egress.url import parse_url
from probes.protocols.azure_token import diagnose
from probes.protocols.database_target import missing, text_of
from probes.protocols.database_tls import failed_step
from probes.protocols.http_dialer import OnceTellingDialer
from probes.protocols.http_oauth2 import exchange
from probes.result import StepName, Trace
from probes.target import ProbeContext, Target

SCOPE = "https://database.windows.net/.default"
AUTHORITY = "config.authority"
PARTS = (("tenantId", "directory (tenant) id"), ("clientId", "client id"), ("clientSecret", "client secret"))


def wants_token(target: Target) -> bool:
    """Whether the connector logs in as an Entra application."""
    return target.auth_method == "entra_application" or bool(target.credentials.get("clientId"))


def principal_of(target: Target) -> dict[str, str]:
    """The application's three parts. Raises ProbeFailure CREDENTIAL_MISSING, before anything is dialled."""
    given = {name: text_of(target.credentials, name, "authConfig") for name, _title in PARTS}
    for name, title in PARTS:
        if not given[name]:
            raise missing(f"authConfig.{name}", title, f"give authConfig.{name}")
    return {name: value or "" for name, value in given.items()}


def token_of(principal: dict[str, str], authority: str, context: ProbeContext) -> str:
    """Fetched on a connection of its own, of which the trace hears when it fails. Raises ProbeFailure."""
    aside = Trace()
    client = HttpClient(OnceTellingDialer(context.dialer.aside(aside)))
    url = f"{parse_url(authority, path=AUTHORITY).origin}/{quote(principal['tenantId'], safe='')}/oauth2/v2.0/token"
    form = {
        "grant_type": "client_credentials",
        "client_id": principal["clientId"],
        "client_secret": principal["clientSecret"],
        "scope": SCOPE,
    }
    blame = {
        "invalid_client": "authConfig.clientSecret",
        "unauthorized_client": "authConfig.clientId",
        "invalid_scope": AUTHORITY,
    }
    with failed_step(context.trace, StepName.AUTHENTICATE):
        answer = exchange(client, aside, url, data=form, url_field=AUTHORITY, blame=blame, diagnose=diagnose)
    return str(answer["access_token"])
