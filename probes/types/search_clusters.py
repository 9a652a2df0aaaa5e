"""Elasticsearch and OpenSearch."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field
from probes.result import Level
from probes.types.aws_s3 import KEY_PAIR
from probes.types.http_fields import API_KEY, BASIC, BEARER, CA_CERTIFICATE
from probes.types.store_fields import named, url, whatever

# https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-create#path-parameters, with the
# patterns and lists that a search may name.
INDEX = named(
    "index",
    "Index",
    pattern=r"[^\x00-\x20\x7f/\\?\"<>|#A-Z]{1,255}",
    example="orders-*",
    description="An index, an alias, a data stream, or a pattern: when given, the test searches it.",
)
API_KEY_ID = Field("apiKeyId", "API key id", description="Where the key is not the encoded one.", aliases=("keyId",))
API_KEY_METHOD = AuthMethod("api_key", "API key", (API_KEY, API_KEY_ID))
SIGV4 = AuthMethod("aws_sigv4", "Access key of AWS (signature version 4)", KEY_PAIR)
PROVES = "Reads who the cluster is as the account, and searches the index where one is named (without its documents)."

TYPES = (
    ConnectorType(
        name="elasticsearch",
        title="Elasticsearch",
        category="databases",
        description="Search and analytics engine, self-managed or Elastic Cloud.",
        documentation="https://www.elastic.co/docs/api/doc/elasticsearch/authentication",
        fields=(url("https://acme.es.eu-west-1.aws.elastic.cloud:443"), INDEX, CA_CERTIFICATE),
        auth_methods=whatever(BASIC, API_KEY_METHOD, BEARER),
        highest_level=Level.RESOURCE_READABLE,
        proves=PROVES + " A license that has expired is a warning.",
        probe="probes.protocols.search_cluster:probe_elasticsearch",
        verified_against="scripted from https://www.elastic.co/docs/api/doc/elasticsearch",
    ),
    ConnectorType(
        name="opensearch",
        title="OpenSearch",
        category="databases",
        description="Search and analytics engine, self-managed, Amazon OpenSearch Service or Serverless.",
        documentation="https://docs.opensearch.org/latest/api-reference/",
        fields=(
            url("https://search-acme-abc123.eu-west-1.es.amazonaws.com"),
            INDEX,
            Field(
                "region",
                "Region",
                pattern=r"[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}",
                description="For requests signed as AWS wants.",
                example="eu-west-1",
            ),
            Field(
                "service",
                "Service of the signature",
                choices=("es", "aoss"),
                default="es",
                description="`aoss` for OpenSearch Serverless, where only an index can be asked for.",
            ),
            CA_CERTIFICATE,
        ),
        auth_methods=whatever(BASIC, API_KEY_METHOD, BEARER, SIGV4),
        highest_level=Level.RESOURCE_READABLE,
        proves=PROVES,
        probe="probes.protocols.search_cluster:probe_opensearch",
        verified_against="scripted from https://docs.opensearch.org/latest/api-reference/, the signature checked",
    ),
)
