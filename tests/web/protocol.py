"""The website channel as the widget sees it: for what a real server cannot be made to do at will."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml
from playwright.sync_api import Error, Page, Route

ROOT = Path(__file__).parents[2]
ORIGIN = "http://bot.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


class Channel:
    """Answers every request of a page; `answer` is what the bot says next, `refusal` what it refuses a message with,
    `is_away` whether it cannot be reached at all; `apps` are the messaging apps of the shop, `ways` what is answered to
    who wants to go on in one, None for who asked too often, `asked` what was said with that."""

    def __init__(self, page: Page) -> None:
        self.messages: list[dict[str, Any]] = []
        self.received: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.events: list[dict[str, Any]] = []
        self.tokens: list[str | None] = []
        self.strangers: list[str] = []
        self.answer: dict[str, Any] = {"text": "ok"}
        self.refusal: tuple[int, str] | None = None
        self.is_away = False
        self.apps: list[str] = []
        self.ways: dict[str, Any] | None = None
        self.asked: list[dict[str, Any]] = []
        self._waiting: list[Route] = []
        page.route("**/*", self._serve)

    def add(self, author: str, **message: Any) -> dict[str, Any]:
        empty = {"text": "", "language": "en", "buttons": [], "cards": [], "image": None, "name": None, "notice": False}
        at = datetime.now(UTC).isoformat()
        self.messages.append({"id": len(self.messages) + 1, "author": author, "at": at} | empty | message)
        return self.messages[-1]

    def push(self, author: str, **message: Any) -> None:
        """Sends a message down the long poll."""
        added = self.add(author, **message)
        for route in self._waiting:
            self._json(route, {"messages": [added], "last": len(self.messages)})
        self._waiting.clear()

    def _json(self, route: Route, body: Any, status: int = 200) -> None:
        with suppress(Error):  # the page may have given the request up meanwhile, as it does before it sends
            route.fulfill(status=status, content_type="application/json", body=json.dumps(body))

    def _serve(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        if f"{address.scheme}://{address.netloc}" != ORIGIN:
            self.strangers.append(route.request.url)
            return route.abort()
        if address.path.startswith("/chat/") and self.is_away:
            return route.abort("internetdisconnected")
        if address.path.startswith("/chat/"):
            return self._chat(route, address.path, parse_qs(address.query))
        if address.path == "/staff/sign-in":
            return self._json(route, {"token": "t", "name": "Nighat Saleem", "role": "manager", "language": "en"})
        if address.path.startswith(("/widget/texts/", "/staff/texts/")):
            name = "desk_page" if address.path.startswith("/staff/") else "widget"
            file = ROOT / "data" / "responses" / Path(address.path).stem / f"{name}.yml"
            return self._json(
                route, {key: text[0] for key, text in yaml.safe_load(file.read_text("utf-8"))["messages"].items()}
            )
        return self._file(route, address.path)

    def _file(self, route: Route, path: str) -> None:
        file = ROOT / "web" / path.removeprefix("/").replace("widget/vendor", "vendor")
        if not file.is_file():
            return route.fulfill(status=404)
        headers = {"Content-Security-Policy": POLICY, "Content-Type": TYPES.get(file.suffix, "text/plain")}
        return route.fulfill(status=200, headers=headers, body=file.read_bytes())

    def _chat(self, route: Route, path: str, query: dict[str, list[str]]) -> None:
        request = route.request
        body = request.post_data_json if request.method == "POST" else {}
        if path == "/chat/session":
            self.tokens.append(body["token"])
            answer = {"session": "secret", "name": None, "signed_in": False, "language": "en"}
            return self._json(
                route, answer | {"messages": self.messages, "last": len(self.messages), "apps": self.apps}
            )
        if path == "/chat/link-code":
            self.asked.append(body)
            return self._json(route, self.ways or {"error": "slow_down"}, 200 if self.ways else 429)
        if path == "/chat/events":
            self.events.append(body)
            return route.fulfill(status=204)
        if request.method == "GET":
            missed = self.messages[int(query["after"][0]) :]
            if not missed:
                self._waiting.append(route)
                return None
            return self._json(route, {"messages": missed, "last": len(self.messages)})
        return self._take(route, body)

    def _take(self, route: Route, body: dict[str, Any]) -> None:
        self.keys.append(route.request.headers["idempotency-key"])
        if self.refusal:
            return self._json(route, {"error": self.refusal[1]}, self.refusal[0])
        self.received.append(body)
        self.add("person", text=body.get("text") or body["title"])
        added = self.add("bot", **self.answer)
        return self._json(route, {"messages": [added], "last": len(self.messages)})
