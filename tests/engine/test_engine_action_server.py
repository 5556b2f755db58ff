"""Actions over HTTP: key, deadline, safe errors; both sides for real."""

import asyncio
import json
import logging
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from rasa.core.actions.action import ActionExecutionRejection
from rasa.utils.endpoints import EndpointConfig
from sanic.server.async_server import AsyncioServer

from hamrah.bot.engine.action_client import RemoteActions
from hamrah.bot.engine.action_endpoint import open_actions, with_deadline
from hamrah.bot.engine.action_executor import KEY_HEADER
from hamrah.bot.engine.action_server import action_app, serve_actions
from hamrah.bot.engine.actions_in_process import InProcessActions
from hamrah.bot.engine.errors import ActionFailed, EngineError
from tests.ports import free_port

from .conftest import speaker

KEY = "a shared secret"
PRIVATE = "03001234567"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    port, loop = free_port(), asyncio.new_event_loop()
    prepared: list[str] = []
    ready = threading.Event()

    @asynccontextmanager
    async def prepare() -> AsyncIterator[None]:
        prepared.append("open")
        yield
        prepared.append("closed")

    app = action_app("bot_actions", KEY, deadline=1.0, name="actions_under_test", prepared=prepare)

    async def run() -> AsyncioServer:
        running = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
        await running.startup()
        await running.before_start()
        assert prepared == ["open"]
        await running.after_start()
        await running.start_serving()
        return running

    def serve() -> None:
        asyncio.set_event_loop(loop)
        running = loop.run_until_complete(run())
        ready.set()
        loop.run_forever()
        loop.run_until_complete(running.after_stop())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    assert ready.wait(30)
    yield f"http://127.0.0.1:{port}/webhook"
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    assert prepared == ["open", "closed"]


def call(action: str, **tracker: object) -> dict[str, object]:
    state = {"sender_id": "person", "slots": {}, "events": [], "latest_message": {"text": PRIVATE}, **tracker}
    return {"next_action": action, "sender_id": "person", "tracker": state, "domain": {}}


async def post(url: str, **request: object) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, **request) as response:
        return response.status, await response.text()


async def test_without_the_key_nothing_runs(server):
    for headers in ({}, {KEY_HEADER: ""}, {KEY_HEADER: "wrong"}, {KEY_HEADER: KEY + "x"}):
        status, body = await post(server, json=call("action_count"), headers=headers)
        assert status == 401
        assert PRIVATE not in body


async def test_the_key_is_checked_before_the_body_is_read(server):
    """The answer comes though the announced body never does."""
    host, port = server.removeprefix("http://").split("/")[0].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n{"
    )
    await writer.drain()
    answer = await asyncio.wait_for(reader.read(200), 5)
    writer.close()
    assert b" 401 " in answer.split(b"\r\n")[0]


async def test_an_action_runs(server):
    answer = await RemoteActions(server, KEY).request(json=call("action_count", slots={"turns": 4}))
    assert answer["responses"][0]["text"] == "5"
    assert answer["events"] == [{"event": "slot", "timestamp": None, "name": "turns", "value": 5}]


@pytest.mark.parametrize("action", ["action_fail", "action_hang", "action_unstorable", "no_such_action"])
async def test_an_error_names_the_action_and_nothing_else(server, action, caplog):
    with caplog.at_level(logging.DEBUG):
        status, body = await post(server, json=call(action), headers={KEY_HEADER: KEY})
    assert status == 500
    assert json.loads(body)["action_name"] == action
    assert PRIVATE not in body
    assert PRIVATE not in caplog.text
    with pytest.raises(ActionFailed, match=f"{action}: the action server answered 500"):
        await RemoteActions(server, KEY).request(json=call(action))


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"next_action": 3}', '{"next_action": "x", "tracker": {}}', "[" * 5000]
)
async def test_what_is_no_action_call_is_refused(server, body):
    status, _ = await post(server, data=body.encode(), headers={KEY_HEADER: KEY})
    assert status == 422


async def test_too_much_and_compressed_are_refused(server):
    status, _ = await post(server, data=b" " * 2_100_000, headers={KEY_HEADER: KEY})
    assert status in (413, 422)
    status, _ = await post(server, data=b"x", headers={KEY_HEADER: KEY, "Content-Encoding": "deflate"})
    assert status == 422


async def test_only_the_two_doors_are_open(server):
    base = server.removesuffix("/webhook")
    async with aiohttp.ClientSession() as session:
        assert (await session.get(f"{base}/health")).status == 200
        assert (await session.get(f"{base}/actions")).status == 404


async def test_a_server_that_is_not_there_fails_at_once():
    with pytest.raises(ActionFailed, match="not reached"):
        await RemoteActions(f"http://127.0.0.1:{free_port()}/webhook", KEY).request(json=call("action_count"))


async def test_the_client_waits_no_longer_than_the_deadline(server):
    begun = time.monotonic()
    with pytest.raises(ActionFailed, match="took longer than"):
        await RemoteActions(server, KEY, deadline=0.2).request(json=call("action_hang"))
    assert time.monotonic() - begun < 30  # the action sleeps twice as long


def test_no_key_no_server():
    with pytest.raises(EngineError, match="HAMRAH_ACTIONS_KEY"):
        serve_actions("bot_actions", "")


def test_actions_that_cannot_be_imported():
    with pytest.raises(EngineError, match="no_such_package"):
        open_actions("inproc:no_such_package")


def test_it_listens_on_the_loopback_interface():
    assert serve_actions.__defaults__ == ("127.0.0.1", 5055, None)


def test_what_endpoints_yml_says_keeps_its_headers():
    endpoint = with_deadline(EndpointConfig(url="http://x/webhook", headers={KEY_HEADER: "k"}))
    assert isinstance(endpoint, RemoteActions)
    assert endpoint.headers == {KEY_HEADER: "k"}
    assert endpoint.kwargs["enable_selective_domain"] is True
    assert isinstance(with_deadline(EndpointConfig(url="inproc:bot_actions")), InProcessActions)
    assert with_deadline(None) is None


async def test_the_bot_talks_to_the_server_and_apologises_for_it(agent, server):
    agent.processor.action_endpoint = RemoteActions(server, KEY)
    say = speaker(agent)
    assert await say("count") == ["1"]
    assert await say("fail") == ["Sorry, that did not work"]
    agent.processor.action_endpoint = RemoteActions(server, "wrong")
    assert await say("count") == ["Sorry, that did not work"]
    assert await say("where is 1042") == ["Sorry, that did not work"]
    assert (await agent.tracker_store.retrieve("person")).get_slot("order_number") is None


async def test_an_action_may_decline(server):
    declining = call(
        "validate_complaint_form", active_loop={"name": "complaint_form"}, latest_action_name="action_listen"
    )
    answer = await RemoteActions(server, KEY).request(json={**declining, "domain": {"forms": {}, "slots": {}}})
    assert answer["responses"] == []
    assert issubclass(ActionExecutionRejection, Exception)
