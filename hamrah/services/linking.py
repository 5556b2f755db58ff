"""Whose an account in a messaging app is, and in which conversation it speaks."""

from sqlalchemy.orm import Session

from hamrah.crm.channels import ChannelAccount
from hamrah.crm.conversations import Conversation
from hamrah.services.identity import open_conversation


def place_of(session: Session, account: ChannelAccount) -> Conversation:
    """The conversation that an account speaks in now, made when it begins; its proof is as fresh as the message."""
    return open_conversation(session, account.sender_id, account.channel, account_id=account.id)
