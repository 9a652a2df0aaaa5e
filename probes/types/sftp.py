"""SFTP."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Kind, Secrecy
from probes.types.database_fields import PASSWORD, USERNAME

PRIVATE_KEY = (
    Field("privateKey", "Private key", secrecy=Secrecy.WHOLE, description="OpenSSH or PEM."),
    Field("passphrase", "Passphrase of the private key", secrecy=Secrecy.WHOLE),
)

TYPE = ConnectorType(
    name="sftp",
    title="SFTP",
    category="APIs and files",
    fields=(
        Field("host", "Host", required=True, example="sftp.example.com"),
        Field("port", "Port", Kind.INTEGER, required=True, minimum=1, maximum=65535, example=22),
        Field("path", "Path", aliases=("remotePath", "directory"), pattern=r"[^\x00]{1,4096}", example="/outgoing"),
        Field("username", "User name", aliases=("user",), description="Where the credentials do not name it."),
        Field(
            "hostKey",
            "Host key",
            aliases=("hostKeyFingerprint",),
            pattern=r"SHA256:[A-Za-z0-9+/]{43}=?|(ssh|ecdsa|sk)-[a-z0-9@.-]+ [A-Za-z0-9+/=]+( .*)?",
            description="The server's key as in known_hosts, or its SHA256 fingerprint.",
            example="SHA256:uNiVztksCsDhcc0u9e8BrrJXVGDl0sCvJQ8BkTtYvB4",
        ),
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", (USERNAME, PASSWORD, *PRIVATE_KEY)),
        AuthMethod("password", "User name and password", (USERNAME, PASSWORD)),
        AuthMethod("private_key", "Private key", (USERNAME, *PRIVATE_KEY)),
    ),
)
