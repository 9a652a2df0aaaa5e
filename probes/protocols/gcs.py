"""Lists a bucket of Google Cloud Storage at its prefix, and reads the metadata of the first object there.

https://cloud.google.com/storage/docs/json_api/v1/objects/list
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from probes.diagnosis import Diagnosis
from probes.protocols.google_api import GoogleApi, api_of
from probes.protocols.google_errors import Known, not_google
from probes.protocols.http_exchange import Exchange
from probes.result import Finding, Reason, StepName
from probes.target import ProbeContext, Target

_ORIGIN = "https://storage.googleapis.com"
_SCOPE = "https://www.googleapis.com/auth/devstorage.read_only"
# Two, since the first may be the empty object that the console makes for a folder.
_LISTED = 2
_EMPTY_BUCKET = "The bucket is reachable but has no files yet."
_EMPTY_PREFIX = "The bucket is reachable but has no files at the prefix yet."


def probe(target: Target, context: ProbeContext) -> Finding:
    with context.trace.step(StepName.CONFIG):
        api = api_of(target, context, _ORIGIN, "config.bucket")
    api.log_in(_SCOPE, context)
    bucket, prefix = target.parameters["bucket"], target.parameters.get("prefix", "")
    with Exchange(context.trace, StepName.AUTHORIZE) as exchange:
        fields = quote("kind,items(name,size),nextPageToken", safe="")
        query = f"?maxResults={_LISTED}&fields={fields}" + (f"&prefix={quote(prefix, safe='')}" if prefix else "")
        listing = api.ask(
            exchange, f"/storage/v1/b/{quote(bucket, safe='')}/o{query}", "storage#objects", _known(bucket)
        )
        first = _first_object(api, listing)
        exchange.passed(StepName.AUTHORIZE, "listed the bucket")
        if first is None:
            # A page may come empty with more behind it: then nothing is said about emptiness.
            empty = None if listing.get("nextPageToken") else (_EMPTY_PREFIX if prefix else _EMPTY_BUCKET)
            return Finding("listed the bucket", warning=empty)
        return _read(api, exchange, bucket, first)


def _read(api: GoogleApi, exchange: Exchange, bucket: str, name: str) -> Finding:
    """Listing and reading are two permissions; the second is tried on the first object."""
    exchange.stage = StepName.RESOURCE
    answer = api.send(f"/storage/v1/b/{quote(bucket, safe='')}/o/{quote(name, safe='')}?fields=kind")
    if answer.status == 200:
        said = "listed the bucket and read the metadata of its first object"
        exchange.passed(StepName.RESOURCE, said)
        return Finding(said)
    grant = "; grant storage.objects.get (Storage Object Viewer)" if answer.status == 403 else ""
    warning = f"The bucket can be listed, but its first object could not be read (HTTP {answer.status}){grant}."
    return Finding("listed the bucket", warning=warning)


def _first_object(api: GoogleApi, listing: dict[str, Any]) -> str | None:
    """The name of the first object that is no folder's placeholder."""
    items = listing.get("items", [])
    for item in items if isinstance(items, list) else [items]:
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            raise not_google(200, api.endpoint)
        if not (item["name"].endswith("/") and str(item.get("size")) == "0"):
            return str(item["name"])
    return None


def _known(bucket: str) -> Known:
    denied = Diagnosis(
        Reason.PERMISSION_DENIED,
        f"the account may not list the bucket {bucket}",
        f"grant it Storage Object Viewer (roles/storage.objectViewer) on gs://{bucket}",
        "config.bucket",
    )
    absent = Diagnosis(
        Reason.RESOURCE_NOT_FOUND, "there is no such bucket", "check its name in the console", "config.bucket"
    )
    return Known(denied, absent)
