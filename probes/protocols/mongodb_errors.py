"""What MongoDB's error codes mean for a connector.

https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
https://www.mongodb.com/docs/atlas/troubleshoot-connection/ (8000)
https://learn.microsoft.com/azure/cosmos-db/mongodb/error-codes-solutions (16500)
"""

from __future__ import annotations

from dataclasses import replace

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.protocols.database_errors import explained
from probes.protocols.mongodb_target import X509, MongoTarget
from probes.protocols.mongodb_wire import ServerError
from probes.result import ProbeFailure, Reason, StepName

LOG_IN, USE, READ = StepName.AUTHENTICATE, StepName.AUTHORIZE, StepName.RESOURCE

WRONG_LOGIN = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the server refused user name or password",
    "check both; the user is looked for in the database {source}: set authSource where it was made in another",
    "authConfig.password",
)
NO_USER_OF_CERTIFICATE = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the server knows no user of this client certificate",
    "create one in $external whose name is the certificate's subject, in the form of RFC 2253",
    "authConfig.clientCertificate",
)
NO_LOGIN = Diagnosis(
    Reason.CREDENTIAL_MISSING,
    "the server wants a login, and the connector has none",
    "give authConfig.username and authConfig.password",
    "authConfig.username",
)
NO_USE = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the user may not use the database {database}, if it exists",
    'grant it: db.grantRolesToUser("{user}", [{{role: "read", db: "{database}"}}])',
    "config.database",
)
NO_FIND = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the user may not read {table}",
    'grant it: db.grantRolesToUser("{user}", [{{role: "read", db: "{database}"}}])',
    "config.collection",
)
NO_MECHANISM = Diagnosis(
    Reason.UNSUPPORTED,
    "the server does not take this authentication mechanism",
    "set authMechanism to one of those that the server has on (authenticationMechanisms)",
    "config.authMechanism",
)
NO_COLLECTION = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the collection {table} does not exist in {database}",
    "check the name, capitals included",
    "config.collection",
)
NOT_NOW = Diagnosis(
    Reason.PEER_ERROR,
    "this member of the replica set cannot answer reads now",
    "try again when it has recovered, or name another host",
    "config.host",
)
STOPPING = Diagnosis(Reason.PEER_ERROR, "the server is shutting down", "try again when it runs again", "config.host")
TOO_SLOW = Diagnosis(
    Reason.TIMEOUT,
    "the server did not finish the command in time",
    "if {table} is a view, its pipeline is too slow to be tested; otherwise look at the server's load",
    "config.collection",
)
BUSY = Diagnosis(
    Reason.RATE_LIMITED,
    "the server asks to come back later",
    "try again later, or raise the limit of connections, requests or throughput",
    "config.host",
)
OUTDATED = Diagnosis(
    Reason.PROTOCOL_MISMATCH,
    "the server does not know the command",
    "check that this is MongoDB 3.6 or later, or speaks its OP_MSG",
    "config.host",
)
OTHER = Diagnosis(Reason.PEER_ERROR, "the server answered with an error", "look into the server's log", "config.host")

# By code and step; None is any step.
MEANINGS: DiagnosisTable[tuple[int, StepName | None]] = DiagnosisTable(
    {
        (18, None): WRONG_LOGIN,
        (11, LOG_IN): WRONG_LOGIN,
        (8000, LOG_IN): WRONG_LOGIN,
        (13, LOG_IN): WRONG_LOGIN,
        (13, USE): NO_USE,
        (13, READ): NO_FIND,
        (8000, USE): NO_USE,
        (8000, READ): NO_FIND,
        (214, None): Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the server does not let this user log in from here",
            "add this service's address to the user's clientSource (authenticationRestrictions)",
            "authConfig.username",
        ),
        (391, None): Diagnosis(
            Reason.CREDENTIAL_EXPIRED, "the login has expired", "renew the credential", "authConfig.password"
        ),
        (2, LOG_IN): NO_MECHANISM,
        (334, LOG_IN): NO_MECHANISM,
        (26, None): NO_COLLECTION,
        (73, USE): Diagnosis(
            Reason.RESOURCE_NOT_FOUND, "{database} is no name of a database", "check the name", "config.database"
        ),
        (73, READ): NO_COLLECTION,
        (50, None): TOO_SLOW,
        (202, None): TOO_SLOW,
        (262, None): TOO_SLOW,
        (16500, None): BUSY,
        (462, None): BUSY,
        (91, None): STOPPING,
        (11600, None): STOPPING,
        (11602, None): NOT_NOW,
        (189, None): NOT_NOW,
        (10107, None): NOT_NOW,
        (13435, None): NOT_NOW,
        (13436, None): NOT_NOW,
        (133, None): NOT_NOW,
        (59, None): OUTDATED,
        (115, None): OUTDATED,
        (352, None): OUTDATED,
    },
    fallback=OTHER,
)


def diagnosed(error: ServerError, step: StepName, wanted: MongoTarget) -> ProbeFailure:
    """The failure that an error means at a step. The server's own words follow ours, scrubbed."""
    said = f"{error.words} (code {error.code}{f', {error.name}' if error.name else ''})"
    found = _meaning(error, step, wanted)
    hint = (found.hint or "").replace("{source}", wanted.user_database)
    return explained(replace(found, hint=hint), said, wanted.database)


def not_listed(wanted: MongoTarget) -> ProbeFailure:
    """A read of nothing, from a collection that the listing does not have: MongoDB reads an absent one as empty."""
    names = {"table": wanted.database.table or "", "database": wanted.database.database}
    message = NO_COLLECTION.message.format_map(names)
    return ProbeFailure(NO_COLLECTION.reason, message, field=NO_COLLECTION.field, hint=NO_COLLECTION.hint)


def _meaning(error: ServerError, step: StepName, wanted: MongoTarget) -> Diagnosis:
    found = MEANINGS.look_up((error.code, step), (error.code, None))
    # Servers differ in the code; without this word the general meaning stands.
    if found is WRONG_LOGIN and "mechanism" in error.words.lower():
        return NO_MECHANISM
    if found is WRONG_LOGIN and wanted.mechanism == X509:
        return NO_USER_OF_CERTIFICATE
    if error.code == 13 and not wanted.logs_in:
        return NO_LOGIN
    return found
