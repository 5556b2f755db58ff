"""Read marks and typing signs: beside the answers, counted, and left out where they are too many or too late."""

import threading
from collections.abc import Iterator

import pytest

from hamrah.bot.channels.messaging import signs
from hamrah.bot.channels.messaging.port import Refused
from hamrah.bot.channels.messaging.signs import Sign, SignCounts, Signs
from tests.channels.apps import App
from tests.channels.contract import wait_until

Shown = list[tuple[str, bool]]


class Phone(App):
    """An app whose signs are kept; a sign is held until `let_go`, and refused of who is called so."""

    def __init__(self) -> None:
        super().__init__("whatsapp")
        self.shown: Shown = []
        self.let_go = threading.Event()

    def show_heard(self, address: str, message_id: str, *, answering: bool) -> bool:
        """Keep it."""
        assert self.let_go.wait(30)
        if address == "refused":
            raise Refused("400")
        if address == "broken":
            raise ZeroDivisionError("923001234567")
        self.shown.append((message_id, answering))
        return True


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> SignCounts:
    fresh = SignCounts()
    monkeypatch.setattr(signs, "COUNTS", fresh)
    return fresh


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture
def shower(phone: Phone) -> Iterator[Signs]:
    opened = Signs({"whatsapp": phone})
    yield opened
    phone.let_go.set()
    opened.stop()


def counted(counts: SignCounts) -> dict[str, float]:
    (family,) = counts.collect()
    return {sample.labels["outcome"]: sample.value for sample in family.samples}


def sign(number: int | str = 1, address: str = "923001") -> Sign:
    return Sign("whatsapp", address, f"m-{number}", answering=True)


def test_it_is_shown_and_counted(shower: Signs, phone: Phone, counts: SignCounts) -> None:
    phone.let_go.set()
    shower.show(sign())
    wait_until(lambda: counted(counts) == {"shown": 1})
    assert phone.shown == [("m-1", True)]


def test_who_asks_never_waits_and_more_than_there_is_room_for_are_left_out(
    shower: Signs, phone: Phone, counts: SignCounts
) -> None:
    for number in range(signs.MOST_WAITING + 5):
        shower.show(sign(number))
    assert phone.shown == [] and counted(counts) == {"left_out": 5}
    phone.let_go.set()
    wait_until(lambda: len(phone.shown) == signs.MOST_WAITING)
    shower.show(sign("later"))
    wait_until(lambda: phone.shown[-1] == ("m-later", True))


def test_what_is_late_is_no_answer_under_way_but_was_read(
    shower: Signs, phone: Phone, counts: SignCounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signs, "LATE_SECONDS", 0.0)
    phone.let_go.set()
    shower.show(sign())
    wait_until(lambda: phone.shown == [("m-1", False)])


def test_a_failure_is_counted_and_names_nobody(
    shower: Signs, phone: Phone, counts: SignCounts, caplog: pytest.LogCaptureFixture
) -> None:
    phone.let_go.set()
    shower.show(sign(address="refused"))
    wait_until(lambda: counted(counts) == {"failed": 1})
    assert caplog.records == []
    shower.show(sign(address="broken"))
    wait_until(lambda: counted(counts) == {"failed": 2})
    assert [record.getMessage() for record in caplog.records] == [
        "A sign on whatsapp could not be shown: ZeroDivisionError"
    ]


def test_a_channel_that_is_not_open_and_a_server_that_stops_show_nothing(
    shower: Signs, phone: Phone, counts: SignCounts
) -> None:
    shower.show(Sign("telegram", "5", "m-1", answering=True))
    shower.stop()
    shower.show(sign())
    assert phone.shown == [] and counted(counts) == {}
