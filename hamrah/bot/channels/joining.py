"""Carrying what a guest of the website began into the conversation of who has just said that it is theirs."""

import asyncio

from rasa.core.agent import Agent

from hamrah.bootstrap import sessions, texts
from hamrah.bot.engine.carrying import at_rest, carry_at_rest, open_form
from hamrah.crm.conversations import ChatMessage
from hamrah.crm.engine import transaction
from hamrah.services.identity import who_speaks
from hamrah.services.joining import Joins, join_at_rest
from hamrah.services.transcripts import newest_message_id, read_transcript

IDENTIFY = "identify_form"
"""The form that asks who somebody is: done with, once that is known."""


async def join(agent: Agent, sender_id: str, joins: Joins) -> tuple[list[ChatMessage], bool]:
    """Have a conversation go on with what was begun elsewhere; what is said, and whether it may do what waited there.

    The guest's turns wait meanwhile: what they say once the person has said yes does not come along.
    """
    async with at_rest(agent, joins.made_in, sender_id):
        said, is_joined, is_known = await asyncio.to_thread(_join, sender_id, joins)
        if is_joined:
            await carry_at_rest(agent, joins.made_in, sender_id)
    return said, is_joined and is_known and await open_form(agent, sender_id) == IDENTIFY


def _join(sender_id: str, joins: Joins) -> tuple[list[ChatMessage], bool, bool]:
    with transaction(sessions()) as session:
        before = newest_message_id(session)
        is_joined = join_at_rest(session, texts(), sender_id, joins)
        principal = who_speaks(session, sender_id)
        is_known = principal.customer_id is not None or principal.staff_id is not None
        return read_transcript(session, sender_id, before), is_joined, is_known
