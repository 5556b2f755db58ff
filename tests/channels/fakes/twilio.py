"""Twilio as a shop meets it: takes messages as strictly as the original, signs what it calls back with.

What it refuses, and with which code, is from https://www.twilio.com/docs/api/errors; what it does only after it has
taken a message (a closed window, a picture that WhatsApp does not show) it tells by a status callback, as there.
"""

import hmac
import json
import re
import secrets
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests

SMS_NUMBER, WHATSAPP_NUMBER = "+12025550100", "whatsapp:+14155238886"
E_164 = re.compile(r"(whatsapp:)?\+[1-9]\d{7,14}")
ADDRESS = re.compile(r"https?://[\w.-]+(:\d+)?/[\w%/:?#\[\]@!$&'()*+,;=~.-]*", re.ASCII)
MESSAGES = "/channels/twilio/messages"
LONGEST_BODY, MOST_MEDIA, WINDOW = 1600, 10, timedelta(hours=24)
SHOWN_BY_WHATSAPP = (".jpg", ".jpeg", ".png", ".webp", ".pdf", ".mp4", ".mp3", ".ogg")


class Refusal(Exception):
    """What it does not take: the HTTP status and Twilio's code."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass
class FakeTwilio:
    """One account with its numbers, what was sent through it, and who may not be written to.

    `answers` are taken before anything else: a status or a `Refusal` to refuse with, `cut` to break off after taking,
    `lost` to break off without taking. `calls_back` makes it tell of `sent` and `delivered` by itself.
    """

    account: str = "AC" + "0123456789abcdef" * 2
    token: str = "only-a-token-of-the-tests-0123456"
    numbers: tuple[str, ...] = (SMS_NUMBER, WHATSAPP_NUMBER)
    unsubscribed: set[str] = field(default_factory=set)
    landlines: set[str] = field(default_factory=set)
    closed_regions: tuple[str, ...] = ("+850",)
    contents: dict[str, int] = field(default_factory=dict)
    heard: dict[str, datetime] = field(default_factory=dict)
    sent: list[dict[str, Any]] = field(default_factory=list)
    answers: list[int | str | Refusal] = field(default_factory=list)
    waits: str | None = None
    calls_back: bool = False
    url: str = ""
    public_url: str = "https://shop.example"
    """Where Twilio was told that the shop is; what is called is signed for that address."""
    reach: str = ""
    """Where the shop's server listens, behind that address."""

    def texts(self, to: str) -> list[str]:
        """The bodies sent to an address, in their order."""
        return [message["Body"] for message in self.sent if message["To"] == to and message["Body"]]

    def form(self, sender: str, text: str = "", **fields: str) -> dict[str, str]:
        """The form of a message from somebody's phone to the shop."""
        sid = "SM" + secrets.token_hex(16)
        whatsapp = {"ProfileName": "Ayesha", "WaId": sender.partition("+")[2], "MessageType": "text"}
        return {
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "SmsSid": sid,
            "SmsStatus": "received",
            "Body": text,
            "To": WHATSAPP_NUMBER if sender.startswith("whatsapp:") else SMS_NUMBER,
            "NumSegments": "1",
            "MessageSid": sid,
            "AccountSid": self.account,
            "From": sender,
            "ApiVersion": "2010-04-01",
            **(whatsapp if sender.startswith("whatsapp:") else {"FromCountry": "PK", "FromCity": ""}),
            **fields,
        }

    def write(self, sender: str, text: str = "", **fields: str) -> requests.Response:
        """Somebody writes to the shop; what the shop's webhook answers."""
        self.heard[sender] = datetime.now(UTC)
        return self.call(MESSAGES, self.form(sender, text, **fields))

    def call(self, path: str, form: dict[str, str], signature: str | None = None) -> requests.Response:
        """Call a path of the shop with a signed form, as often as one likes."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": self.sign(path, form) if signature is None else signature,
            "I-Twilio-Idempotency-Token": secrets.token_hex(16),
        }
        return requests.post(self.reach + path, data=urlencode(form).encode(), headers=headers, timeout=30)

    def sign(self, path: str, form: dict[str, str]) -> str:
        """Twilio's signature of a form."""
        signed = self.public_url + path + "".join(f"{name}{form[name]}" for name in sorted(form))
        return b64encode(hmac.new(self.token.encode(), signed.encode(), "sha1").digest()).decode()

    def call_back(self, sid: str, status: str, error: int | None = None) -> requests.Response:
        """Tell the shop what became of a message that was sent."""
        message = next(one for one in self.sent if one["sid"] == sid)
        form = {
            "SmsSid": sid,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": message["To"],
            "MessageSid": sid,
            "AccountSid": self.account,
            "From": message["From"],
            "ApiVersion": "2010-04-01",
        }
        if error is not None:
            form |= {"ErrorCode": str(error), "ErrorMessage": "Twilio's own words about it"}
        return self.call(message["StatusCallback"].removeprefix(self.public_url), form)

    def settle(self, sid: str) -> None:
        """Bring a message to its end, as the network does some seconds later, and tell the shop each step."""
        error = self._late_failure(next(one for one in self.sent if one["sid"] == sid))
        if error is not None:
            self.call_back(sid, "failed", error)
            return
        for status in ("sent", "delivered"):
            self.call_back(sid, status)

    def take(self, form: dict[str, list[str]]) -> dict[str, Any]:
        """Take a message that the shop sends. Raises `Refusal`."""
        to, sender, body, media, content = self._checked(form)
        message = {
            "sid": ("MM" if media else "SM") + secrets.token_hex(16),
            "To": to,
            "From": sender,
            "Body": body,
            "MediaUrl": media,
            "ContentSid": content,
            "ContentVariables": (form.get("ContentVariables") or [""])[0],
            "StatusCallback": (form.get("StatusCallback") or [""])[0],
            "at": datetime.now(UTC),
        }
        self.sent.append(message)
        return message

    def _checked(self, form: dict[str, list[str]]) -> tuple[str, str, str, list[str], str]:
        to, sender, body, content = ((form.get(name) or [""])[0] for name in ("To", "From", "Body", "ContentSid"))
        media = form.get("MediaUrl") or []
        self._check_addresses(to, sender)
        self._check_content(content, (form.get("ContentVariables") or ["{}"])[0], body, media)
        if len(body.encode("utf-16-le")) // 2 > LONGEST_BODY:
            raise Refusal(400, 21617)
        if len(media) > (1 if to.startswith("whatsapp:") else MOST_MEDIA):
            raise Refusal(400, 21623)
        if not all(ADDRESS.fullmatch(url) for url in media):
            raise Refusal(400, 21620)
        callback = urlsplit((form.get("StatusCallback") or ["http://none.example"])[0])
        if callback.scheme not in ("http", "https") or not callback.hostname:
            raise Refusal(400, 21609)
        return to, sender, body, media, content

    def _check_addresses(self, to: str, sender: str) -> None:
        if not to:
            raise Refusal(400, 21604)
        if not sender:
            raise Refusal(400, 21603)
        if not E_164.fullmatch(to):
            raise Refusal(400, 21211)
        if to.startswith("whatsapp:") != sender.startswith("whatsapp:"):
            raise Refusal(400, 21910)
        if sender not in self.numbers:
            raise Refusal(400, 63007 if sender.startswith("whatsapp:") else 21606)
        if to == sender:
            raise Refusal(400, 63031 if to.startswith("whatsapp:") else 21266)
        if to.startswith(self.closed_regions):
            raise Refusal(403, 21408)
        if to in self.landlines:
            raise Refusal(400, 21614)
        if to in self.unsubscribed:
            raise Refusal(400, 21610)

    def _check_content(self, content: str, variables: str, body: str, media: list[str]) -> None:
        if not content:
            if not body.strip() and not media:
                raise Refusal(400, 21602)
            return
        if content not in self.contents or body or media:
            raise Refusal(400, 21655)
        try:
            given = json.loads(variables)
        except ValueError:
            raise Refusal(400, 21656) from None
        needed = {str(number) for number in range(1, self.contents[content] + 1)}
        if set(given) != needed or not all(isinstance(value, str) and value.strip() for value in given.values()):
            raise Refusal(400, 21656)

    def _late_failure(self, message: dict[str, Any]) -> int | None:
        if not message["To"].startswith("whatsapp:"):
            return None
        heard = self.heard.get(message["To"])
        if not message["ContentSid"] and (heard is None or message["at"] - heard > WINDOW):
            return 63016
        if any(not urlsplit(url).path.endswith(SHOWN_BY_WHATSAPP) for url in message["MediaUrl"]):
            return 63019
        return None

    def listed(self, to: str, sender: str) -> list[dict[str, Any]]:
        """The messages to an address, the newest first, as Twilio lists them."""
        found = [one for one in self.sent if (one["To"], one["From"]) == (to, sender)]
        return [as_resource(message) for message in reversed(found)]


def as_resource(message: dict[str, Any]) -> dict[str, Any]:
    """A message as Twilio's interface shows it."""
    return {
        "sid": message["sid"],
        "to": message["To"],
        "from": message["From"],
        "body": message["Body"],
        "status": "queued",
        "direction": "outbound-api",
        "num_media": str(len(message["MediaUrl"])),
        "error_code": None,
        "date_created": format_datetime(message["at"]),
    }
