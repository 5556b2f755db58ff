"""One turn as an action sees it: what was said, who said it, and how to answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from itertools import dropwhile, takewhile
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.bootstrap import lexicon, texts
from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Category
from hamrah.language.formatting import format_date, format_list, format_money, format_time, isolate_for
from hamrah.language.more_words import goods_left
from hamrah.language.normalise import normalise
from hamrah.language.references import find_ordinals
from hamrah.services.aisles import shelves_in
from hamrah.services.catalogue import shelf_of
from hamrah.services.identity import Principal
from hamrah.services.policies import RUPEES
from hamrah.services.refusal import Refusal

Event = dict[str, Any]
FEW_WORDS = 3
OF_THE_WHOLE = ("reply_language", "displeasure")
IDENTIFIED = "action_finish_identify_form"
"""The action after which the message was a one-time code, which looks like an order's number."""


@dataclass(frozen=True)
class Money:
    """An amount in minor units of a currency, to be written in the language of the answer."""

    minor: int
    currency: str


@dataclass(frozen=True)
class Deadline:
    """A moment by which something is done, written with its time of day."""

    at: datetime


@dataclass(frozen=True)
class Term:
    """A word of the catalogue's `terms`, to be written in the language of the answer."""

    name: str


@dataclass(frozen=True)
class Written:
    """Text that is written in the language of the answer already, of one or more lines."""

    text: str


@dataclass
class Turn:
    """What one run of an action works with. `events` collects what the conversation shall remember."""

    tracker: Tracker
    dispatcher: CollectingDispatcher
    session: Session
    principal: Principal
    events: list[Event] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What the person wrote; nothing once a one-time code was right, since the message was that code."""
        return "" if self._is_code() else self.tracker.latest_message.get("text") or ""

    @property
    def intent(self) -> str:
        """What the person was understood to mean."""
        return (self.tracker.latest_message.get("intent") or {}).get("name") or ""

    @property
    def confidence(self) -> float:
        """How sure that understanding is, 0 to 1."""
        return float((self.tracker.latest_message.get("intent") or {}).get("confidence") or 0.0)

    @property
    def is_pressed(self) -> bool:
        """Whether the message is the press of a button, of which only one meaning is known, and not words typed."""
        return self.confidence == 1.0 and len(self.tracker.latest_message.get("intent_ranking") or []) == 1

    @property
    def language(self) -> str:
        """The language of the answer."""
        return str(self.tracker.get_slot("language") or "en")

    @property
    def form(self) -> str | None:
        """The open form's name."""
        return (self.tracker.active_loop or {}).get("name")

    @property
    def now(self) -> datetime:
        """The present moment."""
        return utc_now()

    @property
    def spoken_before(self) -> datetime | None:
        """When the person spoke before this message; None for the first."""
        spoken = [event["timestamp"] for event in self.tracker.events if event.get("event") == "user"]
        return datetime.fromtimestamp(spoken[-2], UTC) if len(spoken) > 1 else None

    def entities(self, name: str) -> list[str]:
        """The values that the message gives for an entity, in the order they stand; only text is taken.

        What goes on once somebody has shown who they are finds none: the message is the code.
        """
        if self._is_code():
            return []
        found = [e for e in self.tracker.latest_message.get("entities") or [] if e.get("entity") == name]
        return [e["value"] for e in found if isinstance(e.get("value"), str) and e["value"]]

    def places(self, name: str) -> list[tuple[str, int, int]]:
        """The values that the message gives for an entity with their places in the text; 0 for a button's."""
        found = self.tracker.latest_message.get("entities") or []
        named = [e for e in found if e.get("entity") == name and e.get("value") in self.entities(name)]
        return [(e["value"], int(e.get("start") or 0), int(e.get("end") or 0)) for e in named]

    @property
    def all_places(self) -> list[tuple[int, int]]:
        """Where in the text something was understood; its language and mood are of the whole."""
        found = self.tracker.latest_message.get("entities") or []
        parts = [e for e in found if e.get("entity") not in OF_THE_WHOLE]
        return [(int(e.get("start") or 0), int(e.get("end") or 0)) for e in parts]

    @property
    def is_first_action(self) -> bool:
        """Whether no other action has answered this message before."""
        return not self._actions_of_turn()

    def _is_code(self) -> bool:
        return IDENTIFIED in self._actions_of_turn()

    def _actions_of_turn(self) -> list[str]:
        """The actions that ran on this message, the latest first."""
        since = takewhile(lambda event: event.get("event") != "user", reversed(self.tracker.events))
        return [str(event.get("name")) for event in since if event.get("event") == "action"]

    @property
    def said_before(self) -> list[str]:
        """The keys of the responses that the person had last when they wrote this message."""
        earlier = dropwhile(lambda event: event.get("event") != "user", reversed(self.tracker.events))
        next(earlier, None)
        told = takewhile(lambda event: event.get("event") != "user", earlier)
        keys = ((event.get("metadata") or {}).get("utter_action") for event in told if event.get("event") == "bot")
        return [key for key in keys if key is not None]

    def entity(self, name: str) -> str | None:
        """The last value given for an entity: who corrects himself says the right one last."""
        values = self.entities(name)
        return values[-1] if values else None

    @cached_property
    def shelf(self) -> str | None:
        """The code of the shop's category for the kind of product that the message names; None where it has none.

        What says hardly anything but a category's name means it, though it was not understood as one: "abaya", "jooty".
        """
        kind = self.entity("category")
        if kind is not None:
            return shelf_of(self.session, kind)
        left = "" if self.is_pressed else goods_left(self.text, self.all_places)
        return shelf_of(self.session, left, whole=True) if 0 < len(left.split()) <= FEW_WORDS else None

    @cached_property
    def aisle(self) -> tuple[str, ...]:
        """The codes of the shop's categories that the message means by a wider word ("clothes"), if by any."""
        return shelves_in(self.session, self.text, self.entity("category"))

    def number(self, name: str) -> int | None:
        """An entity's value as a whole number."""
        value = self.entity(name)
        return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 10 else None

    def slot(self, name: str) -> Any:
        """What the conversation remembers under a name, with what this turn has set."""
        for event in reversed(self.events):
            if event.get("event") == "slot" and event.get("name") == name:
                return event.get("value")
        return self.tracker.get_slot(name)

    def remember(self, **slots: Any) -> None:
        """Have the conversation remember values."""
        self.events.extend(SlotSet(name, value) for name, value in slots.items())

    def pointed_at(self, shown: str) -> str | None:
        """Which of the things shown last the message points at ("the second one"); None if it does not."""
        items = [str(item) for item in self.slot(shown) or []]
        for ordinal in find_ordinals(self.text):
            place = ordinal - 1 if ordinal > 0 else len(items) + ordinal
            if 0 <= place < len(items):
                return items[place]
        return None

    def means_shown_order(self) -> bool:
        """Whether the message points at one of the orders shown last, or names one, outside any form."""
        if self.form or self.slot("shown_products"):
            return False
        return self.entity("order_number") is not None or self.pointed_at("shown_orders") is not None

    def say(
        self,
        key: str,
        *,
        buttons: Sequence[Event] = (),
        cards: Sequence[Event] = (),
        image: str | None = None,
        **values: Any,
    ) -> None:
        """Answer with a response, its values written in the language of the answer; `image` is a picture's address."""
        written = {name: self.write(value) for name, value in values.items()}
        custom = {"json_message": {"cards": list(cards)}} if cards else {}
        self.dispatcher.utter_message(response=key, buttons=list(buttons) or None, image=image, **custom, **written)

    def phrase(self, key: str, **values: Any) -> Written:
        """What a response says, its values written, to stand in another response or on a card."""
        written = {name: self.write(value) for name, value in values.items()}
        return Written(texts().message(self.language, key)[0].format(**written))

    def write(self, value: Any) -> str:
        """A value as the language of the answer writes it, kept apart from text of the other direction."""
        language = self.language
        if isinstance(value, Money):
            text = format_money(value.minor, value.currency, language)
        elif isinstance(value, datetime):
            text = format_date(value, language, self.now)
        elif isinstance(value, Deadline):
            day, clock = format_date(value.at, language, self.now), format_time(value.at, language)
            return f"{isolate_for(day, language)} {isolate_for(clock, language)}"
        elif isinstance(value, Term):
            return texts().term(language, value.name)
        elif isinstance(value, Written):
            return value.text
        elif isinstance(value, list | tuple):
            return format_list([self.write(item) for item in value], language)
        else:
            text = str(value)
        return isolate_for(text, language)

    def lexeme(self, entity: str, value: str) -> str:
        """A canonical value (a colour, a city) as the language of the answer says it."""
        return lexicon().name(entity, value, self.language)

    def category_name(self, code: str) -> str:
        """A category's name in the language of the answer."""
        names = self.session.scalar(select(Category.names).where(Category.code == code)) or {}
        return str(names.get(self.language) or names.get("en") or code)

    def tell(self, refusal: Refusal) -> None:
        """Say why a use case will not do what was asked; codes among its values are written as words."""
        values = dict(refusal.values)
        if "status" in values:
            values["status"] = Term(f"order_status.{values['status']}")
        if "category" in values:
            values["category"] = self.category_name(values["category"])
        if "city" in values:
            values["city"] = self.lexeme("city", values["city"])
        if "minimum_minor" in values:
            values["minimum"] = Money(values.pop("minimum_minor"), RUPEES)
        self.say(refusal.key, **values)

    def types(self, name: str) -> bool:
        """Whether the message is, word for word, the title of a button of the catalogue."""
        return normalise(self.text).text == normalise(texts().button(self.language, name)).text

    def has_button(self, name: str) -> bool:
        """Whether the catalogue has a title of that name."""
        return name in texts().keys("buttons")

    def button(self, name: str, payload: str, **entities: Any) -> Event:
        """A button with a title of the catalogue that means `payload` (an intent) with entities when pressed."""
        return self.own_button(texts().button(self.language, name), payload, **entities)

    def own_button(self, title: str, payload: str, **entities: Any) -> Event:
        """A button with a title made of data, such as an order's number."""
        return {"title": title, "payload": {"intent": payload, "entities": entities}}
