"""Stores that are what endpoints.yml says, and fail where they fail.

Rasa wraps every tracker store in one that, when it fails, hands out a new conversation and writes to memory that nobody
reads; and it takes an in-memory store without a word when the configured type is misspelt. Here a store is used as it
is, and a wrong type is an error. The makers also need no library of a store that is not used.
"""

from asyncio import AbstractEventLoop
from typing import Any

from rasa.core import agent
from rasa.core.brokers.broker import EventBroker
from rasa.core.lock_store import LockStore, RedisLockStore
from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.shared.utils.common import class_from_module_path
from rasa.utils.endpoints import EndpointConfig

from hamrah.bot.engine.errors import EngineError
from hamrah.bot.engine.locks import TurnQueue

OUR_STORE = "hamrah.bot.tracker_store.LiveTrackerStore"
INSTEAD_OF_TRACKER_STORE = f"use {OUR_STORE}"
INSTEAD_OF_LOCK_STORE = "leave it out, or use redis"


def make_tracker_store(
    obj: TrackerStore | EndpointConfig | None,
    domain: Domain | None = None,
    event_broker: EventBroker | None = None,
) -> TrackerStore:
    """The tracker store that `obj` configures; in memory when nothing does. Raises `EngineError`."""
    if isinstance(obj, TrackerStore):
        return obj
    if obj is None:
        return InMemoryTrackerStore(domain or Domain.empty(), event_broker)
    store = _class("tracker_store", obj.type, INSTEAD_OF_TRACKER_STORE)
    return store(domain=domain or Domain.empty(), host=obj.url, event_broker=event_broker, **obj.kwargs)


def make_lock_store(obj: LockStore | EndpointConfig | None) -> LockStore:
    """The lock store that `obj` configures; the queue for one process when nothing does. Raises `EngineError`."""
    if isinstance(obj, LockStore):
        return obj
    if obj is None or obj.type in (None, "in_memory"):
        return TurnQueue()
    if obj.type == "redis":
        return RedisLockStore(host=obj.url, **obj.kwargs)
    return _class("lock_store", obj.type, INSTEAD_OF_LOCK_STORE)(obj)


async def make_event_broker(
    obj: EventBroker | EndpointConfig | None, loop: AbstractEventLoop | None = None
) -> EventBroker | None:
    """The event broker that `obj` configures, or none. Raises `EngineError`."""
    if obj is None or isinstance(obj, EventBroker):
        return obj
    brokers = {
        "pika": "rasa.core.brokers.pika.PikaEventBroker",
        "kafka": "rasa.core.brokers.kafka.KafkaEventBroker",
        "file": "rasa.core.brokers.file.FileEventBroker",
    }
    name = obj.type or "pika"
    broker = _class("event_broker", brokers.get(name, name), "use pika with aio-pika installed, kafka or file")
    if not hasattr(broker, "from_endpoint_config"):
        raise EngineError(f"endpoints.yml: the event_broker '{name}' needs a library that is not installed.")
    return await broker.from_endpoint_config(obj, loop) if name == "pika" else await broker.from_endpoint_config(obj)


def check_endpoints(endpoints: AvailableEndpoints | None) -> None:
    """Whether the stores that endpoints.yml names exist. Raises `EngineError`."""
    if endpoints is None:
        return
    if endpoints.tracker_store is not None:
        _class("tracker_store", endpoints.tracker_store.type, INSTEAD_OF_TRACKER_STORE)
    if endpoints.lock_store is not None and endpoints.lock_store.type not in (None, "in_memory", "redis"):
        _class("lock_store", endpoints.lock_store.type, INSTEAD_OF_LOCK_STORE)


def mend_stores() -> None:
    """Put the makers of this module in place of Rasa's, and let an agent use its store unwrapped."""

    def unwrapped(store: TrackerStore | None, domain: Domain) -> TrackerStore:
        used = store if store is not None else InMemoryTrackerStore(domain)
        used.domain = domain
        return used

    def queue(store: LockStore | None) -> LockStore:
        return store if store is not None else TurnQueue()

    TrackerStore.create = staticmethod(make_tracker_store)
    LockStore.create = staticmethod(make_lock_store)
    EventBroker.create = staticmethod(make_event_broker)
    agent.Agent._create_tracker_store = staticmethod(unwrapped)
    agent.Agent._create_lock_store = staticmethod(queue)


def _class(key: str, name: str | None, instead: str) -> Any:
    try:
        found = class_from_module_path(name) if name and "." in name else None
    except (ImportError, AttributeError, ValueError):
        found = None
    if found is None:
        raise EngineError(f"endpoints.yml: there is no {key} of type '{name}'; {instead}.")
    return found
