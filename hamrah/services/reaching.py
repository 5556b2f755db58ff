"""Saying something to a customer from outside a turn, on the channel where they are."""

from sqlalchemy.orm import Session

from hamrah.services.transcripts import Said, push_message


def reach_customer(session: Session, sender_id: str, said: Said) -> bool:
    """Say something in a person's conversation; False where there is no such conversation."""
    return push_message(session, sender_id, said) is not None
