"""With a real BottleCRM: what goes there, what comes back, and that each thing is there once whatever breaks."""

from datetime import timedelta

import pytest

from tests.ports import free_port

from .conftest import OpenDesk
from .desk import Desk
from .real_bottlecrm import BottleCrmSite, serve_bottlecrm

STEPS = (
    "after:ensure_customer",
    "before:create_ticket",
    "after:create_ticket",
    "before:add_comment",
    "after:add_comment",
    "before:set_status",
    "after:set_status",
)


def check_once(site: BottleCrmSite, desk: Desk, number: str) -> None:
    """The case is there once, tied to the one contact, with its note once and before its status, and closed."""
    (case,) = site.cases(number)
    assert case["status"] == "Closed"
    assert desk.remote_id(number) == case["id"]
    assert [contact["email"] for contact in case["contacts"]] == ["ayesha@customer.example"]
    (key,) = desk.keys(number, "note")
    (note,) = site.notes(case["id"])
    assert note == f"Note by the customer:\n\nyeh teesri dafa hai\n\n[{key}]"
    activities = site.ask("GET", f"/cases/{case['id']}/activities/")["activities"]
    done = [activity["action"] for activity in reversed(activities)]
    assert [what for what in done if what in ("CREATE", "COMMENT", "STATUS_CHANGED")] == [
        "CREATE",
        "COMMENT",
        "STATUS_CHANGED",
    ]
    assert len(site.contacts("ayesha@customer.example")) == 1


def test_customer_ticket_comments_and_solution_go_there(crm_desk: Desk, bottlecrm: BottleCrmSite) -> None:
    number = crm_desk.complain_note_confirm("کرتا پھٹا ہوا نکلا " * 20)
    assert crm_desk.deliver() == 3
    check_once(bottlecrm, crm_desk, number)
    (case,) = bottlecrm.cases(number)
    assert len(case["name"]) == 64 and case["name"].startswith(f"[{number}] damaged: کرتا")
    assert ("کرتا پھٹا ہوا نکلا " * 20).strip() in case["description"]
    assert crm_desk.statuses() == {"delivered"}


def test_status_assignee_and_answers_come_back_once(crm_desk: Desk, bottlecrm: BottleCrmSite) -> None:
    number = crm_desk.complain()
    crm_desk.deliver()
    there = f"/cases/{crm_desk.remote_id(number)}/"
    me = bottlecrm.ask("GET", "/profile/")["user_obj"]["id"]
    bottlecrm.ask("POST", there, json={"comment": "ہم نیا بھیج رہے ہیں", "is_internal": False})
    bottlecrm.ask("POST", there, json={"comment": "among us", "is_internal": True})
    bottlecrm.ask("PATCH", there, json={"assigned_to": [me], "status": "Closed"})
    assert crm_desk.courier.take_changes() == 3
    ticket = crm_desk.ticket(number)
    assert ticket.status == "solved" and ticket.first_answered_at is not None and ticket.assignee_id is not None
    assert crm_desk.heard(number) == ["ہم نیا بھیج رہے ہیں"]
    before = crm_desk.history(number)
    assert ("answer", "helpdesk:crm", "ہم نیا بھیج رہے ہیں", True) in before
    assert not any("among us" in event[2] for event in before)
    assert crm_desk.courier.take_changes() == 0
    assert crm_desk.history(number) == before
    assert crm_desk.deliver() == 0, "what came from there must not go back there"


def test_what_the_customer_writes_there_is_no_answer(crm_desk: Desk, bottlecrm: BottleCrmSite) -> None:
    number = crm_desk.complain()
    crm_desk.deliver()
    bottlecrm.reply_in_portal(crm_desk.remote_id(number), "abhi tak nahin aaya")
    assert crm_desk.courier.take_changes() == 1
    assert ("note", "customer", "abhi tak nahin aaya", False) in crm_desk.history(number)
    assert crm_desk.heard(number) == [] and crm_desk.ticket(number).first_answered_at is None
    assert crm_desk.keys(number, "note") == [], "it is there already"


def test_a_solved_ticket_that_the_customer_reopens_stays_open_on_both_sides(
    crm_desk: Desk, bottlecrm: BottleCrmSite
) -> None:
    number = crm_desk.complain()
    crm_desk.deliver()
    there = f"/cases/{crm_desk.remote_id(number)}/"
    bottlecrm.ask("PATCH", there, json={"status": "Closed"})
    crm_desk.courier.take_changes()
    crm_desk.reopen(number, "abhi tak theek nahin hua")
    assert crm_desk.deliver() == 1
    assert crm_desk.courier.take_changes() == 0
    assert crm_desk.ticket(number).status == "open"
    assert bottlecrm.page(crm_desk.remote_id(number))["cases_obj"]["status"] == "New"


def test_changes_are_found_where_the_feed_does_not_reach_back(crm_desk: Desk, bottlecrm: BottleCrmSite) -> None:
    number, other = crm_desk.complain(), crm_desk.complain()
    crm_desk.deliver()
    bottlecrm.ask("PATCH", f"/cases/{crm_desk.remote_id(number)}/", json={"status": "Pending"})
    busy = f"/cases/{crm_desk.remote_id(other)}/"
    for n in range(51):
        bottlecrm.ask("POST", busy, json={"comment": f"among us {n}", "is_internal": True})
    assert crm_desk.courier.take_changes() == 1
    assert crm_desk.ticket(number).status == "waiting_for_customer"


def test_a_case_that_was_deleted_there_keeps_no_answer_of_another_from_coming(
    crm_desk: Desk, bottlecrm: BottleCrmSite
) -> None:
    gone, number = crm_desk.complain(), crm_desk.complain()
    crm_desk.deliver()
    for ticket in (gone, number):
        reply = {"comment": f"We look into {ticket}", "is_internal": False}
        bottlecrm.ask("POST", f"/cases/{crm_desk.remote_id(ticket)}/", json=reply)
    bottlecrm.ask("DELETE", f"/cases/{crm_desk.remote_id(gone)}/")
    assert crm_desk.courier.take_changes() == 1
    assert crm_desk.heard(number) == [f"We look into {number}"] and crm_desk.heard(gone) == []


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_at_any_step_leaves_everything_there_once(
    step: str, crm_desk: Desk, bottlecrm: BottleCrmSite
) -> None:
    number = crm_desk.complain_note_confirm()
    crm_desk.die_and_recover(step)
    check_once(bottlecrm, crm_desk, number)


def test_two_workers_at_once_on_postgresql(open_desk: OpenDesk, bottlecrm: BottleCrmSite, postgresql_url: str) -> None:
    desk = open_desk(postgresql_url, "crm", bottlecrm.config())
    numbers = [desk.complain_note_confirm() for _ in range(12)]
    desk.deliver_with_two_workers()
    for number in numbers:
        check_once(bottlecrm, desk, number)


def test_a_500_that_made_the_case_makes_no_second_one(crm_desk: Desk, bottlecrm: BottleCrmSite) -> None:
    """BottleCRM answers 500 when its task queue cannot be reached, after it has committed."""
    number = crm_desk.complain_note_confirm()
    port = free_port()
    courier = crm_desk.new_courier({**crm_desk.config, "url": f"http://127.0.0.1:{port}"})
    with serve_bottlecrm(bottlecrm, port, CELERY_BROKER_URL="nowhere://"):
        courier.deliver_due()
        assert len(bottlecrm.cases(number)) == 1
        assert crm_desk.statuses() == {"pending"}
    crm_desk.move_clock(timedelta(hours=1))
    crm_desk.deliver()
    check_once(bottlecrm, crm_desk, number)


def test_wrong_credentials_cost_no_message(crm_desk: Desk, bottlecrm: BottleCrmSite) -> None:
    number = crm_desk.complain()
    stranger = crm_desk.new_courier({**bottlecrm.config(), "token": "bcrm_pat_wrong"})
    assert stranger.deliver_due() == 1
    assert crm_desk.statuses() == {"pending"}
    crm_desk.move_clock(timedelta(minutes=1))
    assert crm_desk.deliver() == 1
    assert len(bottlecrm.cases(number)) == 1
