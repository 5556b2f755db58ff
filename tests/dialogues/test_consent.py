"""Who asks to be left alone is never taken for somebody who wants offers, however they say it."""

import asyncio

import pytest

from tests.dialogues.stage import Stage

pytestmark = pytest.mark.trained


@pytest.mark.parametrize(
    "said",
    [
        "mujhe offers ke messages mat bhejein",
        "whatsapp pe deals aati rehti hain, rok dein bhai",
        "offer offer offer, khatam karo yeh sab",
        "واٹس ایپ پہ ڈسکاؤنٹ کے پیغام آنا بند ہو سکتے ہیں؟ میں تنگ آ گئی ہوں",
        "آفرز کی خبر مجھے نہ دیا کریں",
        "your deals on whatsapp, I'd rather not see them",
        "can you send me fewer, actually no offers at all",
        "I never asked for these promotions",
    ],
)
def test_a_wish_to_be_left_alone_is_no_consent(stage: Stage, loop: asyncio.AbstractEventLoop, said: str) -> None:
    from hamrah.bootstrap import sessions
    from hamrah.crm.engine import transaction
    from hamrah.services.consents import consents_to
    from hamrah.services.identity import who_speaks
    from hamrah.services.privacy import set_marketing_consent

    stage.set_up()
    sender = stage.enter("customer:ayesha@example.com")
    with transaction(sessions()) as session:
        person = who_speaks(session, sender)
        set_marketing_consent(session, person, False)
    loop.run_until_complete(stage.door.say(sender, said))
    with sessions()() as session:
        assert person.customer_id is not None
        assert consents_to(session, person.customer_id, "marketing") is False
