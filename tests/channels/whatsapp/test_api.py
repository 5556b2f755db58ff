"""Sending by the Cloud API: what it takes, and what follows from each way in which it does not."""

import json
import logging
import socket
from collections.abc import Iterator

import pytest

from hamrah.bot.channels.messaging.port import Gone, Part, Refused, SendingFailed, TryLater, WindowClosed
from hamrah.bot.channels.whatsapp.api import CloudApi
from hamrah.bot.channels.whatsapp.payloads import template_part, text_part
from hamrah.messaging_settings import WhatsAppSettings
from tests.channels.fakes.whatsapp import BURST, FakeWhatsApp, serving
from tests.channels.whatsapp.provider import settings_of

PERSON = "923001234567"
HELLO = text_part("السلام علیکم")


@pytest.fixture
def meta() -> Iterator[FakeWhatsApp]:
    """Meta's API, to which a person has just written."""
    with serving(FakeWhatsApp()) as fake:
        fake.heard_at[PERSON] = fake.now
        yield fake


@pytest.fixture
def api(meta: FakeWhatsApp) -> CloudApi:
    return CloudApi(WhatsAppSettings(**json.loads(settings_of(meta))))


def failure(api: CloudApi, part: Part = HELLO, to: str = PERSON) -> SendingFailed:
    """How sending failed."""
    with pytest.raises(SendingFailed) as failed:
        api.send(to, part)
    return failed.value


def test_a_message_is_taken_and_its_id_is_what_receipts_name(api: CloudApi, meta: FakeWhatsApp) -> None:
    assert api.send(PERSON, HELLO) == meta.taken[0].id
    assert meta.taken[0].text == "السلام علیکم"
    assert meta.taken[0].body["to"] == PERSON


def test_who_hides_their_number_is_written_to_by_their_id(api: CloudApi, meta: FakeWhatsApp) -> None:
    meta.heard_at["PK.13491208655302741918"] = meta.now
    api.send("PK.13491208655302741918", HELLO)
    assert meta.taken[0].body["recipient"] == "PK.13491208655302741918"
    assert "to" not in meta.taken[0].body


def test_outside_the_window_only_templates_are_taken(api: CloudApi, meta: FakeWhatsApp) -> None:
    meta.ahead += 24 * 3600 + 1
    assert isinstance(failure(api), WindowClosed)
    meta.templates["hamrah_answer_waits", "ur"] = (0, 0)
    assert api.send(PERSON, template_part("hamrah_answer_waits", "ur", []))


def test_a_template_is_taken_with_its_parameters_only(
    api: CloudApi, meta: FakeWhatsApp, caplog: pytest.LogCaptureFixture
) -> None:
    meta.templates["hamrah_late", "ur"] = (1, 0)
    assert api.send(PERSON, template_part("hamrah_late", "ur", ["#1042"]))
    assert isinstance(failure(api, template_part("hamrah_late", "ur", [])), Refused)
    assert isinstance(failure(api, template_part("hamrah_late", "en", ["#1042"])), Refused)
    assert isinstance(failure(api, template_part("hamrah_late", "ur", ["two\nlines"])), Refused)
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 3 and all("hamrah_late" in line and "docs/whatsapp.md" in line for line in said)


def test_too_many_to_one_person_wait_as_long_as_meta_counts(api: CloudApi, meta: FakeWhatsApp) -> None:
    for _ in range(BURST):
        api.send(PERSON, HELLO)
    slow = failure(api)
    assert isinstance(slow, TryLater) and (slow.reason, slow.seconds) == ("131056", 6.0)
    meta.ahead += BURST * 6
    meta.heard_at[PERSON] = meta.now
    assert api.send(PERSON, HELLO)


@pytest.mark.parametrize(
    ("code", "kind", "seconds"),
    [
        *((code, TryLater, None) for code in (1, 2, 131000, 131016, 130429)),
        *((code, TryLater, 60.0) for code in (4, 80007, 0, 190, 10, 200, 299, 131031, 131042)),
        (131048, TryLater, 3600.0),
        (131047, WindowClosed, None),
        *((code, Gone, None) for code in (131026, 131021)),
        *((code, Refused, None) for code in (100, 131008, 131009, 131049, 131050, 131051, 131053, 130472, 999999)),
        *((status, TryLater, None) for status in ("429", "500", "503")),
        *((status, TryLater, 60.0) for status in ("301", "302", "401", "403", "404")),
        ("418", Refused, None),
    ],
)
def test_each_error_is_met_as_it_can_be_mended(
    api: CloudApi, meta: FakeWhatsApp, code: int | str, kind: type[SendingFailed], seconds: float | None
) -> None:
    meta.answers.append(code)
    failed = failure(api)
    assert type(failed) is kind
    assert getattr(failed, "seconds", None) == seconds
    assert failed.reason in (str(code), f"http_{code}")
    assert meta.taken == []


def test_a_token_that_ran_out_is_one_line_for_the_operator(
    api: CloudApi, meta: FakeWhatsApp, caplog: pytest.LogCaptureFixture
) -> None:
    right, meta.token = meta.token, "another"
    for _ in range(3):
        assert isinstance(failure(api), TryLater)
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == (
        "WhatsApp does not take our messages (190): the token is not valid any more; see docs/whatsapp.md"
    )
    meta.token = right
    assert api.send(PERSON, HELLO)
    meta.token = "another"
    failure(api)
    assert len(caplog.records) == 2


def test_what_broke_off_is_tried_again_even_if_it_may_have_been_taken(api: CloudApi, meta: FakeWhatsApp) -> None:
    meta.answers += ["cut", "cut_after"]
    assert isinstance(failure(api), TryLater)
    assert meta.taken == []
    assert isinstance(failure(api), TryLater)
    assert len(meta.taken) == 1


def test_no_redirect_is_followed(api: CloudApi, meta: FakeWhatsApp) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.setblocking(False)
        meta.redirects_to = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/"
        meta.answers.append("307")
        assert isinstance(failure(api), TryLater)
        with pytest.raises(BlockingIOError):
            elsewhere.accept()


def test_nobody_listening_is_tried_again(meta: FakeWhatsApp) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    config = json.loads(settings_of(meta)) | {"api_url": f"http://127.0.0.1:{port}/v24.0"}
    assert isinstance(failure(CloudApi(WhatsAppSettings(**config))), TryLater)


def test_a_failure_names_neither_the_person_nor_the_words_nor_the_token(
    api: CloudApi, meta: FakeWhatsApp, caplog: pytest.LogCaptureFixture
) -> None:
    reasons = []
    for answer in ("cut", 190, 131026, "500", 131009):
        meta.answers.append(answer)
        reasons.append(repr(failure(api, text_part("a secret word"))))
    told = caplog.text + "".join(reasons)
    assert not any(secret in told for secret in (PERSON, "a secret word", meta.token, meta.url))
