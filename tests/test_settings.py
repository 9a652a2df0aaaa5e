"""A wrong setting stops the start in one line that names it."""

import pytest

from server.settings import SETTINGS, WrongSetting, load

WRONG = [
    ("CONNECTORS_GRPC_ADDRESS", "50051", "host:port"),
    ("CONNECTORS_REST_ADDRESS", "127.0.0.1:99999", "host:port"),
    ("CONNECTORS_DATABASE_URL", "mysql://root:hunter2@db/x", "postgresql://"),
    ("CONNECTORS_REDIS_URL", "http://:hunter2@cache", "redis://"),
    ("CONNECTORS_PROBE_TIMEOUT_SECONDS", "soon", "number from 0.1 to 300"),
    ("CONNECTORS_PROBE_TIMEOUT_SECONDS", "nan", "number from 0.1 to 300"),
    ("CONNECTORS_PROBE_CONCURRENCY", "0", "integer from 1"),
    ("CONNECTORS_WORKERS", "-1", "integer from 0"),
    ("CONNECTORS_DEFAULT_ROLE", "root", "admin, editor, viewer, none"),
    ("CONNECTORS_REFLECTION", "yes", "true, false"),
    ("CONNECTORS_LOG_LEVEL", "loud", "debug, info"),
    ("CONNECTORS_AUTH", "none", "headers, jwt, mtls"),
    ("CONNECTORS_GRPC_ADDRES", "127.0.0.1:1", "no such setting"),
    ("CONNECTORS_REST_ADDRESS", "0.0.0.0:8080", "beyond loopback"),
]


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_a_wrong_value_is_named_and_explained_in_one_line(name: str, value: str, said: str) -> None:
    with pytest.raises(WrongSetting) as refusal:
        load({name: value})
    line = str(refusal.value)
    assert line.startswith(name)
    assert said in line
    assert "\n" not in line
    assert "hunter2" not in line


def test_defaults_are_the_embedded_service_on_loopback() -> None:
    settings = load({})
    assert (settings.grpc_address, settings.rest_address) == ("127.0.0.1:50051", "127.0.0.1:8080")
    assert settings.uses_sqlite
    assert settings.default_role == "admin"
    assert settings.workers >= 1
    assert settings.keyring.parent == settings.files_dir.parent == settings.data_dir


def test_names_of_the_clients_may_stand_in_the_same_shell() -> None:
    load({"CONNECTORS_TENANT": "acme", "CONNECTORS_TOKEN": "t", "CONNECTORS_ADDRESS": "x", "CONNECTORS_ROLE": "viewer"})


def test_nothing_to_serve_is_refused() -> None:
    with pytest.raises(WrongSetting, match="nothing to serve"):
        load({"CONNECTORS_GRPC_ADDRESS": "", "CONNECTORS_REST_ADDRESS": ""})


def test_a_secret_setting_is_not_in_the_repr() -> None:
    shown = repr(
        load({"CONNECTORS_DATABASE_URL": "postgresql://u:hunter2@db/x", "CONNECTORS_REDIS_URL": "redis://:hunter2@r"})
    )
    assert "hunter2" not in shown


def test_the_document_lists_every_setting_as_it_is() -> None:
    from scripts.settings_table import DOCUMENT, document

    text = DOCUMENT.read_text()
    assert document() == text, "run `make generate`"
    assert all(f"`CONNECTORS_{setting.name}`" in text for setting in SETTINGS)


ALL = {"CONNECTORS_GRPC_ADDRESS": "0.0.0.0:50051", "CONNECTORS_REST_ADDRESS": "127.0.0.1:8080"}
TLS = {"CONNECTORS_TLS_CERTIFICATE": "tls.crt", "CONNECTORS_TLS_KEY": "tls.key"}
JWT = {
    "CONNECTORS_AUTH": "jwt",
    "CONNECTORS_JWT_JWKS": "https://login.example.com/keys",
    "CONNECTORS_JWT_ISSUER": "https://login.example.com",
    "CONNECTORS_JWT_AUDIENCE": "connectors",
}
MTLS = {
    "CONNECTORS_AUTH": "mtls",
    "CONNECTORS_MTLS_PRINCIPALS": "principals.yaml",
    "CONNECTORS_TLS_CLIENT_CA": "ca.pem",
}
BELIEVED = {"CONNECTORS_AUTH_HEADERS_BEYOND_LOOPBACK": "true"}
PLAINTEXT = {"CONNECTORS_PLAINTEXT_BEYOND_LOOPBACK": "true"}
UPSTREAM = {"CONNECTORS_REST_UPSTREAM": "10.0.0.7:50051", "CONNECTORS_GRPC_ADDRESS": ""}


@pytest.mark.parametrize(
    "environ",
    [
        JWT,
        JWT | TLS,
        MTLS | TLS,
        JWT | MTLS | TLS | {"CONNECTORS_AUTH": "mtls, jwt"},
        ALL | JWT | TLS,
        ALL | MTLS | TLS,
        ALL | JWT | PLAINTEXT,
        ALL | BELIEVED | PLAINTEXT,
        ALL | BELIEVED | TLS,
        UPSTREAM | PLAINTEXT,
        UPSTREAM | {"CONNECTORS_REST_UPSTREAM_CA": "ca.pem"},
        UPSTREAM | {"CONNECTORS_REST_UPSTREAM": "127.0.0.1:50051"},
    ],
)
def test_what_may_listen_where(environ: dict[str, str]) -> None:
    load(environ)


@pytest.mark.parametrize(
    ("environ", "name", "allows"),
    [
        (ALL, "GRPC_ADDRESS", "CONNECTORS_AUTH_HEADERS_BEYOND_LOOPBACK=true"),
        (ALL | PLAINTEXT, "GRPC_ADDRESS", "CONNECTORS_AUTH_HEADERS_BEYOND_LOOPBACK=true"),
        (ALL | TLS, "GRPC_ADDRESS", "CONNECTORS_AUTH_HEADERS_BEYOND_LOOPBACK=true"),
        (ALL | BELIEVED, "GRPC_ADDRESS", "CONNECTORS_PLAINTEXT_BEYOND_LOOPBACK=true"),
        (ALL | JWT, "GRPC_ADDRESS", "CONNECTORS_TLS_CERTIFICATE"),
        ({**JWT, "CONNECTORS_REST_ADDRESS": "[::]:8080"}, "REST_ADDRESS", "CONNECTORS_TLS_CERTIFICATE"),
        ({**JWT, "CONNECTORS_JWT_JWKS": ""}, "JWT_JWKS", "CONNECTORS_AUTH has jwt"),
        ({**JWT, "CONNECTORS_JWT_ISSUER": ""}, "JWT_ISSUER", "CONNECTORS_AUTH has jwt"),
        ({**JWT, "CONNECTORS_JWT_AUDIENCE": " ,"}, "JWT_AUDIENCE", "CONNECTORS_AUTH has jwt"),
        ({**JWT, "CONNECTORS_JWT_JWKS": "http://login.example.com/keys"}, "JWT_JWKS", "https://"),
        ({**JWT, "CONNECTORS_JWT_JWKS": "https://u:p@login.example.com"}, "JWT_JWKS", "without a user"),
        ({**JWT, "CONNECTORS_JWT_JWKS": "file:///etc/passwd"}, "JWT_JWKS", "expected a file"),
        ({**JWT, "CONNECTORS_JWT_ALGORITHMS": "RS256,HS256"}, "JWT_ALGORITHMS", "expected some of RS256"),
        ({**JWT, "CONNECTORS_JWT_ALGORITHMS": "none"}, "JWT_ALGORITHMS", "expected some of RS256"),
        ({**JWT, "CONNECTORS_JWT_ROLES": "boss=owner"}, "JWT_ROLES", "name=role"),
        (MTLS, "TLS_CLIENT_CA", "CONNECTORS_TLS_CERTIFICATE"),
        (MTLS | TLS | {"CONNECTORS_TLS_CLIENT_CA": ""}, "TLS_CLIENT_CA", "CONNECTORS_AUTH has mtls"),
        (MTLS | TLS | {"CONNECTORS_MTLS_PRINCIPALS": ""}, "MTLS_PRINCIPALS", "CONNECTORS_AUTH has mtls"),
        ({"CONNECTORS_AUTH": "headers,jwt"}, "AUTH", "expected headers, jwt, mtls"),
        ({"CONNECTORS_TLS_KEY": "tls.key"}, "TLS_CERTIFICATE", "certificate"),
        ({"CONNECTORS_TLS_CERTIFICATE": "tls.crt"}, "TLS_KEY", "key"),
        (UPSTREAM, "REST_UPSTREAM", "CONNECTORS_REST_UPSTREAM_CA"),
        (MTLS | TLS | UPSTREAM | PLAINTEXT, "AUTH", "CONNECTORS_REST_UPSTREAM"),
    ],
)
def test_what_leaves_a_door_open_stops_the_start_and_says_what_would_allow_it(
    environ: dict[str, str], name: str, allows: str
) -> None:
    with pytest.raises(WrongSetting) as refusal:
        load(environ)
    assert str(refusal.value).startswith(f"CONNECTORS_{name}")
    assert allows in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_what_shows_itself_to_anyone_is_off_beyond_trusted_headers() -> None:
    assert (load({}).reflection, load({}).metrics, load({}).console) == (True, True, True)
    assert (load(JWT).reflection, load(JWT).metrics, load(JWT).console) == (False, False, False)
    assert load(JWT | {"CONNECTORS_METRICS": "true"}).metrics
