"""Vendors' services that are asked over their HTTPS API: a connector type for each file in probes/vendors/."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field
from probes.result import PROVES, Level, StepName
from probes.vendors.catalogue import field_of, fields_of, vendors
from probes.vendors.declaration import Vendor


def connector_type(vendor: Vendor) -> ConnectorType:
    methods = tuple(AuthMethod(method.name, method.title, fields_of(method)) for method in vendor.methods)
    return ConnectorType(
        name=vendor.name,
        title=vendor.title,
        category=vendor.category,
        fields=tuple(field_of(spec) for spec in vendor.fields),
        auth_methods=(AuthMethod("access_key", "Whatever is given", _all_of(methods)), *methods),
        either=vendor.either,
        highest_level=highest_level(vendor),
        proves=vendor.proves,
        probe="probes.protocols.saas:probe",
        verified_against=vendor.verified_against,
    )


def highest_level(vendor: Vendor) -> Level:
    """What the last of its checks proves: said once, where the checks are."""
    return max((PROVES[StepName(step)] for check in vendor.checks for step in check.proves), default=Level.TLS)


def _all_of(methods: tuple[AuthMethod, ...]) -> tuple[Field, ...]:
    return tuple({field.name: field for method in methods for field in method.fields}.values())


TYPES = tuple(connector_type(vendor) for vendor in vendors().values())
