"""Checking annotations: as strict as Rasa's own check, which compiles its schema anew each time."""

import pytest
from rasa.shared.exceptions import SchemaValidationError
from rasa.shared.nlu.training_data.entities_parser import find_entities_in_training_example

from hamrah.bot.engine import annotations


def test_a_right_annotation_is_read() -> None:
    assert (
        find_entities_in_training_example('koi [kala]{"entity": "color", "value": "black"} suit')[0]["value"] == "black"
    )


def test_a_wrong_annotation_is_refused() -> None:
    with pytest.raises(SchemaValidationError):
        find_entities_in_training_example('koi [kala]{"entity": ["color"]} suit')


def test_a_schema_is_compiled_once() -> None:
    annotations._validator.cache_clear()
    for word in ("kala", "neela", "peela"):
        find_entities_in_training_example(f'[{word}]{{"entity": "color"}}')
    assert annotations._validator.cache_info().misses == 1
