"""SFTP."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Kind, Secrecy
from probes.result import Level
from probes.types.database_fields import PASSWORD, USERNAME

PRIVATE_KEY = (
    Field(
        "privateKey",
        "Private key",
        secrecy=Secrecy.WHOLE,
        description="Ed25519, ECDSA or RSA, in OpenSSH's format or PEM.",
    ),
    Field("passphrase", "Passphrase of the private key", secrecy=Secrecy.WHOLE),
)

TYPE = ConnectorType(
    name="sftp",
    title="SFTP",
    category="APIs and files",
    description="Files on an SSH server.",
    documentation="https://www.rfc-editor.org/rfc/rfc4254",
    fields=(
        Field("host", "Host", required=True, example="sftp.example.com"),
        Field("port", "Port", Kind.INTEGER, required=True, minimum=1, maximum=65535, example=22),
        Field(
            "path",
            "Path",
            aliases=("remotePath", "directory"),
            pattern=r"[^\x00]{1,4096}",
            description="A file or a folder; the user's home folder where not given.",
            example="/outgoing",
        ),
        Field("username", "User name", aliases=("user",), description="Where the credentials do not name it."),
        Field(
            "hostKey",
            "Host key",
            aliases=("hostKeyFingerprint",),
            pattern=r"SHA256:[A-Za-z0-9+/]{43}=?|(\S+ )?(ssh|ecdsa)-[a-z0-9-]+ [A-Za-z0-9+/=]+( .*)?",
            description=(
                "The server's key as ssh-keyscan prints it, or its SHA256 fingerprint. Without it any key is accepted, "
                "with a warning that shows the fingerprint."
            ),
            example="SHA256:uNiVztksCsDhcc0u9e8BrrJXVGDl0sCvJQ8BkTtYvB4",
        ),
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", (USERNAME, PASSWORD, *PRIVATE_KEY)),
        AuthMethod("password", "User name and password", (USERNAME, PASSWORD)),
        AuthMethod("private_key", "Private key", (USERNAME, *PRIVATE_KEY)),
    ),
    highest_level=Level.RESOURCE_READABLE,
    proves="Checks the host key, logs in, opens SFTP and reads the path: lists a folder, or reads a byte of a file.",
    verified_against="OpenSSH; servers scripted with paramiko for what it does not do on demand",
    probe="probes.protocols.sftp:probe",
)
