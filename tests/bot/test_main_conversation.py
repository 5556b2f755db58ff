"""The conversation that everything stands on, in each language, through `hamrah chat --json` as a process."""

import json
import os
import subprocess
from typing import Any

import pytest

from tests.bot.processes import COMMAND
from tests.dialogues.stage import Stage, plain, said_as

pytestmark = pytest.mark.trained

CONVERSATIONS = {
    "en": (
        "where is my order",
        "please suggest something nice for me",
        "why did you suggest this",
        "5 out of 5",
        "the kurta i got yesterday is torn at the sleeve, i want to complain",
    ),
    "ur": (
        "میرا آرڈر کہاں ہے؟",
        "میرے لیے کچھ اچھا تجویز کریں",
        "یہ آپ نے کیوں تجویز کیا؟",
        "پانچ میں سے پانچ",
        "کل جو کرتا ملا اس کی آستین پھٹی ہوئی ہے، شکایت لکھوانی ہے",
    ),
    "ur-Latn": (
        "mera order kahan pohncha?",
        "mere liye kuch acha suggest karein",
        "yeh kyun suggest kiya?",
        "5 mein se 5",
        "kal jo kurta mila us ki aasteen phati hui hai, shikayat likhwani hai",
    ),
}
REASONS = (
    *("bought", "bought_before", "looked_at", "asked", "in_cart", "searched"),
    *("popular", "popular_of_kind", "liked_here", "together"),
)


class Terminal:
    """A `hamrah chat --json` that is running."""

    def __init__(self, who: str) -> None:
        self._process = subprocess.Popen(
            [*COMMAND, "chat", "--json", "--as", who],
            env=dict(os.environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def do(self, **deed: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(deed) + "\n")
        self._process.stdin.flush()
        return dict(json.loads(self._process.stdout.readline()))

    def leave(self) -> int:
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._process.wait(30)


def was_said(answer: dict[str, Any], key: str, language: str) -> bool:
    return any(said_as(key, language).fullmatch(plain(reply["text"])) for reply in answer["replies"])


@pytest.mark.parametrize("language", CONVERSATIONS)
def test_a_customer_is_served_in_each_language(language: str, stage: Stage) -> None:
    terminal = Terminal("customer:ayesha@example.com")
    order, suggestion, reason, rating, complaint = CONVERSATIONS[language]

    told = terminal.do(text=order)
    assert was_said(told, "utter_order_shipped", language), told
    assert told["language"] == language

    shown = terminal.do(text=suggestion)
    assert was_said(shown, "utter_suggestions", language), shown
    assert shown["replies"][0]["cards"][0].keys() >= {"sku", "title", "price", "picture", "buttons"}
    explained = terminal.do(text=reason)
    assert any(was_said(explained, f"utter_reason_{kind}", language) for kind in REASONS), explained

    assert was_said(terminal.do(text=rating), "utter_rated", language)

    asked = terminal.do(text=complaint)
    choices = [button for reply in asked["replies"] for button in reply["buttons"]]
    if choices:  # which order it is about
        asked = terminal.do(press=choices[0]["id"])
    assert was_said(asked, "utter_ticket_opened", language), asked
    assert "T-1" in plain(asked["replies"][0]["text"])
    assert terminal.leave() == 0
