"""HTTP to a helpdesk: time-outs on every request, certificates verified, failures sorted into the port's two kinds."""

from datetime import timedelta
from typing import Any

import requests
from requests.auth import AuthBase

from hamrah.integrations.helpdesks.port import Away, Refused

CONNECT_SECONDS, READ_SECONDS = 5.0, 30.0
ASK_AGAIN = (408, 425, 429)
LONGEST_WAIT = timedelta(hours=1)


class TokenAuth(AuthBase):
    """A token in the `Authorization` header. As an `auth` it also keeps requests from consulting a `.netrc`."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign one request."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Http:
    """Requests to one address. Follows no redirect: it would carry a customer's words to somewhere else."""

    def __init__(self, url: str, auth: AuthBase) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.auth = auth
        self._session.headers["Accept"] = "application/json"

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """One request; the answer where it is a success or a 404. Raises `Away` and `Refused`."""
        timeouts = (CONNECT_SECONDS, READ_SECONDS)
        try:
            answer = self._session.request(
                method, self._url + path, timeout=timeouts, allow_redirects=False, **options
            )
        except requests.RequestException as error:
            raise Away(type(error).__name__) from None  # its text holds the address, and may hold more
        if answer.ok and answer.status_code < 300 or answer.status_code == 404:
            return answer
        what = f"{method} answered {answer.status_code}"
        if answer.status_code >= 500 or answer.status_code in ASK_AGAIN:
            raise Away(what, _asked_to_wait(answer))
        raise Refused(what)

    def json(self, method: str, path: str, **options: Any) -> Any:
        """The JSON of the answer to one request; None for a 404. Raises `Away` and `Refused`."""
        answer = self.ask(method, path, **options)
        if answer.status_code == 404:
            return None
        try:
            return answer.json()
        except ValueError:
            raise Away(f"{method} answered no JSON") from None


def must(found: Any, what: str) -> Any:
    """What was found there. Raises `Refused` for a 404: a ticket that we know of has been deleted."""
    if found is None:
        raise Refused(f"{what} is not there any more")
    return found


def _asked_to_wait(answer: requests.Response) -> timedelta | None:
    said = answer.headers.get("Retry-After", "")
    return min(timedelta(seconds=int(said)), LONGEST_WAIT) if said.isdecimal() and len(said) < 7 else None
