"""A browser's session on the website channel: who its conversation is, signed by us, so that no other can join it."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Conversation
from hamrah.crm.customers import Customer
from hamrah.crm.operations import Staff
from hamrah.keys import server_key, site_keys
from hamrah.services.identity import (
    Principal,
    find_customer_by_subject,
    make_sender_id,
    note_interaction,
    open_conversation,
    prove,
)
from hamrah.services.own_conversations import customer_sender_id
from hamrah.services.site_tokens import BadToken, read_token
from hamrah.services.staff_sign_in import is_signed_in, open_staff_conversation, read_staff_token

CHANNEL = "web"
HOLDS = timedelta(hours=12)
GUEST_HOLDS = timedelta(days=30)
AUDIENCE = "hamrah-web-session"


@dataclass(frozen=True)
class WebSession:
    """An open session: its secret for the browser, its conversation, and the name of who is signed in.

    `of_staff`: whether that is a member of staff.
    """

    secret: str
    sender_id: str
    name: str | None
    language: str | None
    of_staff: bool = False


def open_session(session: Session, token: str | None, resume: str | None) -> WebSession:
    """Open the conversation of the customer whom the site's token names, of a member of staff, or a guest's.

    A guest comes back with the secret handed out before; a signed-in customer's conversation opens with a token only,
    so that who signs out of the shop is signed out here. A guest's in which somebody showed who they are opens as long
    as that holds: the next at the same computer may be somebody else. Raises `BadToken`.
    """
    if token:
        staff = read_staff_token(session, token)
        if staff is not None:
            return _open_staff(session, *staff)
        customer = find_customer_by_subject(session, read_token(site_keys(), token))
        if customer is None:
            raise BadToken("token_invalid")
        return _open_customer(session, customer)
    sender_id = _guest_of(resume) if resume else None
    if sender_id is None or not _may_go_on(session.get(Conversation, sender_id)):
        sender_id = make_sender_id(server_key("sender"), CHANNEL, f"guest:{secrets.token_hex(32)}")
    row = open_conversation(session, sender_id, CHANNEL)
    return WebSession(_sign({"sub": sender_id, "guest": True}, utc_now() + GUEST_HOLDS), sender_id, None, row.language)


@dataclass(frozen=True)
class Opened:
    """What a secret opens: a conversation, and for a member of staff's who that is and when it was given."""

    sender_id: str
    staff_id: int | None = None
    given_at: datetime | None = None

    def holds(self, session: Session) -> bool:
        """Whether it still does: a member of staff may have left or signed out since."""
        if self.staff_id is None or self.given_at is None:
            return True
        return is_signed_in(session, self.staff_id, self.given_at)


def read_session(secret: str) -> Opened | None:
    """What a secret opens, None if it is not ours or too old. A member of staff's is asked whether it `holds`."""
    claims = _claims(secret)
    if claims is None:
        return None
    if "staff" not in claims:
        return Opened(str(claims["sub"]))
    given = datetime.fromtimestamp(float(str(claims["given"])), UTC)
    return Opened(str(claims["sub"]), int(str(claims["staff"])), given)


def _open_staff(session: Session, member: Staff, given: datetime, until: datetime) -> WebSession:
    row = open_staff_conversation(session, member, CHANNEL, until)
    claims = {"sub": row.sender_id, "staff": member.id, "given": given.timestamp()}
    return WebSession(_sign(claims, until), row.sender_id, member.name, row.language, of_staff=True)


def _open_customer(session: Session, customer: Customer) -> WebSession:
    sender_id = customer_sender_id(customer.id)
    row = open_conversation(session, sender_id, CHANNEL, customer.language)
    prove(session, row, customer.id, "token", HOLDS)
    note_interaction(session, Principal(sender_id, CHANNEL, customer.id), "website_chat_opened")
    return WebSession(_sign({"sub": sender_id}, utc_now() + HOLDS), sender_id, customer.name, row.language)


def _sign(claims: dict[str, object], until: datetime) -> str:
    return jwt.encode({**claims, "aud": AUDIENCE, "exp": until}, server_key("web-session"), algorithm="HS256")


def _claims(secret: str) -> dict[str, object] | None:
    try:
        return dict(jwt.decode(secret, server_key("web-session"), algorithms=["HS256"], audience=AUDIENCE))
    except jwt.InvalidTokenError:
        return None


def _may_go_on(row: Conversation | None) -> bool:
    return row is not None and (row.proven_until is None or row.proven_until > utc_now())


def _guest_of(secret: str) -> str | None:
    claims = _claims(secret)
    return str(claims["sub"]) if claims is not None and claims.get("guest") is True else None
