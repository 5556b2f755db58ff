"""Getting the bot ready before the first person speaks."""

from rasa.core.agent import Agent

FIRST_WORDS = "salam"


async def warm_up(agent: Agent) -> None:
    """Understand one sentence, so that phrase lists are read and libraries loaded before somebody waits for it."""
    await agent.parse_message(FIRST_WORDS)
