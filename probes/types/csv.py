"""CSV: a file in the tenant's folder, or one behind a URL."""

from __future__ import annotations

from probes.connector_type import ConnectorType, Field, Kind, Secrecy
from probes.result import Level
from probes.types.http_fields import API_KEY_PLACES, CA_CERTIFICATE, FILE_AUTH_METHODS, HEADERS, HTTP_URL

TYPE = ConnectorType(
    name="csv",
    title="CSV",
    category="files",
    description="Rows of a CSV file, in the tenant's own folder or behind a URL.",
    documentation="https://www.rfc-editor.org/rfc/rfc4180",
    fields=(
        Field(
            "path",
            "Path",
            aliases=("filePath",),
            description="Relative to the tenant's own folder below CONNECTORS_FILES_DIR. No symbolic links.",
            example="exports/customers.csv",
        ),
        Field(
            "url",
            "URL",
            secrecy=Secrecy.URL,
            aliases=("fileUrl",),
            pattern=HTTP_URL,
            example="https://data.example.com/customers.csv",
        ),
        Field(
            "delimiter",
            "Delimiter",
            default=",",
            pattern=r"[^\r\n\"\x00]|\\t|tab",
            description="One character; `tab` or `\\t` for a tab.",
            example=";",
        ),
        Field(
            "hasHeader", "Has a header line", Kind.BOOLEAN, default=True, description="The header line is not counted."
        ),
        Field(
            "encoding",
            "Encoding",
            default="utf-8",
            pattern=r"[A-Za-z0-9_.:-]{1,40}",
            description="A character encoding's name, such as utf-8 (with or without a BOM), windows-1252 or utf-16.",
            example="windows-1252",
        ),
        HEADERS,
        *API_KEY_PLACES,
        CA_CERTIFICATE,
    ),
    auth_methods=FILE_AUTH_METHODS,
    either=(("path", "url"),),
    highest_level=Level.RESOURCE_READABLE,
    proves="Reads the file and counts its rows, up to 256 MiB of it.",
    probe="probes.protocols.csv_file:probe",
    verified_against="files in a real folder; HTTP and HTTPS peers of the tests' own",
)
