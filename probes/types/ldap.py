"""Directories by LDAP: OpenLDAP, Active Directory, 389 Directory Server."""

from __future__ import annotations

from dataclasses import replace

from probes.connector_type import AuthMethod, ConnectorType, Field
from probes.result import Level
from probes.types.server_fields import LOGIN, NONE, server

BIND_DN = replace(
    LOGIN[0],
    title="Bind DN",
    aliases=("user", "bindDn"),
    description="The whole DN; Active Directory takes user@domain too.",
    example="cn=reader,dc=example,dc=com",
)
FIELDS = (BIND_DN, LOGIN[1])

TYPE = ConnectorType(
    name="ldap",
    title="LDAP",
    category="APIs and files",
    fields=(
        *server(example="ldap.example.com", port=636, clear_port=389, starttls=True),
        Field(
            "baseDn",
            "Base DN",
            aliases=("base", "searchBase"),
            pattern=r"[^\x00\r\n]{1,1024}",
            description="The entry that the test reads; the server's own (root DSE) where it is left out.",
            example="dc=example,dc=com",
        ),
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", FIELDS),
        AuthMethod("password", "Simple bind", FIELDS),
        NONE,
    ),
    highest_level=Level.RESOURCE_READABLE,
    proves="Binds (simple) over LDAPS or StartTLS and reads the base entry, none of its attributes.",
    probe="probes.protocols.ldap:probe",
    verified_against="OpenLDAP 2.5 (Debian) with TLS and access rules; directories scripted from RFC 4511",
    description="A directory of people, groups and machines, such as OpenLDAP or Active Directory.",
    documentation="https://www.rfc-editor.org/rfc/rfc4511",
)
