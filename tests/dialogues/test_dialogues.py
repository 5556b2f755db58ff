"""Plays the dialogues of `tests/dialogues/<language>/*.yml` on the real trained bot."""

import asyncio
from typing import Any

import pytest

from tests.dialogues.clock import Clock, clock_at
from tests.dialogues.scripts import SERVED, SHOP, TIME, Dialogue
from tests.dialogues.stage import NUMBER, Stage, plain, said_as

pytestmark = pytest.mark.trained


def test_dialogue(dialogue: Dialogue, stage: Stage, loop: asyncio.AbstractEventLoop) -> None:
    """Every turn of the dialogue is answered as its script says."""
    with clock_at(dialogue.clock) as clock:
        Player(dialogue, stage, loop, clock).play()


class Player:
    """Plays one dialogue and remembers what the bot showed last."""

    def __init__(self, dialogue: Dialogue, stage: Stage, loop: asyncio.AbstractEventLoop, clock: Clock) -> None:
        self.dialogue = dialogue
        self.clock = clock
        self.stage = stage
        self.loop = loop
        stage.set_up()
        if dialogue.drawn is not None:
            stage.let_draw(dialogue.drawn)
        self.sender = stage.enter(dialogue.who)
        self.buttons: list[dict[str, str]] = []
        self.kept: dict[str, str] = {}
        self.told: list[str] = []

    def play(self) -> None:
        for turn in self.dialogue.turns:
            replies = self._do(turn)
            self._check(turn, replies)
            if "role" in turn:
                continue  # what was shown before is still on the page
            self.buttons = [
                button
                for reply in replies
                for shown in (reply.extras, *reply.extras["cards"])
                for button in shown["buttons"]
            ]

    def _do(self, turn: dict[str, Any]) -> list[Any]:
        door = self.stage.door
        if "as" in turn:
            self.sender, self.buttons = self.stage.enter(turn["as"]), []
        if "view" in turn:
            assert self.loop.run_until_complete(door.note_seen(self.sender, turn["view"], "view"))
            return []
        served = turn.keys() & SERVED
        if served:
            (deed,) = served
            self.told.append(f"> [{deed}: {turn[deed]}]")
            replies = self.stage.serve(deed, self.kept["ticket"], str(turn[deed]))
        elif "role" in turn:
            self.told.append(f"> [now {turn['role']}]")
            self.stage.change_role(self.sender, turn["role"])
            replies = []
        elif "remedy" in turn:
            self.told.append(f"> [remedied: {turn['remedy']}]")
            self.stage.remedy(turn["remedy"])
            replies = []
        elif turn.keys() & SHOP:
            replies = self._happen(turn)
        elif turn.keys() & TIME:
            replies = self._wait(turn)
        elif "press" in turn:
            wanted = turn["press"].format(**self.kept)
            ids = [button["id"] for button in self.buttons if wanted in plain(button["title"])]
            assert ids, f"no button says {wanted!r}: {[plain(b['title']) for b in self.buttons]}"
            self.told.append(f"> [{wanted}]")
            replies = self.loop.run_until_complete(door.press(self.sender, ids[0]))
        else:
            text = (
                self.stage.code_sent()
                if "code" in turn
                else str(turn["say"]).format(**self.kept) * turn.get("times", 1)
            )
            self.told.append(f"> {text[:300]}")
            replies = self.loop.run_until_complete(door.say(self.sender, text))
        self.told += [f"  {plain(reply.text)}" for reply in replies]
        return list(replies)

    def _wait(self, turn: dict[str, Any]) -> list[Any]:
        (deed,) = turn.keys() & TIME
        self.told.append(f"> [{deed}: {turn[deed]}]")
        self.clock.move(turn[deed] if deed == "later" else turn[deed] / 60)
        works = {
            "later": self.stage.ask_how_it_was,
            "idle": self.stage.end_idle,
            "silence": self.stage.keep_complaints,
        }
        return works[deed](self.sender)

    def _happen(self, turn: dict[str, Any]) -> list[Any]:
        (deed,) = turn.keys() & SHOP
        self.told.append(f"> [{deed}: {turn[deed]}]")
        if deed == "deliver":
            self.stage.deliver(self.sender)
        else:
            self.stage.count_stock(turn[deed], 0 if deed == "sold_out" else 9)
        self.clock.move(1)
        return self.stage.tell_unasked(self.sender)

    def _check(self, turn: dict[str, Any], replies: list[Any]) -> None:
        story = "\n" + "\n".join(self.told)
        texts = [plain(reply.text) for reply in replies]
        whole = "\n".join(texts)
        language = turn.get("language", self.dialogue.language)
        for key in _listed(turn.get("expect")):
            assert any(said_as(key, language).fullmatch(text) for text in texts), f"{key} was not said{story}"
        assert not replies or {reply.language for reply in replies} == {language}, f"not in {language}{story}"
        assert not (turn.get("silent") and replies), f"the bot spoke{story}"
        for text in _listed(turn.get("has")):
            assert text.format(**self.kept) in whole, f"{text!r} is missing{story}"
        for text in _listed(turn.get("lacks")):
            assert text.format(**self.kept) not in f"{whole}\n{_shown(replies)}", f"{text!r} was said{story}"
        if "follow_up" in turn:
            assert self.stage.follow_ups() == _listed(turn["follow_up"]), f"not these follow-ups{story}"
        self._check_shown(turn, replies, story)
        if "keep" in turn:
            found = NUMBER.search(whole)
            assert found is not None, f"no number to keep{story}"
            self.kept[turn["keep"]] = found.group()

    def _check_shown(self, turn: dict[str, Any], replies: list[Any], story: str) -> None:
        cards = _cards(replies)
        buttons = [button for reply in replies for button in reply.extras["buttons"]]
        assert len(cards) >= turn.get("cards", 0), f"too few cards{story}"
        assert len(buttons) >= turn.get("buttons", 0), f"too few buttons{story}"
        if "picture" in turn:
            shown = any(reply.extras.get("image") for reply in replies)
            assert shown == turn["picture"], f"pictures: {shown}{story}"
        for text in _listed(turn.get("card_has")):
            wanted = text.format(**self.kept)
            assert any(wanted in _on_card(card) for card in cards), story


def _cards(replies: list[Any]) -> list[dict[str, Any]]:
    return [card for reply in replies for card in reply.extras["cards"]]


def _on_card(card: dict[str, Any]) -> str:
    return plain(f"{card['title']} {card['subtitle']} {card['price']}")


def _shown(replies: list[Any]) -> str:
    return "\n".join(map(_on_card, _cards(replies)))


def _listed(value: Any) -> list[str]:
    return [] if value is None else value if isinstance(value, list) else [str(value)]
