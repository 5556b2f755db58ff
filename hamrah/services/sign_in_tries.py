"""How often a password may be tried, so that guessing is hopeless and nobody can lock a colleague out.

Who has signed in once keeps a mark of it in the browser, and is counted by that mark alone: whatever strangers try at
the account does not touch them. Strangers are counted by where they come from, and all together by a growing delay
(OWASP, "Slow Down Online Guessing Attacks with Device Cookies"; the delays are those of Amazon Cognito's lockout).
"""

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex

import jwt
from sqlalchemy.orm import Session

from hamrah.keys import server_key
from hamrah.services.limits import allow, allow_slowly, take_back

TRIES_A_BROWSER = (8, timedelta(minutes=15))
TRIES_AN_ACCOUNT_FROM_A_SOURCE = (8, timedelta(minutes=15))
TRIES_A_SOURCE = (40, timedelta(minutes=15))
FREE_TRIES_AN_ACCOUNT = 12
"""So many wrong passwords of strangers within `REMEMBERED` cost no delay; then it is a second, and doubles."""
REMEMBERED, LONGEST_DELAY = timedelta(hours=20), timedelta(minutes=15)
MOST_MEMBERS = 10
ISSUER = "hamrah-browser"
BY_BROWSER, BY_PAIR, BY_SOURCE, BY_ACCOUNT = (
    "staff_sign_in_browser",
    "staff_sign_in_pair",
    "staff_sign_in_from",
    "staff_sign_in",
)


@dataclass(frozen=True)
class Browser:
    """A browser in which members of staff have signed in: its random id, and theirs."""

    key: str
    members: tuple[int, ...] = ()

    def mark(self, staff_id: int) -> str:
        """The mark that it keeps once this member has signed in there too; who they are is told by numbers only."""
        members = (staff_id, *(one for one in self.members if one != staff_id))[:MOST_MEMBERS]
        claims = {"iss": ISSUER, "jti": self.key, "staff": members}
        return jwt.encode(claims, server_key("staff-browser"), algorithm="HS256")


def read_browser(mark: str | None) -> Browser:
    """The browser of a mark; a new one without a mark, or with one that is not ours."""
    try:
        claims = jwt.decode(mark or "", server_key("staff-browser"), algorithms=["HS256"], issuer=ISSUER)
        return Browser(str(claims["jti"]), tuple(int(one) for one in claims["staff"]))
    except (jwt.InvalidTokenError, KeyError, TypeError, ValueError):
        return Browser(token_hex(16))


def may_try(session: Session, email: str, member: int | None, source: str, browser: Browser) -> bool:
    """Count a try at an account from `source` (an address on the network); False for one too many.

    `member` is whose account it is, if it is anybody's: a browser that knows them is not counted with strangers.
    """
    if member in browser.members:
        return allow(session, BY_BROWSER, _both(email, browser.key), *TRIES_A_BROWSER)
    return (
        allow(session, BY_SOURCE, source, *TRIES_A_SOURCE)
        and allow(session, BY_PAIR, _both(email, source), *TRIES_AN_ACCOUNT_FROM_A_SOURCE)
        and allow_slowly(session, BY_ACCOUNT, email, FREE_TRIES_AN_ACCOUNT, REMEMBERED, LONGEST_DELAY)
    )


def take_back_try(session: Session, email: str, member: int, source: str, browser: Browser) -> None:
    """Count the try of `may_try` no more, as the password was right: only wrong ones make anybody wait."""
    if member in browser.members:
        take_back(session, BY_BROWSER, _both(email, browser.key))
        return
    take_back(session, BY_SOURCE, source)
    take_back(session, BY_PAIR, _both(email, source))
    take_back(session, BY_ACCOUNT, email)


def _both(email: str, other: str) -> str:
    return f"{email}\n{other}"
