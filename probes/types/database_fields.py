"""The fields and auth methods that relational databases share. The names of sslMode are libpq's.

https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-SSLMODE-STATEMENTS
"""

from __future__ import annotations

from probes.connector_type import AuthMethod, Field, Kind, Secrecy

SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
NAME = r"[^\x00-\x1f\x7f]{1,255}"


def location(*, port: int, scheme: str) -> tuple[Field, ...]:
    """host, port and database, or the connectionString that stands for the three of them."""
    return (
        Field("host", "Host", required=True, unless="connectionString", example="db.example.com"),
        Field(
            "port",
            "Port",
            Kind.INTEGER,
            required=True,
            unless="connectionString",
            minimum=1,
            maximum=65535,
            example=port,
        ),
        Field(
            "database",
            "Database",
            required=True,
            unless="connectionString",
            aliases=("dbname", "databaseName"),
            pattern=NAME,
            example="analytics",
        ),
        Field(
            "connectionString",
            "Connection string",
            secrecy=Secrecy.URL,
            aliases=("dsn", "connectionUri"),
            description="Instead of host, port and database. One host; the only option is the SSL mode.",
            example=f"{scheme}://reader:secret@db.example.com:{port}/analytics",
        ),
        Field(
            "username",
            "User name",
            aliases=("user",),
            pattern=NAME,
            description="Where the credentials do not name it.",
            example="reader",
        ),
    )


def table(*, example: str) -> Field:
    return Field(
        "table",
        "Table",
        aliases=("sourceTable",),
        pattern=r"[^\x00-\x1f\x7f.\"`]{1,128}(\.[^\x00-\x1f\x7f.\"`]{1,128})?",
        description="When given, the test also reads one row of it. `schema.table`, or the table alone.",
        example=example,
    )


def encryption(modes: tuple[str, ...] = SSL_MODES) -> tuple[Field, ...]:
    return (
        Field(
            "sslMode",
            "SSL mode",
            aliases=("sslmode", "ssl_mode"),
            choices=modes,
            description=(
                "verify-full checks the certificate and its name, verify-ca the certificate, require only encrypts "
                "(and checks the certificate where caCertificate is given), disable sends everything in clear text. "
                "Without it TLS is tried first, and a password is shown only to a server that proved its name."
            ),
            example="verify-full",
        ),
        Field(
            "caCertificate",
            "CA certificate",
            aliases=("sslRootCert", "ca"),
            description="PEM of the authority that signed the server's certificate, where it is a private one.",
            example="-----BEGIN CERTIFICATE-----…",
        ),
    )


SSH_TUNNEL = Field(
    "sshTunnel",
    "SSH bastion",
    Kind.OBJECT,
    description=(
        "Where the database is reached through a bastion: its host, port (22), username and hostKey (a line of "
        "ssh-keyscan, or a SHA256 fingerprint). The database's host is then resolved and dialled by the bastion."
    ),
    example={"host": "bastion.example.com", "port": 22, "username": "tunnel", "hostKey": "SHA256:…"},
)

USERNAME = Field("username", "User name", aliases=("user",), example="reader")
PASSWORD = Field("password", "Password", secrecy=Secrecy.WHOLE, aliases=("pass",))
CLIENT_CERTIFICATE = Field(
    "clientCertificate", "Client certificate", aliases=("sslCert",), description="PEM, the chain after the leaf."
)
CLIENT_KEY = Field(
    "clientKey", "Client key", secrecy=Secrecy.WHOLE, aliases=("sslKey",), description="PEM, unencrypted or encrypted."
)
CLIENT_KEY_PASSPHRASE = Field("clientKeyPassphrase", "Passphrase of the client key", secrecy=Secrecy.WHOLE)

# The login at a bastion goes beside the login at the database, whatever that is.
BASTION = (
    Field("sshPassword", "Password at the SSH bastion", secrecy=Secrecy.WHOLE),
    Field(
        "sshPrivateKey",
        "Private key for the SSH bastion",
        secrecy=Secrecy.WHOLE,
        description="Ed25519, ECDSA or RSA, in OpenSSH's format or PEM.",
    ),
    Field("sshPassphrase", "Passphrase of that private key", secrecy=Secrecy.WHOLE),
)

AUTH_METHODS = (
    AuthMethod(
        "access_key",
        "Whatever is given",
        (USERNAME, PASSWORD, CLIENT_CERTIFICATE, CLIENT_KEY, CLIENT_KEY_PASSPHRASE, *BASTION),
    ),
    AuthMethod("password", "User name and password", (USERNAME, PASSWORD, *BASTION)),
    AuthMethod(
        "client_certificate",
        "TLS client certificate",
        (USERNAME, CLIENT_CERTIFICATE, CLIENT_KEY, CLIENT_KEY_PASSPHRASE, *BASTION),
    ),
)
