"""Where a service of AWS answers in a region. The partitions come from botocore's data, so new ones come with it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from botocore.loaders import Loader

_DEFAULT_SUFFIX = "amazonaws.com"


def regional_host(service: str, region: str) -> str:
    """Such as s3.eu-west-1.amazonaws.com, or s3.cn-north-1.amazonaws.com.cn."""
    return f"{service}.{region}.{_suffix(region)}"


def partition(region: str) -> str:
    """The partition in ARNs: aws, aws-cn, aws-us-gov …"""
    return next((str(found["id"]) for found in _partitions() if re.match(found["regionRegex"], region)), "aws")


def _suffix(region: str) -> str:
    for found in _partitions():
        if re.match(found["regionRegex"], region):
            return str(found["outputs"]["dnsSuffix"])
    return _DEFAULT_SUFFIX


@cache
def _partitions() -> list[dict[str, Any]]:
    # Without the user's own folder (~/.aws/models): what lies there must not change where credentials go.
    loader = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
    loaded: dict[str, Any] = loader.load_data("partitions")
    found: list[dict[str, Any]] = loaded["partitions"]
    return found
