"""Where a redirect may lead, and what goes along: never a credential to another origin, never from https to http."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from probes.egress.http_errors import InvalidHeader
from probes.egress.url import Url, parse_url
from probes.result import ProbeFailure, Reason

REDIRECTS = frozenset({301, 302, 303, 307, 308})

# What may go to another origin. Any other header a caller sets may be a credential (X-Api-Key, PRIVATE-TOKEN …).
_HARMLESS = frozenset({"accept", "accept-encoding", "accept-language", "content-type", "user-agent"})
# What the address of a Location may hold unescaped; the rest of its bytes are percent-encoded.
_SAFE_IN_LOCATION = "%/:=&?~#+!$,;'@()*[]"

# http.client would take a value that goes on in the next line.
_HEADER_NAME = re.compile(r"[^:\s][^:\r\n]*")
_HEADER_VALUE = re.compile(r"(\S[^\r\n]*)?")
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}

Data = bytes | str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hop:
    """One request of a chain. The repr shows where it goes, not what it carries."""

    method: str
    url: Url
    headers: Mapping[str, str] = field(repr=False)
    data: Data | None = field(default=None, repr=False)

    @property
    def carries_credentials(self) -> bool:
        return any(name.lower() not in _HARMLESS for name in self.headers)

    @property
    def body(self) -> bytes | str | None:
        """Fields as a form; None where there is nothing to send."""
        return (urlencode(self.data) if isinstance(self.data, Mapping) else self.data) or None

    @property
    def sent_headers(self) -> dict[str, str]:
        """Raises InvalidHeader."""
        for name, value in self.headers.items():
            if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
                raise InvalidHeader
        return merged(_FORM if self.data and isinstance(self.data, Mapping) else {}, self.headers)

    def followed(self, status: int, location: str, path: str) -> Hop:
        """The next request (RFC 9110 15.4). Raises ProbeFailure where the redirect is not to be followed."""
        url = _target(self.url, location, path)
        if self.url.scheme == "https" and url.scheme == "http":
            raise ProbeFailure(
                Reason.TLS_REQUIRED,
                f"{self.url.origin} redirects from https to {url.origin}; that is not followed",
                field=path,
                hint="use the URL that the peer really serves, with https://",
            )
        same_origin = (url.scheme, url.host.text, url.port) == (self.url.scheme, self.url.host.text, self.url.port)
        to_get = (status == 303 and self.method != "HEAD") or (status in (301, 302) and self.method == "POST")
        following = replace(self, url=url, method="GET", data=None) if to_get else replace(self, url=url)
        if same_origin:
            return following
        if following.data is not None:
            raise ProbeFailure(
                Reason.PEER_ERROR,
                f"{self.url.origin} redirects a request with a body to {url.origin}; that is not followed",
                field=path,
                hint="use the URL that the peer redirects to, if you trust it with the same credentials",
            )
        harmless = {name: value for name, value in self.headers.items() if name.lower() in _HARMLESS}
        return replace(following, headers=harmless)


def _target(current: Url, location: str, path: str) -> Url:
    escaped = quote(location.strip().encode("latin-1", "replace"), safe=_SAFE_IN_LOCATION)
    try:
        url = parse_url(urljoin(str(current), escaped).partition("#")[0], path=path)
    except (ProbeFailure, ValueError):
        raise ProbeFailure(
            Reason.PEER_ERROR,
            f"{current.origin} redirects to something that is no http or https URL",
            field=path,
            hint="use the URL that the peer really serves",
        ) from None
    return replace(url, user=None, password=None)  # a peer does not choose our credentials


def redirect_loop(trail: list[Hop], path: str) -> ProbeFailure:
    origins = " → ".join(dict.fromkeys(hop.url.origin for hop in trail))
    return ProbeFailure(
        Reason.PEER_ERROR,
        f"the peer redirects in a loop ({origins})",
        field=path,
        hint="a login page or a missing cookie often looks like this: use the URL of the API itself",
    )


def too_many_redirects(limit: int, path: str) -> ProbeFailure:
    return ProbeFailure(
        Reason.PEER_ERROR,
        f"the peer redirects more than {limit} times",
        field=path,
        hint="use the URL that the redirects lead to",
    )


def of_headers(headers: Mapping[str, Any]) -> dict[str, str]:
    """Header values as text; None leaves a header out."""
    return {name: str(value) for name, value in headers.items() if value is not None}


def merged(*layers: Mapping[str, str]) -> dict[str, str]:
    """Of headers that differ in case alone the last stands."""
    return dict({name.lower(): (name, value) for layer in layers for name, value in layer.items()}.values())
