"""Several questions in one burst: a line that asks about another thing than the one before is answered by itself.

A burst is read as one message, since people write one wish in several lines ("mujhe", "laal kurta", "chahiye"). But
"mera order kahan hai?" and "dukan kab khulti hai?" are two, and one answer would leave one of them unanswered.
"""

import asyncio
from collections.abc import Mapping, Sequence

from rasa.core.agent import Agent

from hamrah.bootstrap import sessions
from hamrah.bot.engine.carrying import open_form
from hamrah.crm.channels import ChannelAccount
from hamrah.crm.conversations import Conversation
from hamrah.services.handover_calls import PERSON

SUBJECTS: Mapping[str, str] = {
    "order_status": "delivery",
    "ask_shipping": "delivery",
    "refund_status": "money",
    "ask_payment_methods": "money",
    "ask_return_policy": "returns",
    "ask_store_hours": "hours",
    "ask_store_location": "places",
    "ticket_status": "complaint",
    "ask_offers": "offers",
    "loyalty_balance": "points",
    **dict.fromkeys(("search_product", "check_availability", "ask_price", "recommend_products"), "goods"),
}
"""What is asked about, by intent: only what is answered at once and needs no other line. Deeds (a return, a complaint)
are told in several lines, so they stay one with what stands beside them."""
FEWEST_WORDS = 3
"""A line of fewer words may be the rest of the line before ("size M", "1042", "kab tak?")."""
SURE = 0.8
"""How sure the understanding must be of a line's intent, out of 1."""


async def part_questions(agent: Agent, account_id: int, lines: Sequence[str]) -> list[int]:
    """The places in `lines` at which a question about another subject begins, in order; none in most bursts.

    Lines without a subject stay with what stands before them, at the beginning with what follows. An open form asks
    for something that any line may answer, and a person who has the conversation reads for themselves: none there.
    """
    if len(lines) < 2:
        return []
    sender_id = await asyncio.to_thread(_answered_by_bot, account_id)
    if sender_id is None or await open_form(agent, sender_id) is not None:
        return []
    places: list[int] = []
    current: str | None = None
    for place, line in enumerate(lines):
        subject = await _subject(agent, line)
        if current is not None and subject not in (None, current):
            places.append(place)
        current = subject or current
    return places


async def _subject(agent: Agent, line: str) -> str | None:
    if len(line.split()) < FEWEST_WORDS:
        return None
    intent = (await agent.parse_message(line))["intent"]
    return SUBJECTS.get(intent["name"]) if intent["confidence"] >= SURE else None


def _answered_by_bot(account_id: int) -> str | None:
    """The sender id of the conversation in which an account speaks, while the bot has it."""
    with sessions()() as session:
        sender_id = session.get_one(ChannelAccount, account_id).sender_id
        row = session.get(Conversation, sender_id)
        return None if row is not None and row.held_by == PERSON else sender_id
