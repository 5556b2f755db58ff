"""The one place that reads the environment."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from hamrah.helpdesk_settings import SHORTEST_SECRET, AnyHelpdesk
from hamrah.messaging_settings import EmailSettings, TelegramSettings, TwilioSettings, WhatsAppSettings
from hamrah.once import once
from hamrah.web_address import WebAddress

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LONGEST_KID = 30
LONGEST_TARGET = 20
PROJECT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting cannot be used; the message is one line for the operator."""


class Settings(BaseSettings):
    """What an operator can set, as `HAMRAH_<NAME>` in the environment (`HOST` and `PORT` also without the prefix)."""

    model_config = SettingsConfigDict(env_prefix="HAMRAH_", frozen=True, populate_by_name=True, extra="ignore")

    host: str = Field("127.0.0.1", validation_alias="HOST")
    port: int = Field(8300, ge=1, le=65535, validation_alias="PORT")
    database_url: str = f"sqlite:///{PROJECT / 'var' / 'hamrah.db'}"
    models_dir: Path = PROJECT / "models"
    data_dir: Path = PROJECT / "data"
    web_dir: Path = PROJECT / "web"
    var_dir: Path = PROJECT / "var"
    timezone: str = "Asia/Karachi"
    embedding_origins: str = ""
    """Origins, separated by spaces, whose pages may show the widget; the bot's own origin always may."""
    site_keys: str = ""
    """`kid:secret` pairs, separated by spaces, of host sites that sign tokens; the first signs ours."""
    touchpoint_keys: str = ""
    """`kid:secret` pairs, separated by spaces, of tills and apps that send signed events; none: no event is taken."""
    helpdesks: Annotated[dict[str, AnyHelpdesk], NoDecode] = Field(default_factory=dict)
    """Outside helpdesks by a name of one's own, as JSON; docs/helpdesks.md lists the fields of each kind."""

    whatsapp: Annotated[WhatsAppSettings | None, NoDecode] = None
    """The shop's number at the WhatsApp Cloud API, as JSON; none: it is not on WhatsApp. See docs/whatsapp.md."""
    telegram: Annotated[TelegramSettings | None, NoDecode] = None
    """The shop's Telegram bot, as JSON; see docs/telegram.md."""
    twilio: Annotated[TwilioSettings | None, NoDecode] = None
    """The shop's Twilio account, as JSON; see docs/twilio.md."""
    email: Annotated[EmailSettings | None, NoDecode] = None
    """The mail server that takes the shop's messages, as JSON; none: codes and notices go to no mailbox."""
    public_url: WebAddress | Literal[""] = ""
    """This server's address on the internet, for pictures in messaging apps; none: none are sent."""
    burst_seconds: float = Field(2.0, ge=0, le=30)
    """Messages of one account that follow each other within so long are read as one."""

    metrics_token: str = ""
    """Who shows it may read `/metrics`; none: there are none to read."""
    actions: str = "inproc:actions"
    """Where custom actions run: in this process, or the URL of an action server."""
    actions_key: str = ""
    demo: bool = True
    """Whether the demo shop page, its ready sign-ins and its inbox panel are served."""
    messages_per_minute: int = Field(40, ge=0)
    """How many messages a conversation may write in a minute; 0 is no limit."""
    log_level: str = "WARNING"

    @property
    def reachable_contacts(self) -> tuple[str, ...]:
        """The kinds of contact point (`phone`, `email`) that codes and notices can go to.

        None in the demo shop: its people are made up, their numbers and addresses may be somebody's.
        """
        sms = self.twilio is not None and self.twilio.sms_number is not None
        open_now = {"phone": sms, "email": self.email is not None}
        return tuple(kind for kind, is_open in open_now.items() if is_open and not self.demo)

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        try:
            urlsplit(url).port  # noqa: B018 - raises for a port that is no number
        except ValueError:
            raise ValueError("its port is no number") from None
        if url.startswith("postgresql://"):
            return "postgresql+psycopg://" + url.removeprefix("postgresql://")
        if url.startswith(("sqlite:///", "postgresql+psycopg://")):
            return url
        raise ValueError("use sqlite:///FILE or postgresql://USER@HOST/NAME")

    @field_validator("site_keys", "touchpoint_keys")
    @classmethod
    def _long_secrets(cls, pairs: str) -> str:
        for pair in pairs.split():
            kid, _, secret = pair.partition(":")
            if not kid or len(kid) > LONGEST_KID or len(secret) < SHORTEST_SECRET:
                raise ValueError(f"each is KID:SECRET with a secret of {SHORTEST_SECRET} characters or more")
        return pairs

    @field_validator("helpdesks", mode="before")
    @classmethod
    def _readable_helpdesks(cls, given: Any) -> Any:
        try:
            targets = json.loads(given or "{}") if isinstance(given, str) else given
        except ValueError:
            raise ValueError("it is not JSON") from None
        if not isinstance(targets, dict):
            raise ValueError("it is not an object of helpdesks by name")
        if any(not (name.isascii() and name.isidentifier() and len(name) <= LONGEST_TARGET) for name in targets):
            raise ValueError(f"a helpdesk's name is of letters, digits and _, at most {LONGEST_TARGET}")
        return targets

    @field_validator("whatsapp", "telegram", "twilio", "email", mode="before")
    @classmethod
    def _readable_app(cls, given: Any) -> Any:
        try:
            return (json.loads(given) if given else None) if isinstance(given, str) else given
        except ValueError:
            raise ValueError("it is not JSON") from None

    @field_validator("metrics_token")
    @classmethod
    def _long_token(cls, token: str) -> str:
        if token and len(token) < SHORTEST_SECRET:
            raise ValueError(f"must have {SHORTEST_SECRET} characters or more")
        return token

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("use a name such as Asia/Karachi")
        return name

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, name: str) -> str:
        if name.upper() not in LEVELS:
            raise ValueError(f"use one of {', '.join(LEVELS)}")
        return name.upper()


def read_settings() -> Settings:
    """Read the settings afresh. Raises `SettingsError` naming the first wrong one, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0])
        variable = name.upper() if name.upper() in ("HOST", "PORT") else f"HAMRAH_{name.upper()}"
        where = ".".join(str(part) for part in first["loc"][1:])
        reason = (f"{where}: " if where else "") + first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{variable} is not usable: {reason}") from None


@once
def settings() -> Settings:
    """The settings of this process, read once."""
    return read_settings()
