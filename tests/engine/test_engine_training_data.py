"""Merging training data keeps fingerprints; and whether Rasa still throws them away."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from hamrah.bot.engine.training_data import copied, sanitize_examples, stock


def examples() -> list[Message]:
    return [Message.build("salam", " greet "), Message.build("hello", "greet"), Message.build("hello", "greet")]


@pytest.mark.parametrize("sanitize", [stock, sanitize_examples])
def test_both_strip_and_drop_what_stands_twice(sanitize: object) -> None:
    kept = sanitize(examples())  # type: ignore[operator]
    assert [(one.get("text"), one.get("intent")) for one in kept] == [("salam", "greet"), ("hello", "greet")]


def test_a_fingerprint_that_is_known_is_kept() -> None:
    message = Message.build("hello", "greet")
    known = message.fingerprint()
    sanitize_examples([message])
    assert message._cached_fingerprint == known


def test_the_mend_is_still_needed() -> None:
    message = Message.build("hello", "greet")
    message.set("intent", "greet")
    assert message._cached_fingerprint is None, "setting what was set no longer costs the fingerprint"


def test_a_copy_is_changed_alone_and_keeps_the_fingerprint() -> None:
    message = Message.build("hello", "greet")
    known = message.fingerprint()
    twin = copied(message, {})
    assert twin.fingerprint() == known
    twin.set("intent", "goodbye", add_to_output=True)
    assert (message.get("intent"), message.fingerprint()) == ("greet", known)
    assert "intent" not in message.output_properties
