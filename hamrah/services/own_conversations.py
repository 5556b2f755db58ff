"""The one conversation that each person has, wherever they speak: a customer's, a member of staff's, an account's."""

import secrets

from sqlalchemy.orm import Session

from hamrah.crm.channels import ChannelAccount, ChannelLink
from hamrah.crm.conversations import Conversation
from hamrah.crm.customers import Customer
from hamrah.crm.operations import Staff
from hamrah.keys import server_key
from hamrah.services.identity import make_sender_id, open_conversation

WEB, STAFF = "web", "staff"


def customer_sender_id(customer_id: int) -> str:
    """The sender id of a customer's own conversation: that of the signed-in website and of every linked app."""
    return make_sender_id(server_key("sender"), WEB, f"customer:{customer_id}")


def staff_sender_id(staff_id: int) -> str:
    """The sender id of a member of staff's own conversation."""
    return make_sender_id(server_key("sender"), STAFF, f"staff:{staff_id}")


def fresh_sender_id(account: ChannelAccount) -> str:
    """A sender id for an account that must not go on where it spoke: what was said there is somebody else's."""
    return make_sender_id(server_key("sender"), account.channel, f"{account.address}:{secrets.token_hex(16)}")


def open_account_conversation(session: Session, account: ChannelAccount) -> Conversation:
    """The conversation that an account speaks in, turned to that account; made when it begins."""
    return open_conversation(session, account.sender_id, account.channel, account_id=account.id)


def open_own_conversation(session: Session, account: ChannelAccount, link: ChannelLink) -> Conversation:
    """The conversation of the customer or member of staff whose a linked account is, turned to it; made if need be."""
    if link.customer_id is None:
        staff = session.get_one(Staff, link.staff_id)
        sender_id, language = staff_sender_id(staff.id), staff.language
    else:
        customer = session.get_one(Customer, link.customer_id)
        sender_id, language = customer_sender_id(customer.id), customer.language
    row = open_conversation(session, sender_id, account.channel, language, account_id=account.id)
    row.customer_id, row.staff_id = link.customer_id, link.staff_id
    return row
