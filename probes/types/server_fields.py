"""The fields that protocols of one connection to one named server share (probes/protocols/server_target.py)."""

from __future__ import annotations

from probes.connector_type import AuthMethod, Field, Kind
from probes.types.database_fields import CLIENT_CERTIFICATE, CLIENT_KEY, CLIENT_KEY_PASSPHRASE, PASSWORD, USERNAME

# A line break would begin a command of its own in protocols of lines.
LINE = r"[^\x00\r\n]{1,4096}"
CERTIFICATE = (CLIENT_CERTIFICATE, CLIENT_KEY, CLIENT_KEY_PASSPHRASE)


def server(*, example: str, port: int, clear_port: int, starttls: bool = False) -> tuple[Field, ...]:
    """host, port, how encrypted, whose certificate. `port` is that of TLS from the first byte."""
    changing = ("starttls",) if starttls else ()
    where = f"{port} with TLS from the first byte, else {clear_port}" if port != clear_port else f"{port}"
    return (
        Field("host", "Host", required=True, aliases=("hostname", "server"), example=example),
        Field(
            "port",
            "Port",
            Kind.INTEGER,
            minimum=1,
            maximum=65535,
            description=f"Where it is left out: {where}.",
            example=port,
        ),
        Field(
            "tlsMode",
            "TLS mode",
            choices=("implicit", *changing, "none"),
            description=(
                "implicit begins with TLS, "
                + ("starttls asks for it in the protocol, " if starttls else "")
                + "none sends everything in clear text, the password too. "
                + (f"Without it: starttls on every port but {port}." if starttls else "Without it: implicit.")
            ),
            example="implicit",
        ),
        Field(
            "caCertificate",
            "CA certificate",
            aliases=("sslRootCert", "ca"),
            description="PEM of the authority that signed the server's certificate, where it is a private one.",
            example="-----BEGIN CERTIFICATE-----…",
        ),
    )


LOGIN = (USERNAME, PASSWORD)
NONE = AuthMethod("none", "No login")
BY_PASSWORD = AuthMethod("password", "User name and password", LOGIN)
BY_CERTIFICATE = AuthMethod("client_certificate", "TLS client certificate", CERTIFICATE)
WITH_CERTIFICATE = (
    AuthMethod("access_key", "Whatever is given", (*LOGIN, *CERTIFICATE)),
    AuthMethod("password", "User name and password", (*LOGIN, *CERTIFICATE)),
    BY_CERTIFICATE,
)
