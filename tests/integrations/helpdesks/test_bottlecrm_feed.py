"""What a real BottleCRM does seldom: a feed of activities that still tells of cases which are there no more."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hamrah.helpdesk_settings import BottleCrmSettings
from hamrah.integrations.helpdesks.bottlecrm import BottleCrm
from hamrah.integrations.helpdesks.port import Away, Change
from tests.local_server import JsonHandler, make_server, running

BEGUN, AT = "2026-11-27T09:00:00+00:00", datetime(2026, 11, 27, 9, 1, tzinfo=UTC).isoformat()
AGENT = {"email": "agent@shop.example"}
CASE = {
    "cases_obj": {"assigned_to": []},
    "comments": [{"id": "c1", "comment": "It leaves today", "commented_by": "agent"}],
}
REPLY = {
    "id": "a1",
    "action": "COMMENT",
    "created_at": AT,
    "metadata": {"comment_id": "c1"},
    "user": {"user_details": AGENT},
}


class Site(JsonHandler):
    """BottleCRM with the case `here`, on which an agent replied, and some that answer with a status of their own."""

    others: dict[str, int]

    def do_GET(self) -> None:
        path = self.path.partition("?")[0].removeprefix("/api").strip("/")
        feed = [{"timestamp": AT, "entity_id": case, "user": AGENT} for case in ("here", *self.others)]
        answers: dict[str, Any] = {
            "profile": {"user_obj": {"user_details": {"email": "hamrah@shop.example"}}},
            "activities": {"activities": feed},
            "cases/here": CASE,
            "cases/here/activities": {"activities": [REPLY]},
        }
        if path in answers:
            self.say(200, answers[path])
        else:
            self.say(self.others[path.split("/")[1]], {"error": True})


def changes(**others: int) -> list[Change]:
    """The changes of a site of which these cases answer with these statuses."""
    with running(make_server(Site, others=others)) as url:
        config = {"kind": "bottlecrm", "url": url, "token": "bcrm_pat_" + "x" * 32}
        return list(BottleCrm(BottleCrmSettings.model_validate(config)).changes(BEGUN).found)


def test_a_case_that_was_deleted_there_keeps_no_answer_of_another_from_coming() -> None:
    assert changes(gone=404, merged=410) == [Change("bottlecrm:a1", "here", "answer", "It leaves today")]


def test_a_case_that_cannot_be_read_just_now_is_waited_for() -> None:
    with pytest.raises(Away):
        changes(broken=500)
