"""Where a bucket is and how its URLs are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from probes.egress.url import parse_url
from probes.protocols.aws_endpoint import partition, regional_host
from probes.result import ProbeFailure, Reason

# Two, since the first may be the empty object that consoles make for a folder.
_KEYS_LISTED = 2


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket as the connector names it. `field` is the config path that decided where it is dialled."""

    name: str
    region: str
    prefix: str
    origin: str  # scheme://host[:port], the bucket in the host unless `path` holds it
    path: str  # "/" or "/bucket/"
    field: str

    @property
    def arn(self) -> str:
        return f"arn:{partition(self.region)}:s3:::{self.name}"

    @property
    def listing_url(self) -> str:
        """Of ListObjectsV2. Keys come percent-encoded: XML cannot carry all of them."""
        prefix = f"&prefix={quote(self.prefix, safe='-_.~')}" if self.prefix else ""
        path = self.path if self.path == "/" else self.path.rstrip("/")
        return f"{self.origin}{path}?encoding-type=url&list-type=2&max-keys={_KEYS_LISTED}{prefix}"

    def object_url(self, key: str) -> str:
        return self.origin + self.path + quote(key, safe="/-_.~")


def bucket_of(parameters: Mapping[str, Any], named_by: str = "config.endpoint") -> Bucket:
    """`named_by` is the field that the endpoint comes from. Raises ProbeFailure (INVALID_CONFIG) naming the field."""
    name, region = parameters["bucket"], parameters["region"]
    endpoint = parameters.get("endpoint")
    in_path = parameters.get("forcePathStyle", endpoint is not None or "." in name)
    if endpoint is None:
        scheme, host, field = "https", regional_host("s3", region), "config.region"
    else:
        field = named_by
        url = parse_url(endpoint, path=field)
        if url.target != "/" or url.user is not None:
            raise ProbeFailure(
                Reason.INVALID_CONFIG,
                "config.endpoint holds more than scheme, host and port",
                field=field,
                hint="leave the bucket to config.bucket, the credentials to authConfig",
            )
        scheme, _separator, host = url.origin.partition("://")
    origin = f"{scheme}://{host}" if in_path else f"{scheme}://{name}.{host}"
    return Bucket(name, region, parameters.get("prefix", ""), origin, f"/{name}/" if in_path else "/", field)
