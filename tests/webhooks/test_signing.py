"""What is signed here verifies with the reference library, and nothing else does."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from server.webhooks import signing
from server.webhooks.sending import asked_wait, complaint, is_taken
from tests.webhooks.world import NO_ANSWER, answered

BODIES = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def test_the_example_of_the_standards_own_tests() -> None:
    body, secret = '{"test": 2432232314}', "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = signing.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, [secret])
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@given(BODIES, st.integers(1, 3))
def test_each_secret_that_signed_verifies_and_another_does_not(body: str, count: int) -> None:
    secrets = [signing.new_secret() for _ in range(count)]
    headers = signing.headers("msg_1", int(time.time()), body, secrets)
    for secret in secrets:
        Verifier(secret).verify(body, headers, json_parse=False)
    for wrong_secret, wrong_body, wrong_id in (
        (signing.new_secret(), body, "msg_1"),
        (secrets[0], f"{body} ", "msg_1"),
        (secrets[0], body, "msg_2"),
    ):
        with pytest.raises(WebhookVerificationError):
            Verifier(wrong_secret).verify(wrong_body, {**headers, "webhook-id": wrong_id}, json_parse=False)


def test_a_secret_is_32_random_bytes() -> None:
    made = {signing.new_secret() for _ in range(50)}
    assert len(made) == 50
    assert {len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) for secret in made} == {32}


@given(st.integers(100, 599))
def test_only_2xx_is_taken_and_every_other_answer_says_its_status(status: int) -> None:
    result = answered(status, 3.0)
    assert is_taken(result) is (200 <= status < 300)
    assert str(status) in complaint(result)
    assert asked_wait(result) == (3.0 if status in (429, 503) else 0.0)
    assert (is_taken(NO_ANSWER), asked_wait(NO_ANSWER)) == (False, 0.0)
