"""BottleCRM (the PyPI package django-crm), over its REST interface with a personal access token.

Our ticket number stands in the case's name, a comment's key in its last line; the search finds the one, the case's own
page the other. What changed is read from the feed of activities, of which it shows the newest fifty.
"""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from hamrah.helpdesk_settings import BottleCrmSettings
from hamrah.integrations.helpdesks import wording
from hamrah.integrations.helpdesks.http import Http, token_auth
from hamrah.integrations.helpdesks.port import Away, Change, Changes, Refused
from hamrah.services.outbox import Message

LONGEST_NAME = 64
FEED = 50
PER_PAGE = 100
MOST_PAGES = 20
OVERLAP = timedelta(seconds=60)
"""Activities are read again for so long: one with an earlier time may be committed later."""
TO_THEIRS = {
    "open": "New",
    "in_progress": "Assigned",
    "waiting_for_customer": "Pending",
    "solved": "Closed",
    "closed": "Closed",
}
TO_OURS = {
    "New": "open",
    "Assigned": "in_progress",
    "Pending": "waiting_for_customer",
    "Closed": "solved",
    "Rejected": "closed",
}
PRIORITIES = {"low": "Low", "normal": "Normal", "high": "High", "urgent": "Urgent"}
QUESTIONS = ("handover", "question")


class BottleCrm:
    """The port's adapter for BottleCRM. The token's user must be Hamrah's alone, and an administrator there."""

    batch = FEED // 4
    """A message makes up to three activities, and the feed must still show those of others between."""

    def __init__(self, config: BottleCrmSettings) -> None:
        self._http = Http(f"{config.url}/api", token_auth(config.token.get_secret_value()))

    def find_ticket(self, number: str) -> str | None:
        """The oldest case with our number in its name, merged ones too."""
        key = wording.key_in_title(number)
        cases = [case for case in self._cases(key) if key in case["name"]]
        return str(cases[0]["id"]) if cases else None

    def ensure_customer(self, message: Message) -> str | None:
        """The contact with the customer's e-mail address, else phone; made where there is none."""
        person = message.customer
        if person is None or not (person.email or person.phone):
            return None
        found = self._find_contact(person.email, person.phone)
        if found is not None:
            return found
        first, _, last = person.name.partition(" ")
        contact = {"first_name": first, "last_name": last or "-", "email": person.email, "phone": person.phone}
        try:
            made = self._http.json("POST", "/contacts/", json={k: v for k, v in contact.items() if v})
        except Refused:
            found = self._find_contact(person.email, person.phone)  # another has made it meanwhile
            if found is None:
                raise
            return found
        return str(made["id"])

    def create_ticket(self, message: Message, key: str, customer: str | None) -> str:
        """Make the case, tied to the contact."""
        case = {
            "name": wording.title(message, LONGEST_NAME),
            "status": TO_THEIRS["open"],
            "priority": PRIORITIES.get(message.priority, "Normal"),
            "case_type": "Question" if message.kind in QUESTIONS else "Problem",
            "description": wording.description(message),
            "contacts": [] if customer is None else [customer],
        }
        made = self._http.json("POST", "/cases/", json=case)
        if not isinstance(made, dict) or "id" not in made:
            raise Away("POST answered without an id")
        return str(made["id"])

    def has_comment(self, remote_id: str, key: str) -> bool:
        """Whether a note of the case ends in this key."""
        page = self._case(remote_id)
        comments = [*page.get("internal_notes", ()), *page.get("comments", ())]
        return any(str(comment["comment"]).rstrip().endswith(f"[{key}]") for comment in comments)

    def add_comment(self, remote_id: str, message: Message, key: str) -> None:
        """Put it on the case as an internal note: a public reply would be mailed to the customer."""
        said = {"comment": f"{wording.comment(message)}\n\n[{key}]", "is_internal": True}
        self._http.json("POST", f"/cases/{remote_id}/", "the case", json=said)

    def set_status(self, remote_id: str, message: Message, key: str) -> None:
        """Bring the case to the status; BottleCRM dates a close by itself."""
        status = {"status": TO_THEIRS.get(message.status, "New")}
        self._http.json("PATCH", f"/cases/{remote_id}/", "the case", json=status)

    def changes(self, cursor: str | None) -> Changes:
        """Statuses, assignees and public replies by others than us."""
        feed = self._http.json("GET", "/activities/", params={"entity_type": "Case", "limit": FEED})
        activities = feed["activities"]
        newest = activities[0]["timestamp"] if activities else "1970-01-01T00:00:00Z"
        if cursor is None:
            return Changes((), newest)
        since = _time(cursor) - OVERLAP
        lately = [activity for activity in activities if _time(activity["timestamp"]) >= since]
        if len(lately) == FEED:  # the feed does not reach back to where we were
            touched = [case["id"] for case in self._cases("[T-")]
        else:
            others = [a for a in reversed(lately) if (a["user"] or {}).get("email") != self._my_mail]
            touched = list(dict.fromkeys(activity["entity_id"] for activity in others))
        found = [change for case in touched for change in self._changes_there(str(case), since)]
        return Changes(found, max(cursor, newest, key=_time))

    def complete(self, change: Change) -> Change:
        """Every change comes with its value."""
        return change

    def _changes_there(self, case: str, since: datetime) -> list[Change]:
        try:
            return self._case_changes(case, since)
        except Refused:  # deleted since: the feed tells of it for as long as it reaches back
            return []

    def _case_changes(self, case: str, since: datetime) -> list[Change]:
        page = self._case(case)
        history = self._http.json("GET", f"/cases/{case}/activities/", "the case", params={"limit": FEED})
        replies = {comment["id"]: comment for comment in page.get("comments", ())}
        assignees = page["cases_obj"]["assigned_to"] if "cases_obj" in page else []
        mails = [person["user_details"]["email"] for person in assignees]
        changes: list[Change] = []
        for activity in reversed(history["activities"]):
            by = activity["user"] and activity["user"]["user_details"]["email"]
            if by == self._my_mail:
                if activity["action"] == "STATUS_CHANGED":  # what others set before is overtaken
                    changes = [change for change in changes if change.kind != "status"]
                continue
            kind, value = _meaning(activity, replies, mails)
            if kind is not None and _time(activity["created_at"]) >= since:
                changes.append(Change(f"bottlecrm:{activity['id']}", case, kind, value))
        return changes

    @cached_property
    def _my_mail(self) -> str:
        profile = self._http.json("GET", "/profile/")
        return str(profile["user_obj"]["user_details"]["email"])

    def _find_contact(self, email: str | None, phone: str | None) -> str | None:
        wanted = {"email": email} if email else {"phone": phone}
        (field, value), *_ = wanted.items()
        page = self._http.json("GET", "/contacts/", params=wanted)
        same = [contact for contact in page["results"] if str(contact[field]).lower() == str(value).lower()]
        return str(same[-1]["id"]) if same else None

    def _case(self, remote_id: str) -> dict[str, Any]:
        path = f"/cases/{remote_id}/"
        found: dict[str, Any] = self._http.json("GET", path, "the case", params={"show_merged": "true"})
        return found

    def _cases(self, search: str) -> list[dict[str, Any]]:
        """All cases in which a text occurs, the oldest first."""
        cases: list[dict[str, Any]] = []
        for page in range(MOST_PAGES):
            parameters = {"search": search, "slim": "true", "show_merged": "true", "ordering": "created_at"}
            at = {"limit": PER_PAGE, "offset": page * PER_PAGE}
            answer = self._http.json("GET", "/cases/", params=parameters | at)
            cases += answer["cases"]
            if len(cases) >= answer["cases_count"]:
                break
        return cases


def _meaning(
    activity: dict[str, Any], replies: dict[str, dict[str, Any]], assignees: list[str]
) -> tuple[str | None, str]:
    """What an activity is for us (see `Change`), or None."""
    facts = activity["metadata"] or {}
    if activity["action"] == "STATUS_CHANGED" and facts.get("after") in TO_OURS:
        return "status", TO_OURS[facts["after"]]
    if activity["action"] == "ASSIGN" and "added" in facts and assignees:
        return "assigned", assignees[0]
    if activity["action"] == "COMMENT" and facts.get("comment_id") in replies:
        reply = replies[facts["comment_id"]]
        by_customer = reply["commented_by"] is None  # written in the customers' portal
        return "note" if by_customer else "answer", reply["comment"]
    return None, ""


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written)
