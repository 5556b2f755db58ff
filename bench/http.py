"""The least of an HTTP client: JSON over one connection that is kept, so that the client costs next to nothing."""

import http.client
import json
from typing import Any

TIMEOUT_SECONDS = 60.0


class Refused(Exception):
    """The server answered with another status than 200; its number."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Client:
    """A connection to a port of this machine."""

    def __init__(self, port: int, headers: dict[str, str] | None = None) -> None:
        """Nothing is opened before the first request."""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
        self.headers = {"Content-Type": "application/json", **(headers or {})}

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """The answer's JSON. Raises `Refused`, or `OSError` where nobody listens."""
        data = json.dumps(body).encode()
        try:
            return self._send(path, data)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # A server closes connections that were idle for some seconds: the request was not read, so say it again.
            self._connection.close()
            return self._send(path, data)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _send(self, path: str, data: bytes) -> Any:
        self._connection.request("POST", path, data, self.headers)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != http.client.OK:
            raise Refused(response.status)
        return json.loads(answer)
