"""Asking how it was: who is asked what, when, once; and what an answer leads to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select, update

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch
from hamrah.crm.conversations import Button, ChatMessage, Conversation
from hamrah.crm.customers import Consent
from hamrah.crm.orders import Order, OrderStatusChange, Refund
from hamrah.crm.satisfaction import Feedback, FollowUp, SurveyInvitation
from hamrah.language.ratings import Rated
from hamrah.language.strict_yaml import DataFileError
from hamrah.services.actors import SYSTEM
from hamrah.services.feedback import comment, keep_displeasure, rate
from hamrah.services.follow_ups import list_follow_ups, rating_chains, remedy_follow_up
from hamrah.services.identity import note_interaction
from hamrah.services.opting import stop_service
from hamrah.services.refusal import Refusal
from hamrah.services.survey_answers import survey_answer
from hamrah.services.survey_asking import ask_due
from hamrah.services.survey_planning import plan_surveys
from hamrah.services.survey_rules import drawn_number, load_survey_rules, survey_rules
from hamrah.services.ticket_desk import solve_ticket
from hamrah.services.tickets import confirm_solved
from hamrah.services.transcripts import Said, write_down

from .desk import hire, member, ticket_of
from .world import Shop, place_order

RULES = Path(__file__).parents[2] / "data" / "shop" / "surveys.yml"
HOUR = timedelta(hours=1)


@pytest.fixture
def noon() -> datetime:
    """A moment of today or tomorrow at which people may be asked: noon in Pakistan, well after what was done."""
    today = utc_now().replace(hour=7, minute=0, second=0, microsecond=0)
    return today if today > utc_now() + HOUR else today + timedelta(days=1)


def be_there(shop: Shop, who: str = "ayesha", language: str = "en") -> None:
    """Let a customer's conversation be theirs for some days."""
    with shop.writing() as session:
        row = session.get_one(Conversation, f"web-{who}")
        row.customer_id, row.proof, row.language = shop.ids.get(who), "token", language
        row.proven_until = utc_now() + timedelta(days=9)


def deliver(shop: Shop, number: str, who: str = "ayesha") -> int:
    with shop.writing() as session:
        order = place_order(session, shop.ids[who], number, {"H-1-1": 1}, status="delivered", days_ago=1)
        order.branch_id = session.scalar(select(Branch.id).where(Branch.code == "LHR"))
        session.add(OrderStatusChange(order_id=order.id, status="delivered", at=utc_now(), actor="system"))
        return order.id


def plan(shop: Shop, now: datetime | None = None) -> int:
    with shop.writing() as session:
        return plan_surveys(session, now or utc_now())


def ask(shop: Shop, now: datetime) -> int:
    with shop.writing() as session:
        return ask_due(session, texts(), now)


def invitations(shop: Shop) -> list[SurveyInvitation]:
    with shop.reading() as session:
        return list(session.scalars(select(SurveyInvitation).order_by(SurveyInvitation.id)))


def unheld(name: str, prefix: str) -> str:
    return next(str(n) for n in range(9000, 9999) if drawn_number(name, f"{prefix}{n}") > 0.5)


def invite(shop: Shop, survey: str, kind: str, subject: tuple[str, str], who: str = "ayesha") -> int:
    """An invitation that is due."""
    with shop.writing() as session:
        row = SurveyInvitation(
            survey=survey,
            kind=kind,
            customer_id=shop.ids.get(who),
            sender_id=f"web-{who}",
            subject_type=subject[0],
            subject_id=subject[1],
            status="planned",
            planned_at=utc_now(),
            due_at=utc_now(),
        )
        session.add(row)
        session.flush()
        return row.id


class TestPlanning:
    def test_a_delivered_order_is_asked_about_once(self, shop: Shop) -> None:
        order = deliver(shop, "1001")
        assert plan(shop) == 1 and plan(shop) == 0
        (row,) = invitations(shop)
        assert (row.survey, row.kind, row.subject_type, row.subject_id) == (
            "order_delivered",
            "csat",
            "order",
            str(order),
        )
        assert row.status in ("planned", "held_out")
        assert row.due_at >= row.planned_at + timedelta(hours=23)

    def test_a_solved_ticket_gets_one_of_its_two_questions(self, shop: Shop) -> None:
        hire(shop)
        number = ticket_of(shop)
        assert plan(shop) == 0
        with shop.writing() as session:
            solve_ticket(session, member(session, "sunita"), number, "A new one is coming")
        assert plan(shop) == 1 and plan(shop) == 0
        (row,) = invitations(shop)
        assert (row.survey, row.kind) in (("ticket_solved", "csat"), ("complaint_effort", "ces"))

    def test_what_was_rated_of_ones_own_accord_is_not_asked_about(self, sqlite_shop: Shop) -> None:
        deliver(sqlite_shop, "1001")
        with sqlite_shop.writing() as session:
            rate(session, sqlite_shop.who("ayesha"), 5)
        assert plan(sqlite_shop) == 0

    def test_a_conversation_that_helped_and_fell_silent(self, shop: Shop) -> None:
        with shop.writing() as session:
            for text in ("where is my order", "when does it come", "thanks"):
                write_down(session, "web-guest", Said("person", text, "en"))
            note_interaction(session, shop.who("guest"), "order_status_asked")
        assert plan(shop, utc_now()) == 0  # it may go on yet
        assert plan(shop, utc_now() + timedelta(minutes=11)) == 1
        assert plan(shop, utc_now() + timedelta(minutes=12)) == 0
        assert invitations(shop)[0].subject_type == "conversation"

    def test_money_paid_back_is_asked_about_and_a_quarter_once(self, shop: Shop) -> None:
        order = deliver(shop, "3001")
        be_there(shop)
        now = utc_now()
        with shop.writing() as session:
            rate(session, shop.who("ayesha"), 5)
            paid = {"currency": "PKR", "method": "card", "requested_at": now, "due_at": now, "paid_at": now}
            session.add(Refund(order_id=order, amount_minor=100, status="paid", **paid))
        assert plan(shop) == 1
        later = utc_now() + timedelta(minutes=11)
        if invitations(shop)[0].status == "planned":
            assert plan(shop, later) == 0  # one thing after the other
        with shop.writing() as session:
            session.execute(update(SurveyInvitation).values(status="dropped"))
        number = ticket_of(shop)
        assert plan(shop, later) == 0  # nor whoever waits for an answer
        with shop.writing() as session:
            confirm_solved(session, shop.who("ayesha"), number)
            rate(session, shop.who("ayesha"), 4, ticket=number)
        assert shop.count(Feedback, Feedback.order_id == order) == 1  # the order's rating stays beside the ticket's
        assert plan(shop, later) == 1 and plan(shop, later) == 0
        assert [(row.survey, row.kind) for row in invitations(shop)] == [
            ("return_effort", "ces"),
            ("each_quarter", "nps"),
        ]

    def test_the_holdout_is_as_large_as_it_should_be_and_never_changes(self) -> None:
        drawn = [drawn_number("holdout each_quarter", str(number)) for number in range(4000)]
        assert 0.17 < sum(number < 0.2 for number in drawn) / 4000 < 0.23
        assert drawn == [drawn_number("holdout each_quarter", str(number)) for number in range(4000)]


class TestAsking:
    def test_in_their_language_with_buttons_once(self, shop: Shop, noon: datetime) -> None:
        be_there(shop, language="ur")
        order = deliver(shop, "1001")
        invite(shop, "order_delivered", "csat", ("order", str(order)))
        assert ask(shop, noon) == 1 and ask(shop, noon + HOUR) == 0
        with shop.reading() as session:
            (line,) = session.scalars(select(ChatMessage).where(ChatMessage.sender_id == "web-ayesha"))
            assert "آپ کا آرڈر" in line.text and "1001" in line.text
            assert session.scalar(select(func.count()).select_from(Button)) == 5
        (row,) = invitations(shop)
        assert (row.status, row.language, row.channel) == ("asked", "ur", "web")

    def test_nobody_is_asked_in_the_quiet_hours(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_there(sqlite_shop)
        invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "x"))
        assert ask(sqlite_shop, noon + 12 * HOUR) == 0
        assert ask(sqlite_shop, noon + 24 * HOUR) == 1

    def test_not_twice_within_the_days_of_the_rules_whatever_about(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_there(sqlite_shop)
        for number in ("1", "2"):
            invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", number))
        assert ask(sqlite_shop, noon) == 1
        assert [row.reason for row in invitations(sqlite_shop)] == [None, "asked_lately"]
        invite(sqlite_shop, "order_delivered", "csat", ("order", "7"))
        assert ask(sqlite_shop, noon + 24 * HOUR) == 0
        invite(sqlite_shop, "after_remedy", "csat", ("follow_up", "7"))
        assert ask(sqlite_shop, noon + 24 * HOUR) == 1

    def test_only_where_it_is_certainly_theirs_and_not_while_a_person_speaks(
        self, sqlite_shop: Shop, noon: datetime
    ) -> None:
        invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "1"))
        assert ask(sqlite_shop, noon) == 0  # the proof has expired: somebody else may sit there
        be_there(sqlite_shop)
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").held_by = "person"
        assert ask(sqlite_shop, noon) == 0
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").held_by = "bot"
        assert ask(sqlite_shop, noon) == 1

    def test_a_recommendation_is_asked_only_of_who_consents(self, sqlite_shop: Shop, noon: datetime) -> None:
        for who, granted in (("ayesha", True), ("bilal", False)):
            be_there(sqlite_shop, who)
            invite(sqlite_shop, "each_quarter", "nps", ("quarter", who), who)
            with sqlite_shop.writing() as session:
                yes = Consent(purpose="marketing", granted=granted, touchpoint="web", at=utc_now())
                yes.customer_id = sqlite_shop.ids[who]
                session.add(yes)
        assert ask(sqlite_shop, noon) == 1
        assert [row.status for row in invitations(sqlite_shop)] == ["asked", "dropped"]
        with sqlite_shop.reading() as session:
            assert session.scalar(select(func.count()).select_from(Button)) == 11

    def test_whoever_had_all_messages_stopped_is_asked_nothing(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_there(sqlite_shop)
        invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "1"))
        with sqlite_shop.writing() as session:
            stop_service(session, sqlite_shop.who("ayesha"))
        assert ask(sqlite_shop, noon) == 0
        assert [row.reason for row in invitations(sqlite_shop)] == ["opted_out"]

    def test_no_answer_is_an_answer(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_there(sqlite_shop)
        invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "1"))
        ask(sqlite_shop, noon)
        ask(sqlite_shop, noon + 71 * HOUR)
        assert invitations(sqlite_shop)[0].status == "asked"
        ask(sqlite_shop, noon + 73 * HOUR)
        assert invitations(sqlite_shop)[0].status == "unanswered"


class TestAnswering:
    def asked(self, shop: Shop, survey: str, kind: str, subject: tuple[str, str], who: str = "ayesha") -> int:
        number = invite(shop, survey, kind, subject, who)
        with shop.writing() as session:
            row = session.get_one(SurveyInvitation, number)
            row.status, row.asked_at = "asked", utc_now()
        return number

    def test_the_first_words_after_the_question_are_its_answer_on_its_scale(self, shop: Shop) -> None:
        self.asked(shop, "each_quarter", "nps", ("quarter", "1/2026Q4"))
        with shop.writing() as session:
            assert survey_answer(session, "web-ayesha", "9") == Rated(9)
            assert survey_answer(session, "web-ayesha", "mera order kahan hai") is None
            assert survey_answer(session, "web-bilal", "9") is None
            write_down(session, "web-ayesha", Said("person", "mera order kahan hai", "ur-Latn"))
        with shop.reading() as session:
            assert survey_answer(session, "web-ayesha", "9") is None  # now it may answer something else

    def test_an_answer_is_kept_with_what_it_is_about(self, shop: Shop) -> None:
        order = deliver(shop, "1001")
        number = self.asked(shop, "order_delivered", "csat", ("order", str(order)))
        with shop.writing() as session:
            row = rate(session, shop.who("ayesha"), 4)
            assert (row.invitation_id, row.order_id, row.kind, row.rating) == (number, order, "csat", 4)
            assert row.branch_id == session.get_one(Order, order).branch_id and row.product_id is not None
        assert invitations(shop)[0].status == "answered"
        assert shop.count(FollowUp) == 0

    @pytest.mark.parametrize(("kind", "rating"), [("csat", 6), ("csat", 0), ("nps", 11), ("ces", 8), ("ces", 0)])
    def test_outside_its_scale_is_refused_and_the_question_stays_open(
        self, sqlite_shop: Shop, kind: str, rating: int
    ) -> None:
        self.asked(sqlite_shop, "helped_in_chat", kind, ("conversation", "1"))
        with pytest.raises(Refusal, match="utter_rating_out_of_range"), sqlite_shop.writing() as session:
            rate(session, sqlite_shop.who("ayesha"), rating)
        assert invitations(sqlite_shop)[0].status == "asked" and sqlite_shop.count(Feedback) == 0

    def test_from_a_low_rating_to_the_second_one_in_one_query(self, both_desks: Shop, noon: datetime) -> None:
        shop = both_desks
        be_there(shop)
        order = deliver(shop, "1001")
        self.asked(shop, "order_delivered", "csat", ("order", str(order)))
        with shop.writing() as session:
            rate(session, shop.who("ayesha"), 1)
            comment(session, shop.who("ayesha"), "It came broken")
        with shop.writing() as session:
            (row,) = list_follow_ups(session, member(session, "sunita"))
            assert (row.reason, row.words) == ("low_rating", "It came broken")
            assert list_follow_ups(session, member(session, "rameez")) == []
            with pytest.raises(Refusal, match="utter_follow_up_not_found"):
                remedy_follow_up(session, member(session, "rameez"), row.id, "A new one")
            remedy_follow_up(session, member(session, "sunita"), row.id, "A new one was sent")
        assert plan(shop) == 1
        assert ask(shop, noon + 48 * HOUR) == 1
        with shop.writing() as session:
            asked = session.scalars(select(SurveyInvitation).where(SurveyInvitation.survey == "after_remedy")).one()
            asked.asked_at = utc_now()
            rate(session, shop.who("ayesha"), 5)
        with shop.reading() as session:
            (chain,) = rating_chains(session, SYSTEM)
            assert (chain.first_rating, chain.reason, chain.remedy, chain.second_rating) == (
                1,
                "low_rating",
                "A new one was sent",
                5,
            )
            with pytest.raises(Refusal, match="utter_managers_only"):
                rating_chains(session, member(session, "sunita"))

    def test_an_angry_message_opens_one_too_and_trouble_on_trouble_stays_one(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            keep_displeasure(session, sqlite_shop.who("guest"), "worst shop ever")
            keep_displeasure(session, sqlite_shop.who("guest"), "I am furious")
            keep_displeasure(session, sqlite_shop.who("bilal"), "useless")
        with sqlite_shop.reading() as session:
            rows = session.scalars(select(FollowUp).order_by(FollowUp.id)).all()
        assert [(row.reason, row.words) for row in rows] == [
            ("angry_message", "worst shop ever\nI am furious"),
            ("angry_message", "useless"),
        ]


@pytest.fixture
def both_desks(shop: Shop) -> Shop:
    hire(shop)
    return shop


@pytest.mark.parametrize(
    ("clock", "after"),
    [
        ("2026-11-16 20:59", "2026-11-16 20:59"),
        ("2026-11-16 21:00", "2026-11-17 10:00"),
        ("2026-11-16 03:00", "2026-11-16 10:00"),
    ],
)
def test_quiet_hours_end_in_the_morning(clock: str, after: str) -> None:
    def karachi(text: str) -> datetime:
        return datetime.fromisoformat(f"{text}+05:00").astimezone(UTC)

    assert survey_rules().after_quiet(karachi(clock)) == karachi(after)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"quiet_hours": "night"}, "quiet_hours"),
        ({"kinds": {"csat": {"lowest": 1, "highest": 5, "low": 2}}}, "kinds"),
        ({"kinds": {"csat": {"lowest": 1, "highest": 5, "low": 5}}}, "kinds.csat"),
        (
            {"surveys": {"x": {"kind": "csat", "trigger": "quarter", "share": 0.5, "delay_minutes": 0, "holdout": 0}}},
            "shares",
        ),
        (
            {"surveys": {"x": {"kind": "stars", "trigger": "quarter", "delay_minutes": 0, "holdout": 0}}},
            "surveys.x.kind",
        ),
        ({"often": 1}, "often"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(tmp_path: Path, change, complaint: str) -> None:
    file = tmp_path / "surveys.yml"
    file.write_text(yaml.safe_dump({**yaml.safe_load(RULES.read_text(encoding="utf-8")), **change}), encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        load_survey_rules(file)
    assert str(file) in str(error.value) and complaint in str(error.value)
