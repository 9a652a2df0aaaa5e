"""Amazon's DynamoDB, SQS, SNS and Athena."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field
from probes.result import Level
from probes.types.aws_s3 import KEY_PAIR, ORIGIN, ROLE
from probes.types.http_fields import CA_CERTIFICATE
from probes.types.store_fields import named
from probes.types.warehouses import CATEGORY

REGION = Field(
    "region", "Region", required=True, pattern=r"[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}", example="eu-west-1"
)
PLACES = (
    Field(
        "endpoint",
        "Endpoint",
        aliases=("endpointUrl", "endpoint_url"),
        pattern=ORIGIN,
        description="Of a VPC endpoint or a compatible service. Without it, the region's own endpoint at AWS.",
        example="https://vpce-0123.example.vpce.amazonaws.com",
    ),
    Field(
        "stsEndpoint",
        "STS endpoint",
        pattern=ORIGIN,
        description="Where a role is assumed. Without it, `endpoint`, or the region's STS at AWS.",
        example="https://sts.eu-west-1.amazonaws.com",
    ),
    CA_CERTIFICATE,
)
AUTH_METHODS = (
    AuthMethod("access_key", "Access key", (*KEY_PAIR, *ROLE)),
    AuthMethod("assume_role", "Access key, then a role", (*KEY_PAIR, *ROLE)),
)
VERIFIED = "moto, an emulator that checks signatures and policies; a peer scripted from AWS's error pages"

TYPES = (
    ConnectorType(
        name="dynamodb",
        title="Amazon DynamoDB",
        category="databases",
        description="Amazon's key-value and document database.",
        documentation="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html",
        fields=(
            named("tableName", "Table", required=True, pattern=r"[A-Za-z0-9_.-]{3,255}", example="orders",
                  aliases=("table",)),
            REGION,
            *PLACES,
        ),
        auth_methods=AUTH_METHODS,
        highest_level=Level.AUTHORIZED,
        proves="Describes the table with a signed request. No item is read: that is billed.",
        probe="probes.protocols.aws_services:probe_dynamodb",
        verified_against=VERIFIED,
    ),
    ConnectorType(
        name="aws_sqs",
        title="Amazon SQS",
        category="streaming and messaging",
        description="Amazon's message queues.",
        documentation="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html",
        fields=(
            named("queueName", "Queue", required=True, pattern=r"[A-Za-z0-9_-]{1,75}(\.fifo)?", example="orders.fifo"),
            named("accountId", "Account of the queue's owner", pattern=r"[0-9]{12}", example="123456789012"),
            REGION,
            *PLACES,
        ),
        auth_methods=AUTH_METHODS,
        highest_level=Level.AUTHORIZED,
        proves="Finds the queue and reads its attributes with signed requests. No message is received.",
        probe="probes.protocols.aws_services:probe_sqs",
        verified_against=VERIFIED,
    ),
    ConnectorType(
        name="aws_sns",
        title="Amazon SNS",
        category="streaming and messaging",
        description="Amazon's topics for publishing.",
        documentation="https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html",
        fields=(
            named(
                "topicArn",
                "Topic's ARN",
                required=True,
                pattern=r"arn:[a-z0-9-]{1,32}:sns:[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}:[0-9]{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?",
                example="arn:aws:sns:eu-west-1:123456789012:orders",
                description="Its region is where the topic is looked for.",
            ),
            *PLACES,
        ),
        auth_methods=AUTH_METHODS,
        highest_level=Level.AUTHORIZED,
        proves="Reads the topic's attributes with a signed request. Nothing is published.",
        probe="probes.protocols.aws_services:probe_sns",
        verified_against=VERIFIED,
    ),
    ConnectorType(
        name="athena",
        title="Amazon Athena",
        category=CATEGORY,
        description="Amazon's SQL over data in S3.",
        documentation="https://docs.aws.amazon.com/athena/latest/APIReference/API_GetWorkGroup.html",
        fields=(
            REGION,
            Field("workGroup", "Work group", default="primary", pattern=r"[A-Za-z0-9._-]{1,128}", example="primary"),
            Field("catalog", "Data catalog", default="AwsDataCatalog", pattern=r"[\w@-]{1,256}"),
            named("database", "Database", pattern=r"[^\x00-\x1f\x7f]{1,128}", example="sales"),
            *PLACES,
        ),
        auth_methods=AUTH_METHODS,
        highest_level=Level.RESOURCE_READABLE,
        proves=(
            "Reads the descriptions of the work group, and of the database where one is named, with signed requests. "
            "No query is run: that is billed by what it scans."
        ),
        probe="probes.protocols.aws_services:probe_athena",
        verified_against=VERIFIED,
    ),
)  # fmt: skip
