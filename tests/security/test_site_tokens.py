"""A host site's token is believed only when it is whole, fresh, short-lived and signed with a key that counts."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest

from hamrah.crm.base import utc_now
from hamrah.services.site_tokens import AUDIENCE, BadToken, issue_token, read_token

NEW, OLD = "new-secret-of-the-shop-0123456789", "old-secret-of-the-shop-0123456789"
KEYS = {"2026-11": NEW, "2026-05": OLD}


def claims(**changes: Any) -> dict[str, Any]:
    now = utc_now()
    whole = {"iss": "shop", "aud": AUDIENCE, "sub": "ayesha", "iat": now, "exp": now + timedelta(minutes=5), "jti": "1"}
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


def signed(secret: str = NEW, kid: Any = "2026-11", algorithm: str = "HS256", **changes: Any) -> str:
    headers = {} if kid is None else {"kid": kid}
    return jwt.encode(claims(**changes), secret, algorithm=algorithm, headers=headers)


def reason(token: str, keys: dict[str, str] = KEYS) -> str:
    with pytest.raises(BadToken) as refused:
        read_token(keys, token)
    return refused.value.reason


def test_our_own_token_is_believed_once_it_is_read() -> None:
    assert read_token(KEYS, issue_token(KEYS, "ayesha@example.com")) == "ayesha@example.com"
    assert read_token(KEYS, signed()) == "ayesha"


def test_a_token_lasts_no_longer_than_a_quarter_of_an_hour() -> None:
    assert read_token(KEYS, issue_token(KEYS, "ayesha", timedelta(minutes=15))) == "ayesha"
    assert reason(issue_token(KEYS, "ayesha", timedelta(minutes=15, seconds=1))) == "token_invalid"
    assert reason(issue_token(KEYS, "ayesha", timedelta(days=365))) == "token_invalid"


def test_an_expired_token_says_so_that_the_page_can_fetch_another() -> None:
    old = utc_now() - timedelta(minutes=10)
    assert reason(signed(iat=old, exp=old + timedelta(minutes=5))) == "token_expired"


def test_a_token_of_the_future_is_not_believed() -> None:
    later = utc_now() + timedelta(minutes=10)
    assert reason(signed(iat=later, exp=later + timedelta(minutes=5))) == "token_invalid"


@pytest.mark.parametrize("audience", ["another-service", "hamrah-web-session", ["x", "y"]])
def test_a_token_for_somebody_else_is_not_believed(audience: Any) -> None:
    assert reason(signed(aud=audience)) == "token_invalid"


@pytest.mark.parametrize("missing", ["iss", "aud", "sub", "iat", "exp", "jti"])
def test_every_claim_must_be_there(missing: str) -> None:
    assert reason(signed(**{missing: None})) == "token_invalid"


def test_a_wrong_key_is_not_believed() -> None:
    assert reason(signed(secret="some-other-secret-0123456789-0123")) == "token_invalid"
    assert reason(signed(secret=OLD)) == "token_invalid"
    assert reason(signed(kid="1999-01")) == "token_invalid"
    assert reason(signed(kid=None)) == "token_invalid"


def test_while_a_key_is_rotated_both_count_and_afterwards_only_the_new_one() -> None:
    old = signed(secret=OLD, kid="2026-05")
    assert read_token(KEYS, old) == "ayesha"
    assert reason(old, {"2026-11": NEW}) == "token_invalid"
    assert read_token({"2026-11": NEW}, signed()) == "ayesha"


def test_ours_are_signed_with_the_first_key() -> None:
    assert jwt.get_unverified_header(issue_token(KEYS, "ayesha"))["kid"] == "2026-11"


def test_an_unsigned_token_is_not_believed() -> None:
    def part(content: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

    now = int(utc_now().timestamp())
    body = part({**claims(iat=now, exp=now + 300)})
    for algorithm in ("none", "None", "NONE", ""):
        assert reason(f"{part({'alg': algorithm, 'kid': '2026-11'})}.{body}.") == "token_invalid"


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_is_not_believed(algorithm: str) -> None:
    assert reason(signed(algorithm=algorithm)) == "token_invalid"


def test_a_changed_token_is_not_believed() -> None:
    head, _, mark = issue_token(KEYS, "ayesha").split(".")
    body = issue_token(KEYS, "bilal").split(".")[1]
    assert reason(f"{head}.{body}.{mark}") == "token_invalid"


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "سلام", "\x00", "e" * 10_000])
def test_what_is_no_token_is_not_believed(text: str) -> None:
    assert reason(text) == "token_invalid"


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": "soon"},
        {"exp": "99999999999"},
        {"exp": float("inf")},
        {"iat": "now"},
        {"iat": []},
        {"sub": 7},
        {"sub": ["ayesha"]},
    ],
)
def test_claims_of_the_wrong_kind_are_not_believed(changes: dict[str, Any]) -> None:
    """Though whoever has the key signed them: the site's mistake is an answer, not a failure of ours."""
    assert reason(signed(**changes)) == "token_invalid"


@pytest.mark.parametrize("kid", [7, ["2026-11"], {"a": 1}])
def test_a_key_id_of_the_wrong_kind_is_not_believed(kid: Any) -> None:
    head = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": kid}).encode()).rstrip(b"=").decode()
    _, body, mark = signed().split(".")
    assert reason(f"{head}.{body}.{mark}") == "token_invalid"


def test_the_reason_holds_nothing_of_the_token() -> None:
    token = signed(secret=OLD)
    with pytest.raises(BadToken) as refused:
        read_token(KEYS, token)
    assert "ayesha" not in repr(refused.value) and token not in repr(refused.value)
    assert refused.value.__suppress_context__
