"""Twilio's REST interface: one message out. https://www.twilio.com/docs/messaging/api/message-resource

It knows no key by which a message could be sent twice and be taken once. So where an attempt broke off, and Twilio may
have taken it, the account's messages are looked at before it is sent again.
"""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from hamrah.bot.channels.messaging.answers import asked_to_wait, read_json
from hamrah.bot.channels.messaging.port import Gone, Refused, SendingFailed, TryLater, WindowClosed
from hamrah.crm.base import utc_now
from hamrah.messaging_settings import TwilioSettings

CONNECT_SECONDS, READ_SECONDS = 5.0, 20.0
GONE = {21610, 21211, 21614, 63003, 63024}
"""Unsubscribed; no number, no mobile phone; WhatsApp knows nobody there, or does not let us write to them."""
WINDOW_CLOSED = 63016
BUSY = {20429, 30001, 63017, 63018, 63038}
"""Too many requests at once, the queue is full, the channel's or the account's rate or the day's number is reached."""
OURS_TO_MEND = {20003, 20404, 21606, 21659, 21660, 63007}
"""Credentials, or a number that is not this account's: a setting is wrong, and no message should be lost by it."""
CLOCKS_DIFFER = timedelta(seconds=5)
LISTED = 20
MOST_UNSURE = 1000


class TwilioApi:
    """The messages of one account."""

    def __init__(self, config: TwilioSettings) -> None:
        """Nothing is sent before it is asked for."""
        self._url = f"{config.api_url}/2010-04-01/Accounts/{config.account_sid}/Messages.json"
        self._auth = (config.account_sid, config.auth_token.get_secret_value())
        self._http = requests.Session()
        self._lock = threading.Lock()
        self._unsure: dict[tuple[tuple[str, str], ...], datetime] = {}
        self._known: dict[str, None] = {}

    def create_message(self, form: Mapping[str, str]) -> str:
        """Send a message (`To`, `From`, `Body` …); its sid. Raises a `SendingFailed`."""
        key, began = tuple(sorted(form.items())), utc_now()
        since = self._unsure.get(key)
        found = None if since is None else self._find(form, since)
        if found is None:
            try:
                found = self._create(form)
            except _Unsure as unsure:
                self._doubt(key, since or began)
                raise TryLater(unsure.reason) from None
        with self._lock:
            self._unsure.pop(key, None)
            self._known[found] = None
            while len(self._known) > MOST_UNSURE:
                del self._known[next(iter(self._known))]
        return found

    def _create(self, form: Mapping[str, str]) -> str:
        try:
            answer = self._ask("POST", data=form)
        except requests.ConnectTimeout:
            raise TryLater("ConnectTimeout") from None  # nothing was sent
        except requests.RequestException as error:
            raise _Unsure(type(error).__name__) from None  # its text holds the address, and may hold more
        if answer.status_code >= 500:
            raise _Unsure(str(answer.status_code))
        said = read_json(answer)
        if answer.status_code in (200, 201) and isinstance(said.get("sid"), str):
            return str(said["sid"])
        if answer.status_code < 400:
            raise _Unsure(str(answer.status_code))
        raise _failure(answer, said)

    def _find(self, form: Mapping[str, str], since: datetime) -> str | None:
        """The sid of a message that an earlier attempt has sent after all; None where there is none."""
        asked = {"To": form["To"], "From": form["From"], "PageSize": str(LISTED)}
        try:
            answer = self._ask("GET", params=asked)
        except requests.RequestException as error:
            raise TryLater(type(error).__name__) from None
        if answer.status_code != 200:
            raise TryLater(str(answer.status_code))
        for message in read_json(answer).get("messages") or ():
            if message["sid"] not in self._known and _is_that(message, form, since - CLOCKS_DIFFER):
                return str(message["sid"])
        return None

    def _doubt(self, key: tuple[tuple[str, str], ...], since: datetime) -> None:
        with self._lock:
            self._unsure[key] = since
            while len(self._unsure) > MOST_UNSURE:
                del self._unsure[next(iter(self._unsure))]

    def _ask(self, method: str, **options: Any) -> requests.Response:
        timeouts = (CONNECT_SECONDS, READ_SECONDS)
        return self._http.request(
            method, self._url, auth=self._auth, timeout=timeouts, allow_redirects=False, **options
        )


class _Unsure(Exception):
    """Twilio may have taken the message."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _failure(answer: requests.Response, said: Mapping[str, Any]) -> SendingFailed:
    """What a refusal means; of its text nothing is kept, since it repeats the number."""
    code = said.get("code") if isinstance(said.get("code"), int) else answer.status_code
    reason = str(code)
    if answer.status_code == 429 or code in BUSY:
        return TryLater(reason, asked_to_wait(answer))
    if code == WINDOW_CLOSED:
        return WindowClosed(reason)
    if code in GONE:
        return Gone(reason)
    if code in OURS_TO_MEND or answer.status_code in (401, 404, 408):
        return TryLater(reason)
    return Refused(reason)


def _is_that(message: Mapping[str, Any], form: Mapping[str, str], since: datetime) -> bool:
    try:
        made = parsedate_to_datetime(message["date_created"]).astimezone(UTC)
    except (LookupError, TypeError, ValueError):
        return False
    pictured = str(message.get("num_media") or "0") != "0"
    return made >= since and message.get("body") == form.get("Body", "") and pictured == ("MediaUrl" in form)
