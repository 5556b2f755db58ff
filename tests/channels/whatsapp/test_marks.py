"""Marking what a person wrote as read: what Meta takes as such, and that nothing else is sent."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from hamrah.bot.channels.messaging.port import SendingFailed
from hamrah.bot.channels.whatsapp.api import CloudApi
from hamrah.messaging_settings import WhatsAppSettings
from tests.channels.fakes.whatsapp import FakeWhatsApp, serving
from tests.channels.fakes.whatsapp_messages import Mark
from tests.channels.whatsapp.provider import settings_of

PERSON, HEARD = "923001234567", "wamid.IN1"
MARK = {"messaging_product": "whatsapp", "status": "read", "message_id": HEARD}


@pytest.fixture
def meta() -> Iterator[FakeWhatsApp]:
    """Meta's API, which has brought one message of a person."""
    with serving(FakeWhatsApp(heard_ids={HEARD: PERSON})) as fake:
        yield fake


@pytest.fixture
def api(meta: FakeWhatsApp) -> CloudApi:
    return CloudApi(WhatsAppSettings(**json.loads(settings_of(meta))))


@pytest.mark.parametrize("answering", [False, True])
def test_it_is_marked_with_the_typing_sign_where_it_is_answered(
    api: CloudApi, meta: FakeWhatsApp, answering: bool
) -> None:
    api.mark_read(HEARD, answering=answering)
    assert meta.marks == [Mark(HEARD, PERSON, answering, 0)]
    assert meta.taken == []


def test_a_message_that_meta_does_not_know_is_refused(api: CloudApi, meta: FakeWhatsApp) -> None:
    with pytest.raises(SendingFailed):
        api.mark_read("wamid.OTHER", answering=True)
    assert meta.marks == [] and meta.refused[0][0] == 100


@pytest.mark.parametrize("answer", [190, 131009, "503", "cut", "200"])
def test_what_is_no_success_is_a_failure_without_words(
    api: CloudApi, meta: FakeWhatsApp, answer: int | str, caplog: pytest.LogCaptureFixture
) -> None:
    meta.mark_answers.append(answer)
    with pytest.raises(SendingFailed) as failed:
        api.mark_read(HEARD, answering=True)
    assert caplog.records == []
    assert not any(secret in repr(failed.value) for secret in (PERSON, HEARD, meta.token))


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "delivered"},
        {"message_id": ""},
        {"messaging_product": "sms"},
        {"typing_indicator": {"type": "audio"}},
        {"typing_indicator": True},
        {"to": PERSON},
        {"recipient_type": "individual"},
    ],
)
def test_the_fake_takes_nothing_but_a_mark(meta: FakeWhatsApp, wrong: dict[str, Any]) -> None:
    url = f"{meta.url}/{meta.version}/{meta.phone_number_id}/messages"
    headers = {"Authorization": f"Bearer {meta.token}"}
    assert requests.post(url, json=MARK | wrong, headers=headers, timeout=10).status_code == 400
    assert requests.post(url, json=MARK, headers={}, timeout=10).status_code == 401
    assert meta.marks == []
    assert requests.post(url, json=MARK, headers=headers, timeout=10).json() == {"success": True}
