"""What a person writes anew: before the answer it is what they said, after it a correction."""

from sqlalchemy import select

from hamrah.crm.channels import ChannelAccount, InboundMessage
from hamrah.crm.conversations import ChatMessage
from tests.bot.site import Site
from tests.channels.contract import wait_until
from tests.channels.telegram.driver import TelegramProvider


def said_by(site: Site, address: str) -> list[str]:
    """What the transcript has of a person."""
    with site.store() as session:
        account = session.scalars(select(ChannelAccount).where(ChannelAccount.address == address)).one()
        mine = (ChatMessage.sender_id == account.sender_id, ChatMessage.author == "person")
        return list(session.scalars(select(ChatMessage.text).where(*mine).order_by(ChatMessage.id)))


def test_an_edit_before_the_answer_takes_the_place_of_what_was_written(provider: TelegramProvider, site: Site) -> None:
    address = provider.person()
    person = provider.somebody(address)
    message = person.say("return polcy?")
    first = provider.newest()
    edits = []
    for text in ("retrun policy", "return policy?"):
        person.edit(message | {"date": message["date"] - 1}, text)
        edits.append(provider.newest())
    assert [provider.bring(update) for update in (first, *edits, edits[0], first)] == [200] * 5
    wait_until(lambda: provider.got(address))
    assert said_by(site, address) == ["return policy?"]


def test_an_edit_after_the_answer_is_a_correction_and_answered(provider: TelegramProvider, site: Site) -> None:
    address = provider.person()
    person = provider.somebody(address)
    message = person.say("return policy?")
    provider.bring(provider.newest())
    wait_until(lambda: provider.got(address))
    before = len(provider.got(address))
    person.edit(message | {"date": message["date"] - 1}, "talk to a person please")
    update = provider.newest()
    assert [provider.bring(update) for _ in range(2)] == [200, 200]
    wait_until(lambda: len(provider.got(address)) > before)
    assert said_by(site, address) == ["return policy?", "talk to a person please"]


def test_what_was_answered_is_kept_nowhere_else(provider: TelegramProvider, site: Site) -> None:
    address = provider.person()
    provider.say(address, "return policy?")
    wait_until(lambda: provider.got(address))

    def rows() -> list[InboundMessage]:
        with site.store() as session:
            account = session.scalars(select(ChannelAccount).where(ChannelAccount.address == address)).one()
            return list(session.scalars(select(InboundMessage).where(InboundMessage.account_id == account.id)))

    wait_until(lambda: all(row.handled_at for row in rows()))
    assert [row.content for row in rows()] == [{}]
