"""Stores of other vendors that speak S3's protocol: where each is, by its own names, and then S3's test.

https://developers.cloudflare.com/r2/api/s3/api/, https://www.backblaze.com/docs/cloud-storage-s3-compatible-api,
https://docs.wasabi.com/docs/what-are-the-service-urls-for-wasabi-s-different-storage-regions and
https://min.io/docs/minio/linux/reference/minio-server/settings/core.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from probes.protocols import s3
from probes.result import Finding
from probes.target import ProbeContext, Target

_R2_HOSTS = {"default": "", "eu": ".eu", "fedramp": ".fedramp"}


def probe(target: Target, context: ProbeContext) -> Finding:
    own, region, named_by = _PLACES[target.type_name](target.parameters)
    given = dict(target.parameters)
    if "endpoint" in given:
        named_by = "config.endpoint"
    placed = {"forcePathStyle": True, **given, "endpoint": given.get("endpoint", own), "region": region}
    # The endpoint stands in for the fields that it is made of: they are to blame for it.
    return s3.probe_store(replace(target, parameters=placed), context, named_by)


def _minio(given: Mapping[str, Any]) -> tuple[str, str, str]:
    return "", given["region"], "config.endpoint"


def _r2(given: Mapping[str, Any]) -> tuple[str, str, str]:
    suffix = _R2_HOSTS[given["jurisdiction"]]
    return f"https://{given['accountId']}{suffix}.r2.cloudflarestorage.com", "auto", "config.accountId"


def _b2(given: Mapping[str, Any]) -> tuple[str, str, str]:
    return f"https://s3.{given['region']}.backblazeb2.com", given["region"], "config.region"


def _wasabi(given: Mapping[str, Any]) -> tuple[str, str, str]:
    return f"https://s3.{given['region']}.wasabisys.com", given["region"], "config.region"


_PLACES: dict[str, Callable[[Mapping[str, Any]], tuple[str, str, str]]] = {
    "minio": _minio,
    "cloudflare_r2": _r2,
    "backblaze_b2": _b2,
    "wasabi": _wasabi,
}
