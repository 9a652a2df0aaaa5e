"""Vendors' services that are asked over their HTTPS API: a connector type for each file in probes/vendors/."""

from __future__ import annotations

from dataclasses import replace

from probes.connector_type import AuthMethod, ConnectorType, Field
from probes.result import PROVES, Level, StepName
from probes.vendors.catalogue import field_of, fields_of, vendors
from probes.vendors.declaration import Method, Vendor


def connector_type(vendor: Vendor, *, linear: bool = False) -> ConnectorType:
    """`linear`: its patterns are not ours, so they are matched by RE2."""
    methods = tuple(_auth_method(method, linear) for method in vendor.methods)
    return ConnectorType(
        name=vendor.name,
        title=vendor.title,
        category=vendor.category,
        fields=tuple(replace(field_of(spec), linear=linear) for spec in vendor.fields),
        auth_methods=(AuthMethod("access_key", "Whatever is given", _all_of(methods)), *methods),
        either=vendor.either,
        highest_level=highest_level(vendor),
        proves=vendor.proves,
        probe="probes.protocols.saas:probe",
        verified_against=vendor.verified_against,
        description=vendor.description,
        documentation=vendor.source,
    )


def highest_level(vendor: Vendor) -> Level:
    """What the last of its checks proves: said once, where the checks are."""
    return max((PROVES[StepName(step)] for check in vendor.checks for step in check.proves), default=Level.TLS)


def _auth_method(method: Method, linear: bool) -> AuthMethod:
    fields = tuple(replace(item, linear=linear) for item in fields_of(method))
    needed = tuple(item.name for item in fields if item.name not in method.optional)
    return AuthMethod(method.name, method.title, fields, needed)


def _all_of(methods: tuple[AuthMethod, ...]) -> tuple[Field, ...]:
    return tuple({field.name: field for method in methods for field in method.fields}.values())


TYPES = tuple(connector_type(vendor) for vendor in vendors().values())
