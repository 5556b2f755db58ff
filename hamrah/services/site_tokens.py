"""Tokens with which a shop's own site tells the bot who is signed in there: JWT, HS256, at most 15 minutes."""

import secrets
from datetime import timedelta

import jwt

from hamrah.crm.base import utc_now

AUDIENCE = "hamrah"
LONGEST = timedelta(minutes=15)
REQUIRED = ["iss", "aud", "sub", "iat", "exp", "jti"]


class BadToken(Exception):
    """A site token is not to be believed; `reason` is `token_expired` or `token_invalid`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def issue_token(keys: dict[str, str], subject: str, lifetime: timedelta = LONGEST, issuer: str = "shop") -> str:
    """A token for `subject` (the customer's reference or e-mail), signed with the first of `keys` (id → secret)."""
    kid, secret = next(iter(keys.items()))
    now = utc_now()
    claims = {"iss": issuer, "aud": AUDIENCE, "sub": subject, "iat": now, "exp": now + lifetime}
    return jwt.encode({**claims, "jti": secrets.token_urlsafe(12)}, secret, algorithm="HS256", headers={"kid": kid})


def read_token(keys: dict[str, str], token: str) -> str:
    """The subject that a token vouches for. Raises `BadToken` when it is forged, expired, too long-lived or incomplete.

    The key is chosen by the header's `kid`, so that a site can sign with a new key while the old one still counts.
    """
    try:
        secret = keys[jwt.get_unverified_header(token)["kid"]]
        claims = jwt.decode(
            token, secret, algorithms=["HS256"], audience=AUDIENCE, options={"require": REQUIRED}, leeway=5
        )
    except jwt.ExpiredSignatureError:
        raise BadToken("token_expired") from None
    except (jwt.InvalidTokenError, KeyError, OverflowError):
        raise BadToken("token_invalid") from None
    times = [claims[name] for name in ("iat", "exp")]
    if not all(isinstance(at, int | float) for at in times) or times[1] - times[0] > LONGEST.total_seconds():
        raise BadToken("token_invalid")
    return str(claims["sub"])
