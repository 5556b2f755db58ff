"""The bot's server: the website channel, the widget, and the demo shop's page around it, in one process.

Call `hamrah.bot.engine.activate` before importing this.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from rasa.core.channels.channel import register
from sanic import Request, Sanic
from sanic.response import HTTPResponse
from sanic.response import json as json_response
from sqlalchemy.exc import SQLAlchemyError

from hamrah.bootstrap import texts
from hamrah.bot.channels.contacts.postman import Postman
from hamrah.bot.channels.contacts.ways import open_ways
from hamrah.bot.channels.door import Door
from hamrah.bot.channels.messaging.apps import open_apps
from hamrah.bot.channels.messaging.inbox import Inbox
from hamrah.bot.channels.web import WebInput
from hamrah.bot.chart_door import chart_site
from hamrah.bot.demo_site import demo_site, picture_site
from hamrah.bot.engine.agent import load_agent
from hamrah.bot.helpdesk_door import helpdesk_site
from hamrah.bot.metrics_door import metrics_site
from hamrah.bot.review_door import review_site
from hamrah.bot.staff_door import staff_site
from hamrah.bot.start_checks import check_port
from hamrah.bot.static import static_site
from hamrah.bot.suggestion_model import load_model, look_after_model
from hamrah.bot.touchpoint_door import touchpoint_site
from hamrah.bot.understanding import warm_up
from hamrah.settings import PROJECT, Settings, settings

App = Sanic[Any, Any]
log = logging.getLogger(__name__)


def make_app() -> App:
    """The application; the bot is loaded before it takes the first request."""
    app: App = Sanic("hamrah", configure_logging=False)
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.REQUEST_MAX_SIZE = 1024 * 1024
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 2.0
    register([WebInput()], app, route="")
    app.blueprint(static_site(settings().web_dir, with_shop=settings().demo))
    app.blueprint(picture_site())
    app.blueprint(touchpoint_site())
    app.blueprint(helpdesk_site())
    app.blueprint(review_site())
    app.blueprint(metrics_site())
    app.blueprint(chart_site())
    app.blueprint(staff_site(settings().web_dir))
    if settings().demo:
        app.blueprint(demo_site())
    app.ctx.apps = open_apps(settings())
    for messaging in app.ctx.apps:
        app.blueprint(messaging.site)
    app.add_route(_health, "/health", name="health")
    app.error_handler.add(SQLAlchemyError, _store_away)
    app.before_server_start(_load)
    app.after_server_start(_open_inbox)
    app.before_server_stop(_close_inbox)
    return app


async def _load(app: App) -> None:
    agent = await load_agent(settings().models_dir, PROJECT / "endpoints.yml", settings())
    await warm_up(agent)
    await load_model()
    app.ctx.agent = agent
    app.ctx.door = Door(agent, WebInput.name())
    channels = {channel.name: channel for messaging in app.ctx.apps for channel in messaging.channels}
    app.ctx.inbox = Inbox(agent, channels, settings().burst_seconds)
    app.ctx.postman = Postman(open_ways(settings(), texts()))


async def _open_inbox(app: App) -> None:
    await app.ctx.inbox.start()
    app.ctx.postman.start()
    fetching = [messaging.fetch for messaging in app.ctx.apps if messaging.fetch is not None]
    app.ctx.fetching = [asyncio.ensure_future(fetch(app.ctx.inbox)) for fetch in fetching]
    app.ctx.fetching.append(asyncio.ensure_future(look_after_model()))


async def _close_inbox(app: App) -> None:
    for task in app.ctx.fetching:
        task.cancel()
    await asyncio.gather(app.ctx.inbox.stop(), asyncio.to_thread(app.ctx.postman.stop))


def _store_away(request: Request, error: Exception) -> HTTPResponse:
    log.error("The store cannot be reached or used: %s", type(error).__name__)
    return json_response({"error": "unavailable"}, 503, headers={"retry-after": "5"})


async def _health(request: Request) -> HTTPResponse:
    return json_response({"status": "ok"})


def serve(config: Settings, when_ready: Callable[[], None]) -> None:
    """Serve until stopped; `when_ready` is called once people can be answered. Raises `EngineError`: port taken."""
    check_port(config.host, config.port)
    app = make_app()
    sanic_errors = logging.getLogger("sanic.error")
    sanic_errors.disabled = True  # what goes wrong before people can be answered comes out of here, not twice

    def ready(_: App) -> None:
        sanic_errors.disabled = False
        when_ready()

    app.after_server_start(ready)
    try:
        app.run(config.host, config.port, single_process=True, motd=False, access_log=False, debug=False)
    finally:
        sanic_errors.disabled = False
