"""Meta's Cloud API: one request a message, its errors sorted by what can be done about them.

Codes: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
`requests` is imported when it is used: its urllib3 binds a socket at import, to learn whether there is IPv6.
"""

import logging
import threading
from typing import TYPE_CHECKING, Any

from hamrah.bot.channels.messaging.answers import asked_to_wait, read_json
from hamrah.bot.channels.messaging.port import Gone, Part, Refused, SendingFailed, TryLater, WindowClosed
from hamrah.messaging_settings import WhatsAppSettings

if TYPE_CHECKING:
    import requests

log = logging.getLogger(__name__)
CONNECT_SECONDS, READ_SECONDS = 5.0, 20.0
SIGN_SECONDS = 2.0, 3.0
"""Time-outs of what an answer does not wait for."""
MEND_SECONDS = 60.0
"""After so long it is looked whether an operator has mended what Meta complains of; our backoff makes it longer."""
NO_SUCH_OBJECT = 33
"""The subcode of error 100 for a number that is not there, or is not ours."""
LATER: dict[int, float | None] = {
    **dict.fromkeys((1, 2, 131000, 131016, 131057, 135000, 130429, 133004), None),
    **{4: 60.0, 80007: 60.0, 131048: 3600.0, 131056: 6.0, 131064: 3600.0},
}
"""Temporary troubles and rates: after how many seconds it may go; None leaves that to our backoff."""
OURS_TO_MEND: dict[int, str] = {
    **dict.fromkeys((0, 190), "the token is not valid any more"),
    **dict.fromkeys((3, 10, 131005, *range(200, 300)), "the token may not send messages of this number"),
    **dict.fromkeys((368, 131031), "Meta has restricted the account"),
    130497: "the account may not write to this country",
    131042: "there is trouble with paying for messages",
    131045: "the number's registration has failed",
    131037: "the number's display name is not approved",
    133010: "the number is not registered",
}
"""What waits until an operator has mended it, in words for them."""
TEMPLATE = {
    **dict.fromkeys((132000, 132012), "does not have the parameters that data/shop/whatsapp_templates.yml says"),
    **dict.fromkeys((132001, 132007), "is not there or not approved in its language"),
    **dict.fromkeys((132015, 132016), "was paused or disabled by Meta"),
}
GONE = (131026, 131021)
WINDOW_CLOSED = 131047


class CloudApi:
    """Sends messages of one number; may be used from several threads."""

    def __init__(self, config: WhatsAppSettings) -> None:
        """Nothing is asked yet."""
        self._url = f"{config.api_url}/{config.phone_number_id}/messages"
        self._token = config.token
        self._own = threading.local()
        self._said: set[int] = set()

    def send(self, address: str, part: Part) -> str:
        """Send a part; the id that receipts name. Raises a `SendingFailed`.

        A request that broke off, or met a 5xx, may have been carried out, and the API knows no key to ask by. It is
        tried again: who gets an answer twice is served better than who gets none.
        """
        person = {"to": address} if address.isdigit() else {"recipient": address}
        envelope = {"messaging_product": "whatsapp", "recipient_type": "individual", **person}
        answer = self._post({**envelope, **part.payload})
        content = read_json(answer)
        if answer.status_code == 200:
            self._said.clear()
            return _provider_id(content)
        raise self._failure(answer, content, part)

    def mark_read(self, message_id: str, *, answering: bool) -> None:
        """Mark a person's message as read, and show that an answer is being written. Raises a `SendingFailed`.

        https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
        """
        body = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id}
        answer = self._post(body | ({"typing_indicator": {"type": "text"}} if answering else {}), SIGN_SECONDS)
        if answer.status_code != 200 or read_json(answer).get("success") is not True:
            raise Refused(f"http_{answer.status_code}")

    def _post(
        self, body: dict[str, Any], timeouts: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS)
    ) -> "requests.Response":
        import requests

        session = getattr(self._own, "session", None)
        if session is None:
            session = self._own.session = requests.Session()
            session.auth = self._sign  # that there is one keeps requests from consulting a `.netrc`
        try:
            return session.post(self._url, json=body, timeout=timeouts, allow_redirects=False)
        except requests.RequestException as error:
            raise TryLater(type(error).__name__) from None  # its text holds the address

    def _sign(self, request: "requests.PreparedRequest") -> "requests.PreparedRequest":
        request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        return request

    def _failure(self, answer: "requests.Response", content: dict[str, Any], part: Part) -> SendingFailed:
        error = content.get("error")
        error = error if isinstance(error, dict) else {}
        code = error.get("code")
        if not isinstance(code, int):
            return self._without_code(answer)
        if code == WINDOW_CLOSED:
            return WindowClosed(str(code))
        if code in GONE:
            return Gone(str(code))
        if code == 100 and error.get("error_subcode") == NO_SUCH_OBJECT:
            return self._ours_to_mend(code, "phone_number_id names no number that the token may use")
        if code in OURS_TO_MEND:
            return self._ours_to_mend(code, OURS_TO_MEND[code])
        if code in TEMPLATE:
            name = part.payload.get("template", {}).get("name")
            self._tell_operator(code, f"the template {name} {TEMPLATE[code]}")
            return Refused(str(code))
        if code in LATER or answer.status_code == 429 or answer.status_code >= 500:
            return TryLater(str(code), LATER.get(code) or asked_to_wait(answer))
        return Refused(str(code))

    def _without_code(self, answer: "requests.Response") -> SendingFailed:
        status = answer.status_code
        if status == 429 or status >= 500:
            return TryLater(f"http_{status}", asked_to_wait(answer))
        if status < 400 or status in (401, 403, 404, 405):
            return self._ours_to_mend(status, "api_url does not answer as the Cloud API does")
        return Refused(f"http_{status}")

    def _ours_to_mend(self, code: int, what: str) -> TryLater:
        self._tell_operator(code, what)
        return TryLater(str(code), MEND_SECONDS)

    def _tell_operator(self, code: int, what: str) -> None:
        """One line, and no second one of the same kind until a message went through."""
        if code not in self._said:
            self._said.add(code)
            log.error("WhatsApp does not take our messages (%s): %s; see docs/whatsapp.md", code, what)


def _provider_id(content: dict[str, Any]) -> str:
    try:
        found = content["messages"][0]["id"]
    except (LookupError, TypeError):
        found = None
    if not isinstance(found, str) or not found:
        raise TryLater("no_id")
    return found
