"""What is asked of DynamoDB, SQS, SNS and Athena: descriptions, which cost nothing and change nothing.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html,
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html,
https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html,
https://docs.aws.amazon.com/athena/latest/APIReference/API_GetWorkGroup.html and …/API_GetDatabase.html
"""

from __future__ import annotations

from collections.abc import Mapping

from probes.egress.http import HttpAnswer
from probes.protocols.aws_api import AwsApi, Call, Service, asking
from probes.protocols.aws_xml import local_name, parse_xml
from probes.protocols.json_path import parse_json, texts_at
from probes.result import Finding, ProbeFailure, StepName
from probes.target import ProbeContext, Target

DYNAMODB = Service("dynamodb", "DynamoDB", "DynamoDB_20120810")
SQS = Service("sqs", "SQS", "AmazonSQS")
ATHENA = Service("athena", "Athena", "AmazonAthena", "application/x-amz-json-1.1")
SNS = Service("sns", "SNS", "2010-03-31", "application/x-www-form-urlencoded; charset=utf-8")
_NO_QUEUE = ("QueueDoesNotExist", "NonExistentQueue")


def probe_dynamodb(target: Target, context: ProbeContext) -> Finding:
    def calls(api: AwsApi) -> str:
        return api.ask(
            Call(
                "DescribeTable",
                {"TableName": target.parameters["tableName"]},
                _table,
                at="config.tableName",
                thing="table",
                action="dynamodb:DescribeTable",
            )
        )

    return asking(target, context, DYNAMODB, target.parameters["region"], calls)


def probe_sqs(target: Target, context: ProbeContext) -> Finding:
    given = target.parameters
    owner = {"QueueOwnerAWSAccountId": given["accountId"]} if given.get("accountId") else {}

    def calls(api: AwsApi) -> str:
        def call(operation: str, body: Mapping[str, object], path: str) -> Call:
            def read(answer: HttpAnswer) -> str | None:
                return next(iter(texts_at(parse_json(answer.body), path)), None)

            return Call(
                operation,
                body,
                read,
                at="config.queueName",
                thing="queue",
                action=f"sqs:{operation}",
                absent=_NO_QUEUE,
                step=None if operation == "GetQueueUrl" else StepName.AUTHORIZE,
            )

        located = call("GetQueueUrl", {"QueueName": given["queueName"], **owner}, "QueueUrl")
        url = api.ask(located)
        wanted = {"QueueUrl": url, "AttributeNames": ["ApproximateNumberOfMessages"]}
        waiting = api.ask(call("GetQueueAttributes", wanted, "Attributes.ApproximateNumberOfMessages"))
        return f"read the queue's attributes: about {waiting[:20]} messages wait"

    return asking(target, context, SQS, given["region"], calls)


def probe_sns(target: Target, context: ProbeContext) -> Finding:
    arn: str = target.parameters["topicArn"]

    def read(answer: HttpAnswer) -> str | None:
        root = parse_xml(answer.body)
        answers = root is not None and local_name(root) == "GetTopicAttributesResponse"
        return "read the topic's attributes" if answers else None

    def calls(api: AwsApi) -> str:
        return api.ask(
            Call(
                "GetTopicAttributes",
                {"TopicArn": arn},
                read,
                at="config.topicArn",
                thing="topic",
                action="sns:GetTopicAttributes",
                absent=("NotFound", "NotFoundException"),
            )
        )

    try:
        return asking(target, context, SNS, arn.split(":")[3], calls)
    except ProbeFailure as failure:
        if failure.field == "config.region":  # which the ARN names
            failure.field = "config.topicArn"
        raise


def probe_athena(target: Target, context: ProbeContext) -> Finding:
    given = target.parameters

    def calls(api: AwsApi) -> str:
        group = Call(
            "GetWorkGroup",
            {"WorkGroup": given["workGroup"]},
            lambda answer: _named(answer, "WorkGroup.Name", "read the description of work group"),
            at="config.workGroup",
            thing="work group",
            action="athena:GetWorkGroup",
            absent=("InvalidRequestException",),
        )
        said = api.ask(group)
        if given.get("database"):
            database = Call(
                "GetDatabase",
                {"CatalogName": given["catalog"], "DatabaseName": given["database"]},
                lambda answer: _named(answer, "Database.Name", "read the description of database"),
                at="config.database",
                thing="database",
                action="athena:GetDatabase and glue:GetDatabase",
                absent=("MetadataException",),
                step=StepName.RESOURCE,
            )
            said = api.ask(database)
        return said

    return asking(target, context, ATHENA, given["region"], calls)


def _table(answer: HttpAnswer) -> str | None:
    content = parse_json(answer.body)
    status = next(iter(texts_at(content, "Table.TableStatus")), None)
    return None if status is None else f"described the table: {status[:40]}"


def _named(answer: HttpAnswer, path: str, said: str) -> str | None:
    name = next(iter(texts_at(parse_json(answer.body), path)), None)
    return None if name is None else f"{said} {name[:80]}"
