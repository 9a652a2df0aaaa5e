"""Shares by SMB: Windows, Samba, and what speaks like them."""

from __future__ import annotations

from dataclasses import replace

from probes.connector_type import AuthMethod, ConnectorType, Field, Kind
from probes.result import Level
from probes.types.server_fields import BY_PASSWORD, LOGIN

USERNAME = replace(LOGIN[0], description="`user`, or `DOMAIN\\user`.")

TYPE = ConnectorType(
    name="smb",
    title="SMB share",
    category="APIs and files",
    fields=(
        Field("host", "Host", required=True, aliases=("hostname", "server"), example="files.example.com"),
        Field("port", "Port", Kind.INTEGER, default=445, minimum=1, maximum=65535, example=445),
        Field(
            "share",
            "Share",
            required=True,
            aliases=("shareName",),
            pattern=r"[^\x00-\x1f\x7f\"/\\\[\]:|<>+=;,*?]{1,80}",
            example="exports",
        ),
        Field(
            "path",
            "Path",
            aliases=("directory",),
            pattern=r"[^\x00-\x1f\x7f\"|<>*?:]{1,1024}",
            description="A folder or a file in the share; the share's own folder where it is left out.",
            example="orders/2026",
        ),
        Field(
            "domain",
            "Domain",
            aliases=("workgroup",),
            pattern=r"[^\x00-\x1f\x7f\\/]{1,255}",
            description="Where the user name does not say it.",
            example="CORP",
        ),
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", (USERNAME, LOGIN[1])),
        replace(BY_PASSWORD, fields=(USERNAME, LOGIN[1])),
    ),
    highest_level=Level.RESOURCE_READABLE,
    proves="Logs in by NTLMv2, enters the share (signed), and opens the folder or file to read.",
    probe="probes.protocols.smb:probe",
    verified_against="Samba 4.17 (Debian), signing required, SMB 2.1 and 3.0.2; servers scripted from [MS-SMB2]",
    description="A share of files by SMB 2 or 3, as Windows and Samba serve them.",
    documentation="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-smb2/",
)
