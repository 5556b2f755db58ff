"""Entities as the trained bot finds them: their values are written as the contract writes them."""

from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from tests.dialogues.stage import Stage

pytestmark = [pytest.mark.trained, pytest.mark.asyncio]


async def entities(stage: Stage, text: str, is_staff: bool) -> list[tuple[str, str]]:
    message = UserMessage(text, metadata={"is_staff": is_staff})
    seen: dict[str, Any] = await stage.door._agent.processor.parse_message(message)
    return [(one["entity"], one["value"]) for one in seen["entities"]]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ticket 3391 ka status", "3391"),
        ("you can close ticket 5120, I got my replacement", "5120"),
        ("شکایت نمبر ۲۰۸۷ پر کوئی کارروائی ہوئی یا نہیں", "2087"),
        ("ٹکٹ 4471 میں لکھ دیں کہ ڈبہ بھی پھٹا ہوا تھا", "4471"),
    ],
)
async def test_a_number_that_is_called_a_tickets_is_one_however_many_digits_it_has(
    stage: Stage, text: str, number: str
) -> None:
    assert ("ticket_number", number) in await entities(stage, text, False)


@pytest.mark.parametrize(("text", "given"), [("میرا ۸", "8"), ("نو نمبر دوں گا دس میں سے", "9")])
async def test_a_rating_is_a_number_in_whatever_letters(stage: Stage, text: str, given: str) -> None:
    assert ("rating", given) in await entities(stage, text, False)


async def test_a_name_goes_without_what_one_is_called_by(stage: Stage) -> None:
    found = await entities(stage, "What should I offer to Mrs Lubna Khalid right now?", True)
    assert ("person_name", "Lubna Khalid") in found
