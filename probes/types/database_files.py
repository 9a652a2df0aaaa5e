"""SQLite and DuckDB: databases in one file."""

from __future__ import annotations

from probes.connector_type import ConnectorType, Field, Secrecy
from probes.result import Level
from probes.types.http_fields import API_KEY_PLACES, CA_CERTIFICATE, FILE_AUTH_METHODS, HEADERS, HTTP_URL
from probes.types.store_fields import named


def _source(example: str) -> tuple[Field, ...]:
    return (
        Field(
            "path",
            "Path",
            aliases=("filePath",),
            description="Relative to the tenant's own folder below CONNECTORS_FILES_DIR. No symbolic links.",
            example=f"exports/{example}",
        ),
        Field(
            "url",
            "URL",
            secrecy=Secrecy.URL,
            aliases=("fileUrl",),
            pattern=HTTP_URL,
            example=f"https://data.example.com/{example}",
        ),
    )


REST = (HEADERS, *API_KEY_PLACES, CA_CERTIFICATE)

TYPES = (
    ConnectorType(
        name="sqlite",
        title="SQLite",
        category="APIs and files",
        description="A database in a file.",
        documentation="https://www.sqlite.org/fileformat2.html",
        fields=(*_source("app.sqlite"), named("table", "Table or view", example="orders"), *REST),
        auth_methods=FILE_AUTH_METHODS,
        either=(("path", "url"),),
        highest_level=Level.RESOURCE_READABLE,
        proves=(
            "Reads the file's header and its schema, and the first page of the table where one is named: as bytes, "
            "SQLite itself does not open it. Of a URL, up to 16 MiB are looked at."
        ),
        probe="probes.protocols.database_file:probe_sqlite",
        verified_against="files written by SQLite, in a real folder and over HTTPS",
    ),
    ConnectorType(
        name="duckdb",
        title="DuckDB",
        category="APIs and files",
        description="An analytical database in a file.",
        documentation="https://duckdb.org/docs/stable/internals/storage.html",
        fields=(*_source("sales.duckdb"), *REST),
        auth_methods=FILE_AUTH_METHODS,
        either=(("path", "url"),),
        highest_level=Level.AUTHORIZED,
        proves="May read the file; its header is DuckDB's, and says which version wrote it. Tables are not looked for.",
        probe="probes.protocols.database_file:probe_duckdb",
        verified_against="the header of a file that DuckDB 2.0.1 wrote",
    ),
)
