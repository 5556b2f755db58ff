"""With a real Request Tracker: what goes there, what comes back, and that each thing is there once whatever breaks."""

from datetime import timedelta

import pytest

from tests.ports import free_port

from .conftest import OpenDesk
from .desk import Desk
from .real_request_tracker import RequestTrackerSite, serve_request_tracker

STEPS = (
    "before:create_ticket",
    "after:create_ticket",
    "before:add_comment",
    "after:add_comment",
    "before:set_status",
    "after:set_status",
)


def check_once(site: RequestTrackerSite, desk: Desk, number: str) -> None:
    """The ticket is there once, with its note once and before its status, and resolved."""
    (ticket,) = site.tickets(number)
    assert ticket["Status"] == "resolved"
    assert desk.remote_id(number) == ticket["id"]
    history = site.history(ticket["id"])
    (note,) = desk.keys(number, "note")
    told = [entry.subject if entry.kind == "Comment" else entry.kind for entry in history]
    assert [what for what in told if what in ("Create", "Status", f"[{note}]")] == ["Create", f"[{note}]", "Status"]
    assert sum(entry.kind == "Comment" for entry in history) == 1


def test_customer_ticket_comments_and_solution_go_there(rt_desk: Desk, request_tracker: RequestTrackerSite) -> None:
    number = rt_desk.complain_note_confirm("کرتا پھٹا ہوا نکلا\nthe seam is open & 'here' < there")
    assert rt_desk.deliver() == 3
    check_once(request_tracker, rt_desk, number)
    (ticket,) = request_tracker.tickets(number)
    assert ticket["Subject"] == f"[{number}] damaged: کرتا پھٹا ہوا نکلا the seam is open & 'here' < there"
    assert [person["id"] for person in ticket["Requestor"]] == ["ayesha@customer.example"]
    assert rt_desk.statuses() == {"delivered"}


def test_status_assignee_and_answers_come_back_once(rt_desk: Desk, request_tracker: RequestTrackerSite) -> None:
    number = rt_desk.complain()
    rt_desk.deliver()
    there = f"/ticket/{rt_desk.remote_id(number)}"
    plain = {"Content": "ہم نیا بھیج رہے ہیں", "ContentType": "text/plain"}
    request_tracker.ask("POST", f"{there}/correspond", json=plain)
    html = {"Content": "<p>It leaves <b>today</b> &amp; with care.</p><p>Sorry!</p>", "ContentType": "text/html"}
    request_tracker.ask("POST", f"{there}/correspond", json=html)
    request_tracker.ask("POST", f"{there}/comment", json={"Content": "among us", "ContentType": "text/plain"})
    request_tracker.ask("PUT", there, json={"Owner": "agent"})
    request_tracker.ask("PUT", there, json={"Status": "resolved"})
    assert rt_desk.courier.take_changes() >= 4
    ticket = rt_desk.ticket(number)
    assert ticket.status == "solved" and ticket.solved_at is not None and ticket.first_answered_at is not None
    assert ticket.assignee_id is not None
    assert rt_desk.heard(number) == ["ہم نیا بھیج رہے ہیں", "It leaves today & with care.\nSorry!"]
    before = rt_desk.history(number)
    assert [event for event in before if event[0] == "answer"] == [
        ("answer", "helpdesk:rt", "ہم نیا بھیج رہے ہیں", True),
        ("answer", "helpdesk:rt", "It leaves today & with care.\nSorry!", True),
    ]
    assert not any("among us" in event[2] for event in before)
    assert rt_desk.courier.take_changes() == 0
    assert rt_desk.history(number) == before
    assert rt_desk.deliver() == 0, "what came from there must not go back there"


def test_what_the_customer_mails_there_is_no_answer(rt_desk: Desk, request_tracker: RequestTrackerSite) -> None:
    number = rt_desk.complain()
    rt_desk.deliver()
    there = f"/ticket/{rt_desk.remote_id(number)}"
    request_tracker.ask("PUT", there, json={"Requestor": ["ayesha@customer.example", "agent@shop.example"]})
    mail = {"Content": "abhi tak nahin aaya", "ContentType": "text/plain"}
    request_tracker.ask("POST", f"{there}/correspond", json=mail)
    assert rt_desk.courier.take_changes() >= 1
    assert ("note", "customer", "abhi tak nahin aaya", False) in rt_desk.history(number)
    assert rt_desk.heard(number) == [] and rt_desk.ticket(number).first_answered_at is None
    assert rt_desk.keys(number, "note") == [], "it is there already"


def test_an_answer_in_broken_html_comes_and_keeps_no_later_one_from_coming(
    rt_desk: Desk, request_tracker: RequestTrackerSite
) -> None:
    number = rt_desk.complain()
    rt_desk.deliver()
    for said in ("<p>It leaves <![CASE 10023]>today</p>", "<p>It <![ 1]>has left</p>"):
        html = {"Content": said, "ContentType": "text/html"}
        request_tracker.ask("POST", f"/ticket/{rt_desk.remote_id(number)}/correspond", json=html)
    assert rt_desk.courier.take_changes() >= 2
    assert rt_desk.heard(number) == ["It leaves today", "It has left"]


def test_a_solved_ticket_that_the_customer_reopens_stays_open_on_both_sides(
    rt_desk: Desk, request_tracker: RequestTrackerSite
) -> None:
    number = rt_desk.complain()
    rt_desk.deliver()
    there = f"/ticket/{rt_desk.remote_id(number)}"
    request_tracker.ask("PUT", there, json={"Status": "resolved"})
    rt_desk.courier.take_changes()
    rt_desk.reopen(number, "abhi tak theek nahin hua")
    assert rt_desk.deliver() == 1
    assert rt_desk.courier.take_changes() == 0
    assert rt_desk.ticket(number).status == "open"
    assert request_tracker.ask("GET", there)["Status"] == "open"


def test_what_its_people_did_meanwhile_is_not_undone(rt_desk: Desk, request_tracker: RequestTrackerSite) -> None:
    number = rt_desk.complain()
    rt_desk.deliver()
    rt_desk.say(number, "aur ek baat")
    there = f"/ticket/{rt_desk.remote_id(number)}"
    request_tracker.ask("PUT", there, json={"Status": "stalled"})
    rt_desk.courier.take_changes()
    rt_desk.deliver()
    assert request_tracker.ask("GET", there)["Status"] == "stalled"
    assert rt_desk.ticket(number).status == "waiting_for_customer"


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_at_any_step_leaves_everything_there_once(
    step: str, rt_desk: Desk, request_tracker: RequestTrackerSite
) -> None:
    number = rt_desk.complain_note_confirm()
    rt_desk.die_and_recover(step)
    check_once(request_tracker, rt_desk, number)


def test_two_workers_at_once_on_postgresql(
    open_desk: OpenDesk, request_tracker: RequestTrackerSite, postgresql_url: str
) -> None:
    desk = open_desk(postgresql_url, "rt", request_tracker.config())
    numbers = [desk.complain_note_confirm() for _ in range(6)]
    desk.deliver_with_two_workers()
    for number in numbers:
        check_once(request_tracker, desk, number)


def test_a_helpdesk_that_is_down_for_an_hour_gets_everything_in_order(
    rt_desk: Desk, request_tracker: RequestTrackerSite
) -> None:
    port = free_port()
    courier = rt_desk.new_courier({**request_tracker.config(), "url": f"http://127.0.0.1:{port}"})
    numbers = [rt_desk.complain_note_confirm() for _ in range(4)]
    rt_desk.deliver_over(1, courier)
    assert rt_desk.statuses() == {"pending"}
    with serve_request_tracker(request_tracker, port):
        rt_desk.deliver_over(0.5, courier)
    assert rt_desk.statuses() == {"delivered"}
    for number in numbers:
        check_once(request_tracker, rt_desk, number)


def test_wrong_credentials_cost_no_message(rt_desk: Desk, request_tracker: RequestTrackerSite) -> None:
    number = rt_desk.complain()
    stranger = rt_desk.new_courier({**request_tracker.config(), "password": "wrong"})
    assert stranger.deliver_due() == 1
    assert rt_desk.statuses() == {"pending"}
    rt_desk.move_clock(timedelta(minutes=1))
    assert rt_desk.deliver() == 1
    assert len(request_tracker.tickets(number)) == 1
