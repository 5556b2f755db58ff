"""Updates in the Bot API's shape, from the files beside this."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hamrah.bot.channels.messaging.incoming import Heard, Incoming
from hamrah.bot.channels.telegram.reading import read_update

PAYLOADS = Path(__file__).with_name("payloads")
BOT = "110201543"
CAME_IN = datetime(2025, 11, 27, 5, 30, tzinfo=UTC)


def payload(name: str) -> dict[str, Any]:
    """An update as Telegram sends it."""
    update: dict[str, Any] = json.loads(PAYLOADS.joinpath(f"{name}.json").read_text(encoding="utf-8"))
    return update


def read(name: str) -> Heard:
    """What an update tells."""
    return read_update(payload(name), BOT, CAME_IN)


def read_one(name: str) -> Incoming:
    """The one message that an update tells of."""
    (found,) = read(name).messages
    return found
