"""Secrets inside config: none is shown, all come back exactly, and the mask never takes the place of a value."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.connector_type import ConnectorType, Field, Kind, Secrecy
from server.connectors.config_secrets import merge_kept, restore, split
from server.connectors.mask import MASK
from server.errors import DataLoss, InvalidArgument

TYPE = ConnectorType(
    name="any",
    title="Any",
    category="x",
    fields=(
        Field("apiKey", "API key", secrecy=Secrecy.WHOLE, aliases=("licence",)),
        Field("account", "Account", kind=Kind.OBJECT, secrecy=Secrecy.WHOLE),
        Field("url", "URL", secrecy=Secrecy.URL),
        Field("tokenKind", "Kind of token"),
        Field("accessKey", "A name, in this type"),
    ),
)
OTHER = ConnectorType(name="other", title="Other", category="x")

# (value, as it is shown); « » stand around what is secret.
TEXTS = [
    "postgresql://u:«pw»@h/db",
    "postgresql://u:«p%40w%2F»@[2001:db8::1]:5432/db?sslmode=require",
    "postgresql://u:«pw»@/db?host=/run/postgresql",
    "mongodb://u:«p»@a,b:27017,[::1]:27018/db?replicaSet=r",
    "mongodb+srv://u:«p»@c.example.com",
    "POSTGRES://u:«p:w:»@h",
    "redis://:«pw»@h:6379/0",
    "amqp://u:«p»@h/%2Fvhost",
    "https://u:«p»@h:8443/a/@b?x=1#f",
    "https://«ghp_token»@github.com/x",
    "https://«key»:@api.example.com/",
    "jdbc:postgresql://h/d?user=u&password=«p»&ssl=true",
    "jdbc:sqlserver://h:1433;databaseName=x;user=sa;password=«{a;b}}c}»;encrypt=true",
    "jdbc:oracle:thin:scott/«tiger»@//h:1521/s",
    "postgresql://h/d?user=u&sslpassword=«p»&pass%77ord=«q»",
    "https://b.blob.core.windows.net/c?sv=2024&sig=«ab%2F%3D»&se=1",
    "https://maps.example.com/x?key=«AIza»&q=a+b",
    "https://h/cb#access_token=«t»&state=s",
    "https://h/?next=http://u:«p»@i/&x=1",
    # Passwords that should have been escaped and were not.
    "postgresql://u:«p/w»@h/db",
    "postgresql://u:«p@w»@h/db",
    "postgresql://u:«p#w?x»@h/db",
    "https://u:«p/w»@h/db",
    "mysql://u:«p w»@h",
    # Keyword lists.
    "host=h port=5432 password=«pw» dbname=x",
    "host = h password = «pw»",
    r"host=h password=«'a b\' c'» user=u",
    "host=h password=«my pw» dbname=x",
    "password=«a;b=c» host=h",
    "host=h\n password=«pw»\n",
    "Server=h;User ID=sa;Password=«my pw»;Trust Server Certificate=true;",
    "Driver={PostgreSQL};Uid=u;Pwd=«{a;b}}c}»;Database=x",
    "DefaultEndpointsProtocol=https;AccountName=n;AccountKey=«abc+/==»;EndpointSuffix=core.windows.net",
    "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=«k=»",
    "u:«p»@tcp(h:3306)/db?parseTime=true",
    "u:«p@(w»@unix(/run/m.sock)/db",
    "«-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----»",
    '«{"type":"service_account","private_key":"-----BEGIN PRIVATE KEY-----\\nabc"}»',
    # No secret in these.
    "https://example.com:8443/@user",
    "https://example.com/?page=2&sort=name",
    "mongodb://a:1,[::1]:2/db?authMechanism=GSSAPI&user=me@REALM",
    "postgresql://user@h/db",
    "SELECT a FROM t WHERE token = 'x'",
    "user:not-an-address",
    "-----BEGIN CERTIFICATE-----",
    "a=b;c=d",
    "",
]


def plain(text: str) -> str:
    return text.replace("«", "").replace("»", "")


def shown_of(text: str) -> str:
    parts = text.split("«")
    return parts[0] + "".join(MASK + part.split("»", 1)[1] for part in parts[1:])


@pytest.mark.parametrize("text", TEXTS)
def test_a_secret_inside_a_text_is_masked_and_the_rest_stays_to_the_letter(text: str) -> None:
    for config in ({"anything": plain(text)}, {"url": plain(text)}, {"deep": {"list": [{"a": [plain(text)]}]}}):
        shown, secrets = split(TYPE, config)
        assert json.dumps(shown, ensure_ascii=False) == json.dumps(config, ensure_ascii=False).replace(
            json.dumps(plain(text), ensure_ascii=False), json.dumps(shown_of(text), ensure_ascii=False)
        )
        assert bool(secrets) is ("«" in text)
        assert restore(shown, secrets) == config
        assert merge_kept(TYPE, shown, shown, secrets) == (shown, secrets)


NAMES = [
    *("password", "dbPassword", "DB_PASSWORD", "sslpassword", "passphrase", "pass", "db_pass", "pwd", "PGPASSWORD"),
    *("secret", "clientSecret", "client_secret", "aws-secret-access-key", "secretAccessKey", "SecretKey"),
    *("token", "authToken", "access_token", "refreshToken", "sasToken", "apikey", "apiKey", "API_KEY", "X-Api-Key"),
    *("privateKey", "private_key", "accountKey", "sharedAccessKey", "Authorization", "Proxy-Authorization", "Cookie"),
    *("credentials", "serviceAccountJson", "httpPassword1Secret"),
]
INNOCENT = [
    *("host", "tokenUrl", "token_uri", "passwordField", "secretName", "accessKeyId", "publicKey", "keyFile"),
    *("primaryKey", "partitionKey", "bypass", "compass", "authMethod", "sharedAccessKeyName", "nextPageToken", "Key"),
    *("monkey", "keyboard", "tokens_per_minute", "maxTokens", "", "ключ"),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["s3cret", 4711, {"a": "s3cret"}, ["s3cret"]])
def test_what_stands_under_a_secrets_name_is_masked_whole(name: str, value: Any) -> None:
    for config in ({name: value}, {"headers": {name: value}}, {"list": [[{name: value}]]}):
        shown, secrets = split(OTHER, config)
        assert json.dumps(shown) == json.dumps(config).replace(json.dumps(value), json.dumps(MASK))
        assert restore(shown, secrets) == config


@pytest.mark.parametrize("name", INNOCENT)
def test_what_only_resembles_a_secrets_name_is_shown(name: str) -> None:
    assert split(OTHER, {name: "value"}) == ({name: "value"}, {})


@pytest.mark.parametrize("value", [None, "", True, False, {}, []])
def test_what_opens_nothing_is_shown(value: Any) -> None:
    assert split(TYPE, {"apiKey": value, "password": value}) == ({"apiKey": value, "password": value}, {})


def test_a_list_of_named_values_is_read_by_its_names() -> None:
    config = {"headers": [{"name": "Authorization", "value": "Bearer x"}, {"name": "Accept", "value": "a"}]}
    shown, secrets = split(OTHER, config)
    assert [header["value"] for header in shown["headers"]] == [MASK, "a"]
    assert restore(shown, secrets) == config


def test_a_declaration_goes_before_the_names() -> None:
    config = {"licence": "abc", "account": {"id": 1}, "tokenKind": "jwt", "accessKey": "shown"}
    assert split(TYPE, config)[0] == {**config, "licence": MASK, "account": MASK}
    # Only at the top: `apiKey` is declared, `nested.accessKey` is not.
    assert split(TYPE, {"nested": {"accessKey": "x"}})[0] == {"nested": {"accessKey": MASK}}


def test_an_address_without_a_scheme_is_read_as_one_where_the_type_says_so() -> None:
    assert split(TYPE, {"url": "u:p@h:5432/db", "other": "u:p@h"})[0] == {
        "url": f"u:{MASK}@h:5432/db",
        "other": "u:p@h",
    }


def test_what_was_given_is_not_changed() -> None:
    config = {"a": [{"password": "x"}], "url": "http://u:p@h"}
    before = json.dumps(config)
    shown, secrets = split(TYPE, config)
    restore(shown, secrets)
    assert json.dumps(config) == before


keys = st.text(max_size=8) | st.sampled_from(["password", "a/b", "~1", "a.b", "apiKey"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=8) | st.sampled_from(["password", "a/b", "~1", "a.b", "apiKey"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)
configs = st.dictionaries(st.text(max_size=8) | st.sampled_from(["url", "apiKey", "account"]), json_values, max_size=4)


@given(configs)
def test_any_config_comes_back_exactly_and_can_be_sent_back(config: dict[str, Any]) -> None:
    shown, secrets = split(TYPE, config)
    assert restore(shown, secrets) == config
    assert merge_kept(TYPE, shown, shown, secrets) == (shown, secrets)
    assert merge_kept(OTHER, shown, shown, secrets)[1].items() >= secrets.items(), "a new type let a secret go"
    json.dumps(secrets)


@given(st.sampled_from(["postgresql", "mysql", "mongodb", "https", "amqps"]), st.text(min_size=1, max_size=20))
def test_no_password_is_shown_however_it_is_written(scheme: str, password: str) -> None:
    canary = f"canary{quote(password, safe='')}canary"
    for value in (f"{scheme}://u:{canary}@h.example.com:1/db", f"jdbc:{scheme}://h/db?a=1&password={canary}"):
        shown, secrets = split(OTHER, {"a": value})
        assert "canary" not in json.dumps(shown)
        assert restore(shown, secrets) == {"a": value}


@given(st.text(min_size=1, max_size=20).filter(lambda text: not text.isspace()))
def test_no_unescaped_password_of_a_database_url_is_shown(password: str) -> None:
    raw = f"x{password}x".replace("?", "")
    shown, _ = split(OTHER, {"a": f"postgresql://u:{raw}@h.example.com/db"})
    assert shown == {"a": f"postgresql://u:{MASK}@h.example.com/db"}


@pytest.mark.parametrize(
    "config",
    [
        {"apiKey": MASK},
        {"innocent": MASK},
        {"url": f"postgresql://u:{MASK}@h/db"},
        {"deep": [{"a": f"x{MASK}y"}]},
        {"account": {"inner": [MASK]}},
    ],
)
def test_the_mask_is_never_stored_as_a_value(config: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument, match=r"config\.\w+.*no secret is stored here; give the value itself"):
        split(TYPE, config)


STORED = {
    "apiKey": "k",
    "url": "postgresql://u:p@h/db",
    "brokers": [{"host": "a", "password": "pa"}, {"host": "b", "password": "pb"}],
}


def kept(config: dict[str, Any], connector_type: ConnectorType = TYPE) -> dict[str, Any]:
    """The full config after an update of STORED with this one."""
    stored_shown, stored_secrets = split(TYPE, STORED)
    return restore(*merge_kept(connector_type, config, stored_shown, stored_secrets))


def test_an_update_keeps_replaces_and_drops() -> None:
    shown, _ = split(TYPE, STORED)
    assert kept(shown) == STORED
    assert kept({**shown, "apiKey": "new", "host": "x"}) == {**STORED, "apiKey": "new", "host": "x"}
    assert kept({"apiKey": MASK}) == {"apiKey": "k"}
    assert kept({}) == {}


@pytest.mark.parametrize(
    ("config", "path", "said"),
    [
        ({"url": f"postgresql://u:{MASK}@evil/db"}, "config.url", "the address changed, so its password"),
        ({"url": f"postgresql://v:{MASK}@h/db"}, "config.url", "the address changed, so its password"),
        ({"url": MASK}, "config.url", "no secret is stored here"),
        ({"other": MASK}, "config.other", "no secret is stored here"),
        ({"licence": MASK}, "config.licence", "no secret is stored here"),
        ({"brokers": [{"host": "b", "password": MASK}]}, "config.brokers[0].password", "changed or moved"),
        ({"brokers": [{"host": "evil", "password": MASK}]}, "config.brokers[0].password", "changed or moved"),
        ({"brokers": [{}, {}, {"host": "a", "password": MASK}]}, "config.brokers[2].password", "no secret is stored"),
    ],
)
def test_a_mask_that_would_keep_a_secret_for_another_place_is_refused(
    config: dict[str, Any], path: str, said: str
) -> None:
    with pytest.raises(InvalidArgument) as caught:
        kept(config)
    (violation,) = caught.value.violations
    assert violation.path == path
    assert said in violation.message


def test_every_mask_that_keeps_nothing_is_named_at_once() -> None:
    with pytest.raises(InvalidArgument) as caught:
        kept({"apiKey": MASK, "a": MASK, "b": {"c": MASK}})
    assert [violation.path for violation in caught.value.violations] == ["config.a", "config.b.c"]


def test_a_new_type_that_knows_no_secrets_does_not_let_them_go() -> None:
    stored = {"licence": "opaque", "plain": "x"}
    shown, secrets = split(TYPE, stored)
    assert merge_kept(OTHER, shown, shown, secrets) == (shown, secrets)


def test_a_new_type_that_knows_more_secrets_takes_them_in() -> None:
    shown, secrets = split(OTHER, {"licence": "opaque"})
    assert (shown, secrets) == ({"licence": "opaque"}, {})
    assert merge_kept(TYPE, shown, shown, secrets) == ({"licence": MASK}, {"/licence": "opaque"})


@pytest.mark.parametrize("secrets", [{"/a": "x"}, {"/b/0": "x"}, {"/b/c": "x"}, {"/c/7": "x"}, {"/b": "x"}])
def test_secrets_that_do_not_belong_to_the_config_are_a_data_loss(secrets: dict[str, Any]) -> None:
    with pytest.raises(DataLoss, match="do not belong together"):
        restore({"b": "shown", "c": [MASK]}, secrets)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit", ["a", " ", "=", ";a={", "a='", "x://u:p@h,", "?a=x://", "; a = ", "password= ", "-----BEGIN "]
)
@pytest.mark.parametrize("start", ["", "a=", "x://", "host=h;"])
def test_no_text_takes_long(unit: str, start: str) -> None:
    for length in (8_000, 1_000_000):
        shown, secrets = split(TYPE, {"url": start + unit * (length // len(unit))})
        assert bool(secrets) is (MASK in shown["url"])
