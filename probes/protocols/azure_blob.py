"""Lists a container of Azure Blob Storage at its prefix, and reads the properties of the first blob there.

https://learn.microsoft.com/rest/api/storageservices/list-blobs and …/get-blob-properties
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

from probes.egress.http import HttpAnswer, HttpClient
from probes.protocols.aws_xml import local_name, parse_xml, text, texts
from probes.protocols.azure_access import Access, BlobService, Principal, access_of
from probes.protocols.azure_errors import not_azure, refused
from probes.protocols.azure_sas import Sas
from probes.protocols.azure_token import with_token
from probes.protocols.http_exchange import Exchange, client_for
from probes.result import Finding, StepName
from probes.target import ProbeContext, Target

# Two, since the first may be the entry of a directory.
_LISTED = 2
_SOON = timedelta(days=14)
_EMPTY_CONTAINER = "The container is reachable but has no files yet."
_EMPTY_PREFIX = "The container is reachable but has no files at the prefix yet."
_IN_CLEAR = "The SAS token was sent without encryption, as the endpoint begins with http://."


@dataclass(frozen=True, slots=True)
class _Listing:
    """The name of the first blob that is no directory, and whether the answer says that nothing else follows."""

    first: str | None
    complete: bool


def probe(target: Target, context: ProbeContext) -> Finding:
    with context.trace.step(StepName.CONFIG):
        access, service = access_of(target)
        client = client_for(target.parameters, context.dialer)
    proven = isinstance(access.proof, Principal)
    if isinstance(access.proof, Principal):
        access = with_token(access, access.proof, target.parameters["authority"], client, context.trace)
    if isinstance(access.proof, Sas):
        _remark(access.proof, service, context)
    container, prefix = target.parameters["container"], target.parameters.get("prefix", "")
    with Exchange(context.trace, StepName.AUTHORIZE if proven else StepName.AUTHENTICATE) as exchange:
        query = f"?restype=container&comp=list&maxresults={_LISTED}" + (
            f"&prefix={quote(prefix, safe='')}" if prefix else ""
        )
        answer = _send(client, access, service, "GET", f"/{quote(container, safe='')}{query}")
        failure, accepted = refused(answer, access, endpoint=service.path)
        listing = None if failure else _listing(answer, service)
        if accepted and not proven:
            exchange.passed(StepName.AUTHENTICATE, "credential accepted")
        if accepted:
            exchange.stage = StepName.AUTHORIZE
        if listing is None:
            raise failure or not_azure(answer.status, service.path)
        exchange.passed(StepName.AUTHORIZE, "listed the container")
        if listing.first is None:
            empty = (_EMPTY_PREFIX if prefix else _EMPTY_CONTAINER) if listing.complete else None
            return Finding("listed the container", warning=empty)
        exchange.stage = StepName.RESOURCE
        blob = f"/{quote(container, safe='')}/{quote(listing.first, safe='/-_.~')}"
        return _read(_send(client, access, service, "HEAD", blob), exchange)


def _read(answer: HttpAnswer, exchange: Exchange) -> Finding:
    """Listing and reading are two permissions; the second is tried on the first blob."""
    if answer.status == 200:
        said = "listed the container and read the properties of its first blob"
        exchange.passed(StepName.RESOURCE, said)
        return Finding(said)
    grant = "; the credential needs the permission to read too (r)" if answer.status == 403 else ""
    warning = f"The container can be listed, but its first blob could not be read (HTTP {answer.status}){grant}."
    return Finding("listed the container", warning=warning)


def _send(client: HttpClient, access: Access, service: BlobService, method: str, target: str) -> HttpAnswer:
    url, headers = access.authorised(method, service.url + target)
    return client.request(method, url, headers=headers, field=service.path, follow_redirects=False)


def _remark(sas: Sas, service: BlobService, context: ProbeContext) -> None:
    if service.url.startswith("http://"):
        context.trace.warn(_IN_CLEAR)
    if sas.expires is not None and not sas.expired and sas.expires < datetime.now(UTC) + _SOON:
        context.trace.warn(f"The SAS token expires on {sas.expires:%Y-%m-%d}.")


def _listing(answer: HttpAnswer, service: BlobService) -> _Listing:
    """Raises ProbeFailure (PROTOCOL_MISMATCH) where the answer is no listing."""
    root = parse_xml(answer.body)
    if root is None or local_name(root) != "EnumerationResults":
        raise not_azure(answer.status, service.path)
    blobs = [entry for entry in root.iter() if local_name(entry) == "Blob"]
    first = next((_name(blob) for blob in blobs if not _is_directory(blob)), None)
    return _Listing(first, complete=not any(texts(root, "NextMarker")))


def _name(blob: Element) -> str:
    """Names that XML cannot carry come percent-encoded and say so (version 2021-02-12 and later)."""
    name = next(element for element in blob if local_name(element) == "Name")
    plain = name.text or ""
    return unquote(plain) if name.get("Encoded") == "true" else plain


def _is_directory(blob: Element) -> bool:
    """Of accounts with a hierarchical namespace, or of tools that mark one."""
    if next((element for element in blob if local_name(element) == "Name"), None) is None:
        return True
    return text(blob, "ResourceType") == "directory" or text(blob, "hdi_isfolder").lower() == "true"
