"""MongoDB."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Kind, Secrecy
from probes.types.database_fields import CLIENT_CERTIFICATE, CLIENT_KEY, CLIENT_KEY_PASSPHRASE, PASSWORD, USERNAME

# https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions
DATABASE_NAME = r"[^\x00/\\. \"$*<>:|?]{1,63}"

AUTH_SOURCE = Field("authSource", "Database of the user", pattern=rf"{DATABASE_NAME}|\$external", example="admin")

TYPE = ConnectorType(
    name="mongodb",
    title="MongoDB",
    category="databases",
    fields=(
        Field("host", "Host", example="mongo.example.com"),
        Field("port", "Port", Kind.INTEGER, minimum=1, maximum=65535, example=27017),
        Field(
            "connectionString",
            "Connection string",
            secrecy=Secrecy.URL,
            aliases=("uri", "connectionUri"),
            pattern=r"mongodb(\+srv)?://\S+",
            example="mongodb+srv://reader:secret@cluster0.example.mongodb.net/analytics",
        ),
        Field("database", "Database", aliases=("dbname",), pattern=DATABASE_NAME, example="analytics"),
        Field("collection", "Collection", pattern=r"[^\x00$]{1,255}", example="orders"),
        AUTH_SOURCE,
        Field("replicaSet", "Replica set", pattern=r"[A-Za-z0-9_.-]{1,127}", example="rs0"),
        Field("tls", "TLS", Kind.BOOLEAN, aliases=("ssl",), description="Default: true with mongodb+srv."),
        Field("caCertificate", "CA certificate", description="PEM of a private authority."),
    ),
    auth_methods=(
        AuthMethod(
            "access_key",
            "Whatever is given",
            (USERNAME, PASSWORD, CLIENT_CERTIFICATE, CLIENT_KEY, CLIENT_KEY_PASSPHRASE),
        ),
        AuthMethod("password", "SCRAM with user name and password", (USERNAME, PASSWORD)),
        AuthMethod("client_certificate", "X.509", (CLIENT_CERTIFICATE, CLIENT_KEY, CLIENT_KEY_PASSPHRASE)),
    ),
    either=(("host", "connectionString"),),
)
