"""MongoDB."""

from __future__ import annotations

from probes.connector_type import ConnectorType, Field, Kind, Secrecy
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, NAME, SSH_TUNNEL, encryption

# https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions
DATABASE_NAME = r"[^\x00/\\. \"$*<>:|?]{1,63}"

TYPE = ConnectorType(
    name="mongodb",
    title="MongoDB",
    category="databases",
    description="Document database.",
    documentation="https://www.mongodb.com/docs/",
    fields=(
        Field("host", "Host", example="mongo.example.com"),
        Field(
            "port", "Port", Kind.INTEGER, minimum=1, maximum=65535, description="27017 where not given.", example=27017
        ),
        Field(
            "connectionString",
            "Connection string",
            secrecy=Secrecy.URL,
            aliases=("uri", "connectionUri"),
            pattern=r"mongodb(\+srv)?://\S+",
            description=(
                "Instead of host and port. Several hosts, mongodb+srv:// and the usual options are understood; "
                "options that name files are not."
            ),
            example="mongodb+srv://reader:secret@cluster0.example.mongodb.net/analytics",
        ),
        Field(
            "database",
            "Database",
            aliases=("dbname",),
            pattern=DATABASE_NAME,
            description="Without it the test proves the login alone, and says so.",
            example="analytics",
        ),
        Field(
            "collection",
            "Collection",
            pattern=r"[^\x00$]{1,255}",
            description="When given, the test also reads one document of it.",
            example="orders",
        ),
        Field(
            "username",
            "User name",
            aliases=("user",),
            pattern=NAME,
            description="Where the credentials do not name it.",
            example="reader",
        ),
        Field(
            "authSource",
            "Database of the user",
            pattern=rf"{DATABASE_NAME}|\$external",
            description="Where the user was made; admin, or the database in the connection string, where not given.",
            example="admin",
        ),
        Field(
            "authMechanism",
            "Authentication mechanism",
            choices=("SCRAM-SHA-256", "SCRAM-SHA-1", "MONGODB-X509", "PLAIN"),
            description="SCRAM as the server offers it, or X.509 with a client certificate, where not given. "
            "PLAIN is LDAP's: it shows the password, so only over verified TLS, or where sslMode is disable.",
            example="SCRAM-SHA-256",
        ),
        Field("replicaSet", "Replica set", pattern=r"[A-Za-z0-9_.-]{1,127}", example="rs0"),
        Field(
            "tls",
            "TLS",
            Kind.BOOLEAN,
            aliases=("ssl",),
            description="true is sslMode verify-full (the default of mongodb+srv), false is sslMode disable.",
        ),
        *encryption(),
        SSH_TUNNEL,
    ),
    auth_methods=AUTH_METHODS,
    either=(("host", "connectionString"),),
    highest_level=Level.RESOURCE_READABLE,
    proves=(
        "Logs in and lists the database; where a collection is named, reads one document of it. "
        "Without a database: logs in."
    ),
    verified_against="SecantusDB, an emulator that checks logins, roles, X.509 and TLS; servers scripted from "
    "MongoDB's wire protocol and error codes",
    probe="probes.protocols.mongodb:probe",
)
