"""Request Tracker 5, over its REST 2.0.

Our ticket number stands in the subject, where RT can search for it; a comment's key is the comment's own subject,
which RT keeps in its transaction. What changed is read from the transactions, whose ids only grow.
"""

import base64
import binascii
from dataclasses import replace
from typing import Any

from hamrah.helpdesk_settings import RequestTrackerSettings
from hamrah.integrations.helpdesks import wording
from hamrah.integrations.helpdesks.http import Http, basic_auth
from hamrah.integrations.helpdesks.port import Away, Change, Changes, Refused
from hamrah.services.outbox import Message

LONGEST_SUBJECT = 200
TO_THEIRS = {
    "open": "open",
    "in_progress": "open",
    "waiting_for_customer": "stalled",
    "solved": "resolved",
    "closed": "resolved",
}
TO_OURS = {
    "new": "open",
    "open": "in_progress",
    "stalled": "waiting_for_customer",
    "resolved": "solved",
    "rejected": "closed",
}
PRIORITIES = {"low": 20, "normal": 50, "high": 80, "urgent": 100}
OVERLAP = 50
"""Transactions before the cursor that are read again: one with a lower id may be committed later."""
PER_PAGE = 100
MOST_PAGES = 20


class RequestTracker:
    """The port's adapter for RT. Its user must be Hamrah's alone; docs/helpdesks.md lists the rights that it needs."""

    batch = 50

    def __init__(self, config: RequestTrackerSettings) -> None:
        self._queue = config.queue
        self._user = config.user
        secret = config.password.get_secret_value()
        self._http = Http(f"{config.url}/REST/2.0", basic_auth(config.user, secret))

    def find_ticket(self, number: str) -> str | None:
        """The oldest ticket with our number in its subject."""
        key = wording.key_in_title(number)
        found = self._list("/tickets", query=f"Subject LIKE '{key}'", fields="Subject", orderby="id")
        return next((str(ticket["id"]) for ticket in found if key in ticket["Subject"]), None)

    def ensure_customer(self, message: Message) -> str | None:
        """None: RT makes its user from the requestor's name and address by itself."""
        return None

    def create_ticket(self, message: Message, key: str, customer: str | None) -> str:
        """Make the ticket with the customer as its requestor, where there is an e-mail address."""
        ticket: dict[str, Any] = {
            "Queue": self._queue,
            "Subject": wording.title(message, LONGEST_SUBJECT),
            "Content": wording.description(message),
            "ContentType": "text/plain",
            "Priority": PRIORITIES.get(message.priority, PRIORITIES["normal"]),
        }
        person = message.customer
        if person is not None and person.email:
            name = person.name.translate(dict.fromkeys(map(ord, '"<>\\\r\n'), " "))
            ticket["Requestor"] = f'"{name}" <{person.email}>'
        made = self._http.json("POST", "/ticket", json=ticket)
        if not isinstance(made, dict) or "id" not in made:
            raise Away("POST answered without an id")
        return str(made["id"])

    def has_comment(self, remote_id: str, key: str) -> bool:
        """Whether a comment of that subject is in the ticket's history."""
        history = self._list(f"/ticket/{remote_id}/history", "the ticket", fields="Type,Data")
        return any(entry["Type"] == "Comment" and str(entry["Data"]).strip() == f"[{key}]" for entry in history)

    def add_comment(self, remote_id: str, message: Message, key: str) -> None:
        """Put it on the ticket as a comment: RT mails no comment to the customer, who knows it from the chat."""
        said = {"Subject": f"[{key}]", "Content": wording.comment(message), "ContentType": "text/plain"}
        self._http.json("POST", f"/ticket/{remote_id}/comment", "the ticket", json=said)

    def set_status(self, remote_id: str, message: Message, key: str) -> None:
        """RT answers 200 also to a status that it does not take, so what it has then is read back."""
        status = TO_THEIRS.get(message.status, "open")
        self._http.json("PUT", f"/ticket/{remote_id}", "the ticket", json={"Status": status})
        has = self._http.json("GET", f"/ticket/{remote_id}", "the ticket")["Status"]
        if has != status:
            raise Refused(f"the status is {has} and not {status}: is there a lifecycle of its own?")

    def changes(self, cursor: str | None) -> Changes:
        """New correspondence, statuses and owners by others than us."""
        if cursor is None:
            newest = self._page("/transactions", query="id > 0", orderby="id", order="DESC", per_page=1)["items"]
            return Changes((), str(newest[0]["id"]) if newest else "0")
        kinds = "(Type = 'Correspond' OR Type = 'Status' OR Type = 'SetWatcher')"
        query = f"ObjectType = 'RT::Ticket' AND id > {max(int(cursor) - OVERLAP, 0)} AND {kinds}"
        fields = "Type,Field,NewValue,ObjectId,Creator"
        entries = self._list("/transactions", query=query, fields=fields, orderby="id")
        ours = {str(e["ObjectId"]): int(e["id"]) for e in entries if self._is_ours(e) and e["Type"] == "Status"}
        others = [e for e in entries if not self._is_ours(e) and not _overtaken(e, ours)]
        found = [change for entry in others if (change := _change(entry)) is not None]
        return Changes(found, max([cursor, *(str(entry["id"]) for entry in entries)], key=int))

    def complete(self, change: Change) -> Change:
        """Read the new owner (their e-mail address, else their name), or an answer's plain text.

        What a requestor wrote, by mail or on RT's own page, is no answer but the customer's `note`.
        """
        if change.kind == "assigned":
            user = self._http.json("GET", f"/user/{change.value}", "the owner")
            return replace(change, value=str(user.get("EmailAddress") or user.get("Name") or ""))
        entry = self._http.json("GET", f"/transaction/{change.origin.removeprefix('rt:')}", "the answer")
        ticket = self._http.json("GET", f"/ticket/{change.remote_id}", "the ticket")
        requestors = {person["id"] for person in ticket["Requestor"]}
        kind = "note" if entry["Creator"]["id"] in requestors else "answer"
        return replace(change, kind=kind, value=self._words(entry))

    def _words(self, entry: dict[str, Any]) -> str:
        links = [link["_url"].rsplit("/", 1)[-1] for link in entry["_hyperlinks"] if link["ref"] == "attachment"]
        for number in links:
            part = self._http.json("GET", f"/attachment/{number}", "the answer")
            if part.get("ContentType") in ("text/plain", "text/html"):
                return _text(part)
        return ""

    def _is_ours(self, entry: dict[str, Any]) -> bool:
        return bool(entry["Creator"]["id"] == self._user)

    def _list(self, path: str, record: str | None = None, **parameters: str | int) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        for page in range(1, MOST_PAGES + 1):
            answer = self._page(path, record, page=page, per_page=PER_PAGE, **parameters)
            items += answer["items"]
            pages = answer["pages"]  # null for a user who may not see everything: then an empty page is the last
            if not answer["items"] or (pages is not None and page >= pages):
                break
        return items

    def _page(self, path: str, record: str | None = None, **parameters: str | int) -> dict[str, Any]:
        found: dict[str, Any] = self._http.json("GET", path, record, params=parameters)
        return found


def _overtaken(entry: dict[str, Any], ours: dict[str, int]) -> bool:
    """Whether we set the ticket's status after this one was set; `ours` has the last such transaction by ticket."""
    return entry["Type"] == "Status" and int(entry["id"]) < ours.get(str(entry["ObjectId"]), 0)


def _change(entry: dict[str, Any]) -> Change | None:
    origin, ticket = f"rt:{entry['id']}", str(entry["ObjectId"])
    if entry["Type"] == "Correspond":
        return Change(origin, ticket, "answer")
    if entry["Type"] == "Status" and entry["NewValue"] in TO_OURS:
        return Change(origin, ticket, "status", TO_OURS[entry["NewValue"]])
    if entry["Type"] == "SetWatcher" and entry["Field"] == "Owner":
        return Change(origin, ticket, "assigned", str(entry["NewValue"]))
    return None


def _text(part: dict[str, Any]) -> str:
    """An attachment's words. RT hands them over as base64 of UTF-8."""
    try:
        words = base64.b64decode(part.get("Content") or "").decode("utf-8", "replace")
    except binascii.Error:
        raise Away("the answer is no base64") from None
    return wording.plain(words) if part["ContentType"] == "text/html" else words.strip()
