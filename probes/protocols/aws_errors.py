"""Error codes of S3 and STS as reasons.

https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html and
https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
"""

from __future__ import annotations

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.result import Reason

_KEY_ID = "authConfig.accessKeyId"
_SECRET = "authConfig.secretAccessKey"  # noqa: S105 - the name of a field
_SESSION = "authConfig.sessionToken"
_ROLE = "authConfig.roleArn"

_UNKNOWN_KEY = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the access key id does not exist",
    "check it, whether the key is active, and that it belongs to this cloud or store",
    _KEY_ID,
)
_WRONG_SECRET = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the secret access key does not match the access key id",
    "store the two of one key pair again, without spaces or line breaks",
    _SECRET,
)
_EXPIRED = Diagnosis(
    Reason.CREDENTIAL_EXPIRED,
    "the session token expired",
    "issue new temporary credentials, or use a role or a long-term key",
    _SESSION,
)
_WRONG_TOKEN = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the session token is not valid for the access key",
    "store access key id, secret and session token of one issue; long-term keys (AKIA…) take no session token",
    _SESSION,
)
_SKEWED = Diagnosis(
    Reason.PEER_ERROR,
    "the clocks of this service and of the peer are too far apart for a signature to count",
    "synchronise the clock of the machine this service runs on (and of the store, where it is your own)",
)
_SLOW_DOWN = Diagnosis(
    Reason.RATE_LIMITED,
    "the peer asks to come back later",
    "wait, then test again; others load the same bucket or account",
)
_BUSY = Diagnosis(
    Reason.PEER_ERROR, "the peer has a fault of its own", "test again later; see the provider's status page"
)
_WRONG_REGION = Diagnosis(
    Reason.INVALID_CONFIG,
    "the bucket is in another region",
    "look the bucket's region up in the console",
    "config.region",
)

S3_ERRORS = DiagnosisTable(
    rows={
        "InvalidAccessKeyId": _UNKNOWN_KEY,
        "SignatureDoesNotMatch": _WRONG_SECRET,
        "InvalidToken": _WRONG_TOKEN,
        "ExpiredToken": _EXPIRED,
        "TokenRefreshRequired": _EXPIRED,
        "RequestTimeTooSkewed": _SKEWED,
        "RequestExpired": _SKEWED,
        "AccessDenied": Diagnosis(
            Reason.PERMISSION_DENIED, "the credentials may not list the bucket", field="config.bucket"
        ),
        "AllAccessDisabled": Diagnosis(
            Reason.PERMISSION_DENIED, "all access to the bucket is disabled", "ask its owner", "config.bucket"
        ),
        "AccountProblem": Diagnosis(
            Reason.PERMISSION_DENIED, "there is a problem with the AWS account", "ask whoever pays for it", _KEY_ID
        ),
        "NotSignedUp": Diagnosis(
            Reason.PERMISSION_DENIED, "the account is not signed up for S3", "sign up for S3", _KEY_ID
        ),
        "NoSuchBucket": Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "there is no such bucket",
            "check its name, and that the endpoint is the one of its cloud or store",
            "config.bucket",
        ),
        "InvalidBucketName": Diagnosis(
            Reason.INVALID_CONFIG, "the store does not take the bucket's name", "check it", "config.bucket"
        ),
        "PermanentRedirect": _WRONG_REGION,
        "TemporaryRedirect": _WRONG_REGION,
        "AuthorizationHeaderMalformed": _WRONG_REGION,
        "IllegalLocationConstraintException": _WRONG_REGION,
        "InvalidRegion": _WRONG_REGION,
        "SlowDown": _SLOW_DOWN,
        "RequestLimitExceeded": _SLOW_DOWN,
        "TooManyRequests": _SLOW_DOWN,
        "Throttling": _SLOW_DOWN,
        "ServiceUnavailable": _BUSY,
        "InternalError": _BUSY,
        "NotImplemented": Diagnosis(
            Reason.UNSUPPORTED,
            "the store does not list buckets as S3 does (ListObjectsV2)",
            "check that the endpoint is that of an S3-compatible store",
            "config.endpoint",
        ),
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "the peer answered with an error", "look the code up in the documentation of the store"
    ),
)

STS_ERRORS = DiagnosisTable(
    rows={
        "InvalidClientTokenId": _UNKNOWN_KEY,
        "UnrecognizedClientException": _UNKNOWN_KEY,
        "SignatureDoesNotMatch": _WRONG_SECRET,
        "ExpiredToken": _EXPIRED,
        "ExpiredTokenException": _EXPIRED,
        "RequestExpired": _SKEWED,
        "AccessDenied": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the credentials may not assume the role",
            "allow sts:AssumeRole on the role to the key's user, name the user in the role's trust policy, "
            "and check externalId if that policy asks for one",
            _ROLE,
        ),
        "ValidationError": Diagnosis(
            Reason.INVALID_CONFIG, "STS finds the role or the external id malformed", "copy the role's ARN again", _ROLE
        ),
        "NoSuchEntity": Diagnosis(Reason.RESOURCE_NOT_FOUND, "there is no such role", "check the role's ARN", _ROLE),
        "RegionDisabledException": Diagnosis(
            Reason.INVALID_CONFIG,
            "STS is not activated in the region",
            "activate it in the account's settings, or name another stsEndpoint",
            "config.region",
        ),
        "Throttling": _SLOW_DOWN,
        "InternalFailure": _BUSY,
        "ServiceUnavailable": _BUSY,
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "STS answered with an error", "look the code up in the documentation of STS", _ROLE
    ),
)
