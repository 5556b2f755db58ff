"""Messaging apps without a provider: what is sent is kept, so that a test sees it as the person does.

Only what no provider has a say in is tried on these: whose an account is, and where its conversation goes on. Each
provider's own channel has its fake in `tests/channels/fakes`.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from hamrah.bot.channels.messaging.incoming import Heard, Incoming, Kind
from hamrah.bot.channels.messaging.outgoing import Outgoing
from hamrah.bot.channels.messaging.port import Part
from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount
from hamrah.language.formatting import strip_isolates
from tests.dialogues.stage import Stage

NUMBERS = count(1)


@dataclass
class App:
    """A messaging app that takes everything."""

    name: str
    numbered: bool = False
    window: timedelta | None = None
    sent: list[tuple[str, Outgoing]] = field(default_factory=list)

    def parts(self, said: Outgoing) -> list[Part]:
        """A message as one part."""
        return [Part({"said": said})]

    def outside_window(self, said: Outgoing) -> list[Part] | None:
        """Everything is taken at any time."""
        return self.parts(said)

    def knock(self, language: str) -> list[Part] | None:
        """Nothing is ever held, so nobody is knocked at."""
        return None

    def show_heard(self, address: str, message_id: str, *, answering: bool) -> bool:
        """Nothing is shown: that is a provider's."""
        return False

    def send(self, address: str, part: Part) -> str:
        """Keep what is sent."""
        self.sent.append((address, part.payload["said"]))
        return f"sent-{next(NUMBERS)}"


class Apps:
    """All apps of a shop, and the inbox that their messages come into."""

    def __init__(self, stage: Stage, loop: asyncio.AbstractEventLoop) -> None:
        from hamrah.bot.channels.messaging.inbox import Inbox

        self.by_name = {
            "whatsapp": App("whatsapp"),
            "telegram": App("telegram"),
            "sms": App("sms", numbered=True),
        }
        self.loop = loop
        self.inbox = Inbox(stage.door._agent, self.by_name, 0.0)
        self.inbox.courier.start()

    def close(self) -> None:
        """Stop sending."""
        self.inbox.courier.stop()

    def person(self, channel: str, address: str, phone: str | None = None) -> "Person":
        """Somebody with an account in an app; `phone` is what the provider vouches for."""
        return Person(self, self.by_name[channel], address, phone)

    def hear(self, channel: str, *messages: Incoming) -> None:
        """Have messages come in at once, and wait until they are answered."""
        self.loop.run_until_complete(self._hear(channel, messages))

    async def _hear(self, channel: str, messages: tuple[Incoming, ...]) -> None:
        await self.inbox.take(channel, Heard(messages))
        while self.inbox._tasks:
            await asyncio.wait(list(self.inbox._tasks.values()))


class Person:
    """Somebody in an app."""

    def __init__(self, apps: Apps, app: App, address: str, phone: str | None) -> None:
        self.apps, self.app, self.address, self.phone = apps, app, address, phone

    def say(self, text: str, kind: Kind = "text", **more: Any) -> list[Outgoing]:
        """Write something; what comes back."""
        before = len(self._got())
        message = Incoming(f"in-{next(NUMBERS)}", self.address, utc_now(), kind, text, phone=self.phone, **more)
        self.apps.hear(self.app.name, message)
        return self._sent_since(before)

    def burst(self, *texts: str) -> list[Outgoing]:
        """Write several messages before any is answered; what comes back."""
        before = len(self._got())
        written = [Incoming(f"in-{next(NUMBERS)}", self.address, utc_now(), "text", t, phone=self.phone) for t in texts]
        self.apps.hear(self.app.name, *written)
        return self._sent_since(before)

    def press(self, title: str) -> list[Outgoing]:
        """Press the newest button whose title has these words."""
        shown = [choice for said in reversed(self._got()) for choice in self._choices(said)]
        button = next(choice.id for choice in shown if title in strip_isolates(choice.title))
        return self.say(title, "button", button=button)

    def account(self) -> ChannelAccount:
        """This person's account, as the store has it."""
        from hamrah.bootstrap import sessions

        theirs = ChannelAccount.channel == self.app.name, ChannelAccount.address == self.address
        with sessions()() as session:
            return session.scalars(select(ChannelAccount).where(*theirs)).one()

    def _choices(self, said: Outgoing) -> list[Any]:
        return [*said.choices, *(choice for card in said.cards for choice in card.choices)]

    def _got(self) -> list[Outgoing]:
        return [said for address, said in self.app.sent if address == self.address]

    def _sent_since(self, before: int) -> list[Outgoing]:
        from tests.channels.contract import wait_until

        wait_until(lambda: not self._waits())
        return self._got()[before:]

    def _waits(self) -> bool:
        from hamrah.bootstrap import sessions
        from hamrah.crm.channels import Delivery

        waiting = select(Delivery.id).where(Delivery.status == "queued")
        with sessions()() as session:
            return session.scalar(waiting.limit(1)) is not None
