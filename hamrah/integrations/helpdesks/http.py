"""HTTP to a helpdesk: time-outs on every request, certificates verified, failures sorted into the port's two kinds.

`requests` is imported when it is used: its urllib3 binds a socket at import, to learn whether there is IPv6.
"""

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hamrah.integrations.helpdesks.port import Away, Refused

if TYPE_CHECKING:
    import requests

Auth = Callable[["requests.PreparedRequest"], "requests.PreparedRequest"]
"""What signs a request. That there is one also keeps requests from consulting a `.netrc`."""
CONNECT_SECONDS, READ_SECONDS = 5.0, 30.0
ASK_AGAIN = (408, 425, 429)
OURS_TO_MEND = {
    401: "are the credentials right?",
    403: "may this user do that?",
    404: "is the address right?",
    405: "is the address right?",
}
LONGEST_WAIT = timedelta(hours=1)


def token_auth(token: str) -> Auth:
    """A token in the `Authorization` header."""
    return _authorized(f"Bearer {token}")


def basic_auth(user: str, password: str) -> Auth:
    """User and password as RFC 7617 has them, in UTF-8."""
    return _authorized("Basic " + b64encode(f"{user}:{password}".encode()).decode())


def _authorized(value: str) -> Auth:
    def sign(request: "requests.PreparedRequest") -> "requests.PreparedRequest":
        request.headers["Authorization"] = value
        return request

    return sign


class Http:
    """Requests to one address. Follows no redirect: it would carry a customer's words to somewhere else."""

    def __init__(self, url: str, auth: Auth) -> None:
        import requests

        self._url = url
        self._session = requests.Session()
        self._session.auth = auth
        self._session.headers["Accept"] = "application/json"

    def ask(self, method: str, path: str, record: str | None = None, **options: Any) -> "requests.Response":
        """The successful answer to one request. Raises `Refused` for what another try would not change, else `Away`.

        `record` names what the path belongs to, where it may have been deleted. That we are not let in, or sent
        elsewhere, or find nothing at the address itself, is no fault of the message, so the message waits.
        """
        import requests

        timeouts = (CONNECT_SECONDS, READ_SECONDS)
        try:
            answer = self._session.request(method, self._url + path, timeout=timeouts, allow_redirects=False, **options)
        except requests.RequestException as error:
            raise Away(type(error).__name__) from None  # its text holds the address, and may hold more
        code = answer.status_code
        if 200 <= code < 300:
            return answer
        if code in (404, 410) and record is not None:
            raise Refused(f"{record} is not there any more")
        if code in OURS_TO_MEND:
            raise Away(f"{method} answered {code}: {OURS_TO_MEND[code]}")
        if 400 <= code < 500 and code not in ASK_AGAIN:
            raise Refused(f"{method} answered {code}{_fields(answer)}")
        raise Away(f"{method} answered {code}", _asked_to_wait(answer))

    def json(self, method: str, path: str, record: str | None = None, **options: Any) -> Any:
        """The JSON of the answer to one request; raises as `ask` does."""
        answer = self.ask(method, path, record, **options)
        try:
            return answer.json()
        except ValueError:
            raise Away(f"{method} answered no JSON") from None


def _asked_to_wait(answer: "requests.Response") -> timedelta | None:
    said = answer.headers.get("Retry-After", "")
    return min(timedelta(seconds=int(said)), LONGEST_WAIT) if said.isdecimal() and len(said) < 7 else None


def _fields(answer: "requests.Response") -> str:
    """The fields that an answer complains of, by name only: its text may repeat what a customer wrote."""
    try:
        errors = answer.json()["errors"]
    except (ValueError, LookupError, TypeError):
        return ""
    names = sorted(errors) if isinstance(errors, dict) else []
    return f" ({', '.join(name for name in names if name.isidentifier())})" if names else ""
