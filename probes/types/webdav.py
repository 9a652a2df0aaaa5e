"""WebDAV: Nextcloud, ownCloud, Apache's mod_dav, IIS."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Secrecy
from probes.result import Level
from probes.types.http_fields import BEARER, CA_CERTIFICATE, HTTP_URL, NONE, PASSWORD, TOKEN, USERNAME

TYPE = ConnectorType(
    name="webdav",
    title="WebDAV",
    category="APIs and files",
    fields=(
        Field(
            "url",
            "URL",
            required=True,
            secrecy=Secrecy.URL,
            aliases=("baseUrl", "endpoint"),
            pattern=HTTP_URL,
            description="Of the folder or file that the test has described.",
            example="https://cloud.example.com/remote.php/dav/files/reader/exports/",
        ),
        CA_CERTIFICATE,
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", (USERNAME, PASSWORD, TOKEN)),
        AuthMethod("basic", "User name and password, by Digest where the server takes it", (USERNAME, PASSWORD)),
        BEARER,
        NONE,
    ),
    highest_level=Level.RESOURCE_READABLE,
    proves="Has the folder or file described (PROPFIND, depth 0), after the same without credentials was refused.",
    probe="probes.protocols.webdav:probe",
    verified_against="lighttpd 1.4 with mod_webdav (Debian) over TLS, Basic and Digest; HTTP peers of the tests' own",
    description="Files served by WebDAV, as Nextcloud, ownCloud, Apache and IIS do.",
    documentation="https://www.rfc-editor.org/rfc/rfc4918",
)
