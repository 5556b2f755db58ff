"""The day until which an offer is said to hold is the last one on which it does."""

import asyncio
from datetime import datetime, timedelta

import pytest

from tests.dialogues.clock import SHOP_ZONE
from tests.dialogues.stage import Stage, plain

pytestmark = pytest.mark.trained


@pytest.mark.parametrize(
    ("asked", "tomorrow"),
    [
        ("any deals going on these days?", "until tomorrow"),
        ("koi sale ya offer chal rahi hai?", "kal tak"),
        ("کوئی نئی آفر چل رہی ہے کیا؟", "کل تک"),
    ],
)
def test_an_offer_that_ends_at_a_midnight_holds_until_the_day_before(
    stage: Stage, loop: asyncio.AbstractEventLoop, asked: str, tomorrow: str
) -> None:
    from sqlalchemy import select

    from hamrah.bootstrap import sessions
    from hamrah.crm.engine import transaction
    from hamrah.crm.offers import Offer

    stage.set_up()
    today = datetime.now(SHOP_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    with transaction(sessions()) as session:
        offer = session.scalars(select(Offer).where(Offer.code == "APNA10")).one()
        offer.ends_at = today + timedelta(days=2)
    replies = loop.run_until_complete(stage.door.say(stage.enter("customer:sana@example.com"), asked))
    said = [plain(reply.text) for reply in replies if "APNA10" in reply.text]
    assert any(tomorrow in line for line in said), said
