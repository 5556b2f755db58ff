"""No personal data in logs, whoever logs."""

import asyncio
import io
import logging

import pytest
import structlog

from hamrah.bot.engine.logging_filter import HIDDEN, clean, configure_logging, places

from .conftest import speaker

PRIVATE = ["0300 1234567", "+923001234567", "zainab@example.com", "35202-1234567-1", "4111 1111 1111 1111"]


@pytest.fixture
def log(monkeypatch):
    """What is logged, as a plain handler writes it."""
    factory, before = logging.getLogRecordFactory(), structlog.get_config()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    configure_logging("DEBUG")
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    logging.setLogRecordFactory(factory)
    structlog.configure(**before)


@pytest.mark.parametrize("private", PRIVATE)
def test_what_identifies_a_person_is_hidden(log, private):
    logging.getLogger("anything").error("cannot reach %s today", private)
    logging.getLogger("anything").warning(f"cannot reach {private} today")
    assert private not in log.getvalue()
    assert log.getvalue().count("cannot reach") == 2


def test_an_exception_is_logged_without_its_message(log):
    try:
        try:
            raise KeyError("my name is Zainab")
        except KeyError as error:
            raise ValueError("I live in Multan") from error
    except ValueError:
        logging.getLogger("anything").exception("it failed")
    text = log.getvalue()
    assert "it failed" in text
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "test_engine_logging.py:" in text
    assert "Zainab" not in text
    assert "Multan" not in text


def test_a_structlog_event_keeps_names_and_numbers(log):
    logger = structlog.get_logger()
    logger.warning("processor.message.parse", parse_data_text="I am Zainab", events=[{"text": "Zainab"}], len=3)
    text = log.getvalue()
    assert "processor.message.parse" in text
    assert "len=3" in text
    assert HIDDEN in text
    assert "Zainab" not in text


def test_a_structlog_exception_is_logged_without_its_message(log):
    try:
        raise ValueError("I am Zainab")
    except ValueError:
        structlog.get_logger().exception("rest.message.received.failure", text="I am Zainab")
    assert "builtins.ValueError" in log.getvalue()
    assert "Zainab" not in log.getvalue()


def test_what_asyncio_and_sanic_would_print():
    assert "Zainab" not in clean("Task finished exception=ValueError('Zainab')>", "asyncio")
    assert "secret" not in clean("GET http://127.0.0.1/chat?token=secret", "sanic.access")


def test_arguments_that_do_not_fit_are_not_printed(log):
    logging.getLogger("anything").error("%d people", "Zainab")
    assert "Zainab" not in log.getvalue()
    assert "people" in log.getvalue()


def test_places_follow_causes_once():
    error = ValueError("x")
    error.__cause__ = error
    assert places(error).count("ValueError") == 1


async def test_a_whole_turn_at_the_most_talkative_level(agent, log):
    """Rasa logs text, slots and trackers at DEBUG; even then nothing of it comes out."""
    say = speaker(agent)
    await say("where is 1042 for Zainab 03001234567")
    await say("fail for Zainab 03001234567")
    await say("complain")
    await say("Zainab lives in Multan")
    await asyncio.sleep(0)
    text = log.getvalue()
    assert "action_fail" in text
    assert "03001234567" not in text


async def test_at_the_level_that_is_set_nothing_a_person_wrote_comes_out(agent, log):
    configure_logging()
    logging.getLogger("rasa").setLevel(logging.NOTSET)
    say = speaker(agent)
    for text in (
        "where is 1042 Zainab",
        "fail Zainab",
        "hang Zainab",
        "complain",
        "Zainab lives in Multan",
        "/restart",
    ):
        await say(text)
    assert "action_fail" in log.getvalue()
    assert "Zainab" not in log.getvalue()


def test_an_unknown_level_is_taken_as_warning():
    root = logging.getLogger()
    before = root.level
    configure_logging("LOUD")
    assert root.level == logging.WARNING
    root.setLevel(before)
