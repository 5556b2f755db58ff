"""A small HTTP server on a free port of this machine: what fakes of outside systems are served by."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any

NONE: Mapping[str, str] = MappingProxyType({})


class JsonHandler(BaseHTTPRequestHandler):
    """Reads bodies, answers JSON, keeps connections open and quiet. Subclasses give `do_POST` and the like."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def body(self) -> bytes:
        """The request's body."""
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def say(self, status: int, said: Any, headers: Mapping[str, str] = NONE) -> None:
        """Answer with JSON."""
        data = json.dumps(said).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def cut(self) -> None:
        """Break the connection off without an answer."""
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


def make_server(handler: type[JsonHandler], **given: Any) -> ThreadingHTTPServer:
    """A server on a free port, whose handlers have what is `given` as attributes."""
    return ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (handler,), given))


@contextmanager
def running(server: ThreadingHTTPServer) -> Iterator[str]:
    """Serve in a thread of this process; the address."""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
