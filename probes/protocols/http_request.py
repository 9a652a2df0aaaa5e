"""The request a connector describes: its URL, its plain headers, and the credential apart from both."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from probes.egress.url import Url, parse_url
from probes.result import ProbeFailure, Reason
from probes.target import Target

DEFAULT_API_KEY_HEADER = "X-API-Key"

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}")  # RFC 9110 §5.6.2
_HEADER_VALUE = re.compile(r"[\x20-\x7e\t]{0,8192}")  # RFC 9110 §5.5, without obs-text
_CREDENTIAL_NAME = re.compile(r"auth|cookie|key|token|secret|passw|signature|credential|session", re.IGNORECASE)
# They frame the message or choose the peer: the client's to write.
_NOT_OURS_TO_SET = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_MAX_HEADERS = 50


@dataclass(frozen=True, slots=True)
class Credential:
    """What a request proves itself with. `path` is where the connector holds it, `name` what a person calls it."""

    path: str
    name: str
    headers: Mapping[str, str] = field(repr=False, default_factory=dict)
    parameter: tuple[str, str] | None = field(repr=False, default=None)

    def and_also(self, other: Credential) -> Credential:
        """Both in one request; messages speak of the first."""
        return replace(self, headers={**other.headers, **self.headers}, parameter=self.parameter or other.parameter)


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request without method. `plain` are the headers that say nothing secret."""

    url: Url
    plain: Mapping[str, str] = field(repr=False)
    credential: Credential | None = None

    @property
    def headers(self) -> dict[str, str]:
        return {**self.plain, **(self.credential.headers if self.credential else {})}

    @property
    def sent_url(self) -> str:
        if self.credential is None or self.credential.parameter is None:
            return str(self.url)
        name, value = (quote(part, safe="") for part in self.credential.parameter)
        return f"{self.url}{'&' if '?' in self.url.target else '?'}{name}={value}"

    def without_credential(self) -> HttpRequest:
        return replace(self, credential=None)

    def with_credential(self, credential: Credential) -> HttpRequest:
        return replace(self, credential=credential.and_also(self.credential) if self.credential else credential)


def request_of(target: Target) -> HttpRequest:
    """Reads config.url, config.headers and the credentials. Raises ProbeFailure naming the field that is wrong.

    An OAuth 2 token is not fetched here: see http_oauth2.
    """
    url = parse_url(target.parameters["url"])
    plain, secret = _custom_headers(target.parameters.get("headers", {}))
    request = HttpRequest(replace(url, user=None, password=None), plain)
    if secret:
        request = request.with_credential(Credential("config.headers", "credential in config.headers", secret))
    given = _credential(target, url)
    if given is None:
        return request
    twice = {name.lower() for name in given.headers} & {name.lower() for name in secret}
    if twice:
        raise _invalid("config.headers", f"sets {min(twice)}, which the auth method sets too")
    return request.with_credential(given)


def bearer(token: str, path: str, name: str = "bearer token") -> Credential:
    """RFC 6750 §2.1. Raises ProbeFailure where no header could carry the token."""
    return Credential(path, name, {"Authorization": f"Bearer {header_text(token, path)}"})


def _credential(target: Target, url: Url) -> Credential | None:
    given = target.credentials
    match target.auth_method:
        case "none" | "oauth2_client_credentials":
            return None
        case "basic":
            return _basic(given) or _of_userinfo(url) or _missing("authConfig.username", "a user name and a password")
        case "bearer":
            return _bearer(given) or _missing("authConfig.token", "a token")
        case "api_key":
            return _api_key(target) or _missing("authConfig.apiKey", "an API key")
        case "access_key":
            return _whatever_is_given(target, url)
        case other:
            message = f"auth method {other} is not one that can be tested here"
            raise ProbeFailure(Reason.UNSUPPORTED, message, field="authMethod")


def _whatever_is_given(target: Target, url: Url) -> Credential | None:
    who = _bearer(target.credentials) or _basic(target.credentials) or _of_userinfo(url)
    key = _api_key(target)
    return who.and_also(key) if who and key else who or key


def _bearer(given: Mapping[str, Any]) -> Credential | None:
    return bearer(given["token"], "authConfig.token") if given.get("token") else None


def _basic(given: Mapping[str, Any]) -> Credential | None:
    """RFC 7617, in UTF-8. An empty password is a password: some APIs take a key as the user name."""
    if not given.get("username"):
        return None
    return _basic_of(given["username"], given.get("password", ""), "authConfig.username", "authConfig.password")


def _of_userinfo(url: Url) -> Credential | None:
    return None if url.user is None else _basic_of(url.user, url.password or "", "config.url", "config.url")


def _basic_of(user: str, password: str, user_path: str, password_path: str) -> Credential:
    if ":" in user:
        raise _invalid(user_path, "holds a colon, which Basic authentication cannot carry in a user name")
    for path, text in ((user_path, user), (password_path, password)):
        if any(ord(character) < 0x20 or ord(character) == 0x7F for character in text):
            raise _invalid(path, "holds a line break or another control character")
    encoded = base64.b64encode(f"{user}:{password}".encode()).decode()
    return Credential(password_path, "user name and password", {"Authorization": f"Basic {encoded}"})


def _api_key(target: Target) -> Credential | None:
    key = target.credentials.get("apiKey")
    if not key:
        return None
    path, name = "authConfig.apiKey", "API key"
    parameter = target.parameters.get("apiKeyParam")
    if parameter:
        return Credential(path, name, parameter=(parameter, key))
    header = target.parameters.get("apiKeyHeader", DEFAULT_API_KEY_HEADER)
    if header.lower() in _NOT_OURS_TO_SET:
        raise _invalid("config.apiKeyHeader", "names a header that carries no credential")
    return Credential(path, name, {header: header_text(key, path)})


def _custom_headers(given: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Those that say nothing secret, and those whose name is a credential's."""
    if len(given) > _MAX_HEADERS:
        raise _invalid("config.headers", f"holds more than {_MAX_HEADERS} headers")
    plain: dict[str, str] = {}
    secret: dict[str, str] = {}
    for name, value in given.items():
        if not _HEADER_NAME.fullmatch(name):
            raise _invalid("config.headers", "holds a name that no HTTP header can have")
        path = f"config.headers.{name}"
        if name.lower() in _NOT_OURS_TO_SET or name.lower().startswith("proxy-"):
            raise _invalid(path, "is not for a connector to set")
        if not isinstance(value, str):
            raise _invalid(path, "expected a string")
        (secret if _CREDENTIAL_NAME.search(name) else plain)[name] = header_text(value, path)
    return plain, secret


def header_text(value: str, path: str) -> str:
    if not _HEADER_VALUE.fullmatch(value) or value != value.strip():
        raise _invalid(path, "holds a line break, an outer space or another character that HTTP headers cannot carry")
    return value


def _missing(path: str, what: str) -> Credential:
    message = f"{path} is missing: the auth method needs {what}"
    raise ProbeFailure(Reason.CREDENTIAL_MISSING, message, field=path, hint=f"give {what} in authConfig")


def _invalid(path: str, what: str) -> ProbeFailure:
    hint = "paste the value again, without line breaks or spaces around it" if "line break" in what else None
    return ProbeFailure(Reason.INVALID_CONFIG, f"{path} {what}", field=path, hint=hint)
