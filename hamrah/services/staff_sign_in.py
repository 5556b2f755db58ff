"""Staff sign in with e-mail and password; what they get is good for a working day, or until they sign out."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch
from hamrah.crm.conversations import Conversation
from hamrah.crm.operations import Staff
from hamrah.keys import server_key
from hamrah.services import sign_in_tries
from hamrah.services.actors import staff_by_email
from hamrah.services.audit import by_staff, note_deed
from hamrah.services.identity import open_conversation
from hamrah.services.own_conversations import staff_sender_id
from hamrah.services.refusal import Refusal
from hamrah.services.sign_in_tries import Browser
from hamrah.settings import settings

HOLDS = timedelta(hours=10)
ISSUER = AUDIENCE = "hamrah-staff"
DEMO_PASSWORD = "bazaar-e-hamrah"  # noqa: S105 - the demo shows it to everybody
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200


@dataclass(frozen=True)
class SignedIn:
    """A member of staff who has signed in: the token for the page, and what the page says of them.

    The `browser_mark` stays in the browser, and opens nothing (`hamrah.services.sign_in_tries`).
    """

    token: str
    browser_mark: str
    name: str
    role: str
    language: str | None


@dataclass(frozen=True)
class Checked:
    """Who gave the right password, its hash as it was kept, and as it is to be kept from now on."""

    staff_id: int
    kept: str
    renewed: str


@dataclass(frozen=True)
class Member:
    """A member of staff as an operator sees them; `branch` is a code, None for all branches."""

    email: str
    name: str
    role: str
    branch: str | None
    has_password: bool


def list_members(session: Session) -> list[Member]:
    """Who works here, by role and name."""
    query = select(Staff, Branch.code).outerjoin(Branch, Branch.id == Staff.branch_id).where(Staff.active)
    return [
        Member(row.email, row.name, row.role, branch, row.password_hash is not None)
        for row, branch in session.execute(query.order_by(Staff.role.desc(), Staff.name))
    ]


def set_password(session: Session, email: str, password: str) -> None:
    """Give a member of staff a password; who is signed in with the old one is signed out.

    Raises `Refusal` where there is no such member, or for a password that is too short or too long.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Refusal("utter_password_length", shortest=SHORTEST_PASSWORD, longest=LONGEST_PASSWORD)
    member = staff_by_email(session, email)
    if member is None:
        raise Refusal("utter_staff_unknown")
    member.password_hash = hasher().hash(password)
    _sign_out(session, member)
    note_deed(session, by_staff(member.id), "password_set", ("staff", member.id))


def may_try(session: Session, email: str, source: str, browser: Browser) -> bool:
    """Count a try to sign in, from `source` (an address on the network) and a browser; False for one too many."""
    member = staff_by_email(session, email)
    return sign_in_tries.may_try(session, _account(email), None if member is None else member.id, source, browser)


def check_password(session: Session, email: str, password: str) -> Checked | None:
    """Compare a password with the one that is kept; None for a wrong e-mail or password. Only reads, since it is slow.

    Which of the two it was is not told, and takes the same time: nobody learns who works here.
    """
    member = staff_by_email(session, email)
    kept = None if member is None else member.password_hash
    is_right = _matches(kept or _nobodys_hash(), password[:LONGEST_PASSWORD])
    # A store that was the demo's keeps its people, and everybody knows their password.
    is_known_to_all = password == DEMO_PASSWORD and not settings().demo
    if member is None or kept is None or not is_right or is_known_to_all:
        return None
    return Checked(member.id, kept, hasher().hash(password) if hasher().check_needs_rehash(kept) else kept)


def sign_in(session: Session, checked: Checked, source: str, browser: Browser) -> SignedIn | None:
    """Sign in who gave the right password; None if they left or got another one meanwhile. The try counts no more."""
    member = session.get(Staff, checked.staff_id)
    if member is None or not member.active or member.password_hash != checked.kept:
        return None
    member.password_hash = checked.renewed
    sign_in_tries.take_back_try(session, _account(member.email), member.id, source, browser)
    note_deed(session, by_staff(member.id), "signed_in", ("staff", member.id))
    now = utc_now()
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": str(member.id), "iat": now.timestamp(), "exp": now + HOLDS}
    token = jwt.encode(claims, server_key("staff-token"), algorithm="HS256")
    return SignedIn(token, browser.mark(member.id), member.name, member.role, member.language)


def read_staff_token(session: Session, token: str) -> tuple[Staff, datetime, datetime] | None:
    """The member of staff of a token, when it was given and until when it holds; None for one that does not hold.

    It does not for who has left, or has signed out since.
    """
    try:
        claims = jwt.decode(token, server_key("staff-token"), algorithms=["HS256"], audience=AUDIENCE, issuer=ISSUER)
    except jwt.InvalidTokenError:
        return None
    given, until = (datetime.fromtimestamp(claims[name], UTC) for name in ("iat", "exp"))
    member = session.get(Staff, int(claims["sub"]))
    return None if member is None or not _holds(member, given) else (member, given, until)


def is_signed_in(session: Session, staff_id: int, given: datetime) -> bool:
    """Whether what a member of staff was given at a moment still counts."""
    member = session.get(Staff, staff_id)
    return member is not None and _holds(member, given)


def open_staff_conversation(session: Session, member: Staff, channel: str, until: datetime) -> Conversation:
    """The conversation in which a member of staff speaks, proven by password until a moment."""
    row = open_conversation(session, staff_sender_id(member.id), channel, member.language)
    row.staff_id, row.customer_id, row.proof, row.proven_until = member.id, None, "password", until
    session.flush()
    return row


def sign_out(session: Session, staff_id: int) -> None:
    """Sign a member of staff out, on every device and in every app."""
    member = session.get_one(Staff, staff_id)
    _sign_out(session, member)
    note_deed(session, by_staff(member.id), "signed_out", ("staff", member.id))


def _sign_out(session: Session, member: Staff) -> None:
    now = utc_now()
    member.signed_out_at = now
    row = session.get(Conversation, staff_sender_id(member.id))
    if row is not None:
        row.proven_until = now


def _holds(member: Staff, given: datetime) -> bool:
    return member.active and (member.signed_out_at is None or given > member.signed_out_at)


def _account(email: str) -> str:
    return email.strip().lower()[:LONGEST_PASSWORD]


@lru_cache(maxsize=1)
def hasher() -> PasswordHasher:
    """Argon2id with the library's parameters, those of RFC 9106 for little memory: some 50 ms a password."""
    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    """What a password is compared with where there is none: it takes as long, and never matches a typed one."""
    return hasher().hash(server_key("nobody").hex())


def _matches(kept: str, password: str) -> bool:
    try:
        return hasher().verify(kept, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
