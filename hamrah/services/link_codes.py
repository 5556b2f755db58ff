"""Codes that bring a conversation of the website into a messaging app: made there, sent or typed in the app, once."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.bulk import changed_one
from hamrah.crm.channels import ChannelAccount, LinkCode
from hamrah.crm.conversations import Conversation
from hamrah.crm.customers import Customer
from hamrah.keys import server_key
from hamrah.services.identity import Principal
from hamrah.services.limits import allow
from hamrah.services.link_proofs import CODE, proves_another
from hamrah.services.linking import begin_link, enter
from hamrah.services.linking_moves import take_what_was_done
from hamrah.services.staff_sign_in import is_signed_in

HOLDS = timedelta(minutes=10)
KEPT = timedelta(days=1)
"""How long a code's row stays once it has run out."""
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Base 32 without I, O, 0 and 1, which people mistake for each other."""
GROUP = 5
NOT_FOR_STAFF = ("sms",)
"""Channels whose senders can be forged: by them nobody is believed to be a member of staff."""
MADE_BY_A_CONVERSATION = (5, timedelta(minutes=10))
TRIED_BY_AN_ACCOUNT = (5, timedelta(minutes=10))
_LETTER = f"[{ALPHABET}{ALPHABET.lower()}]"
_JOINED = re.compile(rf"(?<![\w-])({_LETTER}{{{GROUP}}})[-‐‑–—]({_LETTER}{{{GROUP}}})(?![\w-])")
_ALONE = re.compile(rf"\s*({_LETTER}{{{GROUP}}})\s*[-‐‑–—]?\s*({_LETTER}{{{GROUP}}})\s*")


@dataclass(frozen=True)
class MadeCode:
    """A code as it is shown (`ABCDE-FGHJK`), and until when it can be used."""

    code: str
    expires_at: datetime


@dataclass(frozen=True)
class Redeemed:
    """What became of a code that somebody sent: `sender_id` is the conversation to go on in, None where it was wrong.

    `left` are those whose open form is to be taken there, in this order: the account's own, the website's. `made_in` is
    where the code was made. `to_ask` is the code's id where the person must say first that what a guest began there is
    theirs (`hamrah.services.joining`): until then nothing comes along.
    """

    sender_id: str | None
    left: tuple[str, ...] = ()
    made_in: str | None = None
    to_ask: int | None = None


WRONG = Redeemed(None)


def make_link_code(session: Session, principal: Principal) -> MadeCode | None:
    """A code that brings this conversation into a messaging app, None when asked too often. 50 bits of chance."""
    if not allow(session, "make_link_code", principal.sender_id, *MADE_BY_A_CONVERSATION):
        return None
    code = "".join(secrets.choice(ALPHABET) for _ in range(2 * GROUP))
    now = utc_now()
    session.execute(delete(LinkCode).where(LinkCode.expires_at < now - KEPT))
    session.add(
        LinkCode(
            code_hash=_hash(code),
            sender_id=principal.sender_id,
            customer_id=principal.customer_id,
            staff_id=principal.staff_id,
            made_at=now,
            expires_at=now + HOLDS,
        )
    )
    session.flush()
    return MadeCode(f"{code[:GROUP]}-{code[GROUP:]}", now + HOLDS)


def redeem(session: Session, account: ChannelAccount, text: str) -> Redeemed | None:
    """Use the code that a message of an account holds; None where it holds none.

    A code that is wrong, old, used, or tried too often has one and the same answer. So has one that would have a number
    speak for another customer than the one who has it on file, and one of a member of staff who has signed out or left
    since it was made, or from where a sender can be forged. What only looks like a code ("black-shawl") is words.
    """
    found = find_code(text)
    if found is None:
        return None
    wrong = WRONG if _is_surely_code(found, text) else None
    if not allow(session, "redeem_link_code", str(account.id), *TRIED_BY_AN_ACCOUNT):
        return wrong
    row = session.scalar(select(LinkCode).where(LinkCode.code_hash == _hash(found)))
    if row is None or row.used_at is not None or row.expires_at <= utc_now():
        return wrong
    if not _still_counts(session, account, row) or not _use(session, row):
        return WRONG
    return _join(session, account, row)


def find_code(text: str) -> str | None:
    """The code in a message, in capital letters without its hyphen: joined by one anywhere, or all of the message."""
    found = _JOINED.search(text) or _ALONE.fullmatch(text)
    return None if found is None else "".join(found.groups()).upper()


def _is_surely_code(code: str, text: str) -> bool:
    """Whether letters that look like a code cannot be two words."""
    return any(letter.isdigit() for letter in code) or f"{code[:GROUP]}-{code[GROUP:]}" in text


def _still_counts(session: Session, account: ChannelAccount, row: LinkCode) -> bool:
    """Whether whom a code stands for may still be had for it: by this account, and as they were when it was made."""
    if row.staff_id is not None:
        return account.channel not in NOT_FOR_STAFF and is_signed_in(session, row.staff_id, row.made_at)
    if row.customer_id is None:
        return row.sender_id != account.sender_id
    customer = session.get_one(Customer, row.customer_id)
    return customer.erased_at is None and not proves_another(session, account, customer.id)


def _use(session: Session, row: LinkCode) -> bool:
    """Mark a code as used; False where another account did at the same moment."""
    unused = update(LinkCode).where(LinkCode.id == row.id, LinkCode.used_at.is_(None)).values(used_at=utc_now())
    return changed_one(session, unused.execution_options(synchronize_session=False))


def _join(session: Session, account: ChannelAccount, code: LinkCode) -> Redeemed:
    """Have the account go on with the customer whose code it is; of a guest's code the person is asked first.

    An account never speaks in the conversation where a guest made a code: a browser's secret opens that one, and it may
    be somebody else's who handed the code on.
    """
    if code.customer_id is None and code.staff_id is None:
        return Redeemed(account.sender_id, made_in=code.sender_id, to_ask=code.id)
    begin_link(session, account, CODE, code.customer_id, code.staff_id)
    entered = enter(session, account)
    row = entered.conversation
    if code.sender_id != row.sender_id:
        take_what_was_done(session, session.get_one(Conversation, code.sender_id), row)
    gone_from = tuple(one for one in (entered.left, code.sender_id) if one is not None and one != row.sender_id)
    return Redeemed(row.sender_id, gone_from, code.sender_id)


def _hash(code: str) -> str:
    return hmac.new(server_key("link-code"), code.encode(), hashlib.sha256).hexdigest()
