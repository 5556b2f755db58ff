"""What an operator sets for each messaging app, and for e-mail."""

import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, FilePath, SecretStr, field_validator, model_validator

from hamrah.web_address import LOOPBACK, WebAddress

E164 = r"^\+[1-9]\d{6,14}$"
ContentSid = Annotated[str, Field(pattern=r"^HX[0-9a-f]{32}$")]


class _App(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class WhatsAppSettings(_App):
    """A number of the WhatsApp Cloud API: its id, the number itself, and the secrets of the app that it belongs to."""

    phone_number_id: str = Field(pattern=r"^\d{5,20}$")
    number: str = Field(pattern=E164)
    token: SecretStr
    app_secret: SecretStr = Field(min_length=16)
    verify_token: SecretStr = Field(min_length=16)
    api_url: WebAddress = "https://graph.facebook.com/v26.0"


class TelegramSettings(_App):
    """A Telegram bot: its name (without @), its token, and the secret that Telegram shows us; or long polling."""

    bot: str = Field(pattern=r"^[A-Za-z0-9_]{5,32}$")
    token: SecretStr
    secret: SecretStr
    polling: bool = False
    api_url: WebAddress = "https://api.telegram.org"

    @field_validator("token")
    @classmethod
    def _as_botfather_gives_it(cls, token: SecretStr) -> SecretStr:
        if not re.fullmatch(r"\d{5,20}:[A-Za-z0-9_-]{30,100}", token.get_secret_value()):
            raise ValueError("it is the bot's number, a colon and letters, as @BotFather shows it")
        return token

    @field_validator("secret")
    @classmethod
    def _as_telegram_takes_it(cls, secret: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[A-Za-z0-9_-]{32,256}", secret.get_secret_value()):
            raise ValueError("it is of 32 to 256 letters, digits, _ and -")
        return secret


class TwilioSettings(_App):
    """A Twilio account with a number for SMS, for WhatsApp or both, and this server's address as Twilio calls it."""

    account_sid: str = Field(pattern=r"^AC[0-9a-f]{32}$")
    auth_token: SecretStr = Field(min_length=32)
    public_url: WebAddress
    sms_number: str | None = Field(None, pattern=E164)
    whatsapp_number: str | None = Field(None, pattern=E164)
    api_url: WebAddress = "https://api.twilio.com"
    contents: dict[str, ContentSid] = Field(default_factory=dict)
    """The approved content for `RESPONSE.LANGUAGE` of `whatsapp_templates.yml`, and for `knock.LANGUAGE`."""

    @model_validator(mode="after")
    def _has_a_number(self) -> Self:
        if not (self.sms_number or self.whatsapp_number):
            raise ValueError("sms_number or whatsapp_number is needed")
        return self


class EmailSettings(_App):
    """A mail server that takes the shop's messages, and the address that they come from.

    `ca_file` holds the certificates (PEM) that are trusted instead of the system's; a connection in clear is only made
    to a server on this machine.
    """

    host: str = Field(min_length=1)
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: SecretStr | None = None
    sender: str = Field(pattern=r"^[^\s@<>,;:\"]+@[^\s@<>,;:\"]+\.[^\s@<>,;:\"]+$")
    ca_file: FilePath | None = None

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if self.security == "none" and self.host not in LOOPBACK:
            raise ValueError("security is starttls or tls unless the server runs on this machine")
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password go together")
        return self
