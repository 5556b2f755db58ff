"""The one place where the bot is put together: model, stores, actions."""

import tarfile
import zlib
from pathlib import Path

from hamrah.bot.engine import activate

activate()  # here, since the imports below bring Rasa

from rasa.core.agent import Agent
from rasa.core.utils import AvailableEndpoints
from rasa.exceptions import ModelNotFound, UnsupportedModelVersionError
from rasa.model import get_latest_model
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy import Engine

from hamrah.bot.engine.action_endpoint import open_actions, with_deadline
from hamrah.bot.engine.errors import EngineError, MissingModel
from hamrah.bot.engine.processor import APOLOGY
from hamrah.bot.engine.stores import OUR_STORE, make_event_broker, make_lock_store, make_tracker_store
from hamrah.bot.tracker_store import LiveTrackerStore
from hamrah.settings import Settings

UNREADABLE = (ModelNotFound, UnsupportedModelVersionError, tarfile.TarError, zlib.error, EOFError)


async def load_agent(
    model_dir: Path | str, endpoints: Path | str | None, settings: Settings, *, engine: Engine | None = None
) -> Agent:
    """The bot with the newest model in `model_dir` (or the model file itself), ready to handle messages.

    What the file `endpoints` names is used; what it leaves out is ours: trackers on the CRM's database (`engine`, else
    `settings.database_url`), turns queued in this process, actions where `settings.actions` says. An operator who sets
    `HAMRAH_ACTIONS` overrules the file. Raises `MissingModel`, or `EngineError` for anything else that cannot be used.
    """
    model = newest_model(model_dir)
    configured = AvailableEndpoints.read_endpoints(str(endpoints)) if endpoints else AvailableEndpoints()
    broker = await make_event_broker(configured.event_broker)
    stored = configured.tracker_store
    if engine is not None or stored is None or (stored.type == OUR_STORE and not stored.url):
        store = LiveTrackerStore(None, broker, engine=engine, url=settings.database_url)
    else:
        store = make_tracker_store(stored, event_broker=broker)
    agent = Agent(
        generator=configured.nlg,
        tracker_store=store,
        lock_store=make_lock_store(configured.lock_store),
        action_endpoint=_actions(configured.action, settings),
    )
    try:
        agent.load_model(model)
    except UNREADABLE as error:
        raise EngineError(f"The model {Path(model).name} cannot be loaded; train anew. ({error})") from None
    if APOLOGY not in agent.domain.responses:
        raise EngineError(f"The model's domain has no response {APOLOGY}, which is said when an action fails.")
    return agent


def newest_model(model_dir: Path | str) -> Path:
    """The model file to load. Raises `MissingModel`."""
    path = Path(model_dir)
    if path.is_file():
        return path
    newest = get_latest_model(str(path)) if path.is_dir() else None
    if newest is None:
        raise MissingModel(f"There is no trained model in {path}; train one first.")
    return Path(newest)


def _actions(configured: EndpointConfig | None, settings: Settings) -> EndpointConfig:
    if configured is not None and "actions" not in settings.model_fields_set:
        actions = with_deadline(configured)
        if actions is not None and actions.url is not None:
            return actions
    return open_actions(settings.actions, settings.actions_key)
