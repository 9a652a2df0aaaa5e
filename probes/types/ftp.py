"""FTP, and FTP over TLS."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Kind
from probes.result import Level
from probes.types.database_fields import PASSWORD, USERNAME

# A line break would begin a command of its own (RFC 959 §5.3).
LINE = r"[^\x00\r\n]{1,4096}"
PROVES = "Logs in and opens the data connection: lists the folder of `path`, or reads the beginning of the file."


def _fields(port_description: str) -> tuple[Field, ...]:
    return (
        Field("host", "Host", required=True, example="ftp.example.com"),
        Field(
            "port", "Port", Kind.INTEGER, default=21, minimum=1, maximum=65535, description=port_description, example=21
        ),
        Field(
            "path",
            "Path",
            aliases=("remotePath", "directory"),
            pattern=LINE,
            description="A folder or a file; the folder that the login begins in where it is left out.",
            example="/outgoing",
        ),
        Field("username", "User name", aliases=("user",), pattern=LINE, description="Where the credentials do not."),
    )


ENCRYPTION = (
    Field(
        "tlsMode",
        "TLS mode",
        choices=("explicit", "implicit"),
        description="explicit asks for TLS with AUTH TLS, implicit begins with it; port 990 means implicit.",
        example="explicit",
    ),
    Field(
        "caCertificate",
        "CA certificate",
        aliases=("sslRootCert", "ca"),
        description="PEM of the authority that signed the server's certificate, where it is a private one.",
        example="-----BEGIN CERTIFICATE-----…",
    ),
)

AUTH_METHODS = (
    AuthMethod("access_key", "Whatever is given", (USERNAME, PASSWORD)),
    AuthMethod("password", "User name and password", (USERNAME, PASSWORD)),
    AuthMethod("none", "Anonymous"),
)

TYPES = (
    ConnectorType(
        name="ftp",
        title="FTP, not encrypted",
        category="APIs and files",
        description="Files on an FTP server, sent in clear text.",
        fields=_fields("Everything crosses in clear text, the password too: take ftps or sftp where you can."),
        auth_methods=AUTH_METHODS,
        highest_level=Level.RESOURCE_READABLE,
        proves=PROVES,
        probe="probes.protocols.ftp:probe",
        verified_against="pyftpdlib, with TLS; servers scripted for what it does not do on demand",
        documentation="https://www.rfc-editor.org/rfc/rfc959",
    ),
    ConnectorType(
        name="ftps",
        title="FTP over TLS",
        category="APIs and files",
        description="Files on an FTP server, over TLS.",
        fields=(*_fields("21 with explicit TLS, 990 with implicit."), *ENCRYPTION),
        auth_methods=AUTH_METHODS,
        highest_level=Level.RESOURCE_READABLE,
        proves=PROVES,
        probe="probes.protocols.ftp:probe",
        verified_against="pyftpdlib, with TLS; servers scripted for what it does not do on demand",
        documentation="https://www.rfc-editor.org/rfc/rfc4217",
    ),
)
