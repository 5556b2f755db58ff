"""The one problem of a product behind many complaints: found, listed, told of, and solved once for all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, func, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product, ProductText, Variant
from hamrah.crm.operations import Staff
from hamrah.crm.orders import OrderLine
from hamrah.crm.tickets import Problem, Ticket, TicketEvent, TicketLine
from hamrah.services.actors import MANAGER, SYSTEM, Actor
from hamrah.services.audit import by_staff, note_deed
from hamrah.services.problem_rules import ProblemRules, problem_rules
from hamrah.services.refusal import Refusal
from hamrah.services.staff_notices import STAFF_LANGUAGE, tell_staff
from hamrah.services.ticket_desk import answer_held, solve_held
from hamrah.services.ticket_history import UNDER_WAY

OPEN, SOLVED = "open", "solved"
Trouble = tuple[int, str]
"""A product and the kind of what is wrong with it."""


@dataclass(frozen=True)
class ProblemSeen:
    """A problem with what it is called and how far it reaches."""

    id: int
    product: str
    sku: str
    kind: str
    status: str
    opened_at: datetime
    tickets: int
    tickets_open: int
    customers: int


def note_troubles(session: Session, now: datetime) -> int:
    """Tie complaints of the last days to the open problem of their product; where there is none but enough customers
    say the same, open one and tell the shop's managers. How many were opened.

    A ticket is of a product by the order's lines that it concerns. One that a problem has already is not counted again,
    so a problem that was solved comes back only when as many complain anew.
    """
    rules = problem_rules()
    pressing = _pressing(session, rules, now)
    if pressing:
        # Two who look at once must not both open the same: the second waits here and then finds what the first opened.
        held = select(Product.id).where(Product.id.in_({product for product, _ in pressing})).order_by(Product.id)
        session.execute(held.with_for_update())
    known = _open_problems(session)
    opened = [
        Problem(product_id=product, kind=kind, status=OPEN, opened_at=now)
        for product, kind in sorted(pressing)
        if (product, kind) not in known
    ]
    session.add_all(opened)
    session.flush()
    known |= {(problem.product_id, problem.kind): problem.id for problem in opened}
    _tie(session, _untied(session, rules, now, known), now)
    if opened:
        _tell_managers(session, [problem.id for problem in opened])
    return len(opened)


def list_problems(session: Session, actor: Actor, *, with_solved: bool = False, limit: int = 50) -> list[ProblemSeen]:
    """The open problems (with solved ones if asked for), the newest first. Raises `Refusal` for who is no manager."""
    _managers_only(actor)
    query = _seen()
    if not with_solved:
        query = query.where(Problem.status == OPEN)
    rows = session.execute(query.order_by(Problem.id.desc()).limit(limit)).tuples()
    return [ProblemSeen(*row) for row in rows]


def tell_of_problem(session: Session, actor: Actor, problem_id: int, text: str) -> int:
    """Answer every ticket of an open problem that is not solved, with the same words; how many.

    Raises `Refusal` as `solve_problem` does.
    """
    problem = _held(session, actor, problem_id)
    _need_words(text)
    tickets = _under_way(session, problem)
    for ticket in tickets:
        answer_held(session, actor, ticket, text)
    return len(tickets)


def solve_problem(session: Session, actor: Actor, problem_id: int, solution: str) -> int:
    """Solve a problem and with it every ticket of it that is not solved, telling each customer how; how many tickets.

    Raises `Refusal` for who is no manager, an unknown problem, one that is solved already, and for no words.
    """
    problem = _held(session, actor, problem_id)
    _need_words(solution)
    tickets = _under_way(session, problem)
    for ticket in tickets:
        solve_held(session, actor, ticket, solution)
    now = utc_now()
    problem.status, problem.solved_at, problem.note = SOLVED, now, solution.strip()
    note_deed(session, by_staff(actor.staff_id), "problem_solved", ("problem", problem.id), problem.kind)
    return len(tickets)


def _concerning(rules: ProblemRules, now: datetime, *columns: InstrumentedAttribute[Any]) -> Select[Any]:
    """Complaints of the last days that no problem has yet, with the products they are about."""
    return (
        select(Variant.product_id, Ticket.kind, *columns)
        .select_from(Ticket)
        .join(TicketLine, TicketLine.ticket_id == Ticket.id)
        .join(OrderLine, OrderLine.id == TicketLine.order_line_id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .where(
            Ticket.kind.in_(rules.kinds),
            Ticket.opened_at > now - timedelta(days=rules.within_days),
            Ticket.problem_id.is_(None),
            Ticket.merged_into_id.is_(None),
        )
    )


def _pressing(session: Session, rules: ProblemRules, now: datetime) -> set[Trouble]:
    """What enough different customers complain of."""
    customers = func.count(Ticket.customer_id.distinct())
    query = _concerning(rules, now).group_by(Variant.product_id, Ticket.kind).having(customers >= rules.customers)
    return {(product, kind) for product, kind in session.execute(query).tuples()}


def _open_problems(session: Session) -> dict[Trouble, int]:
    query = select(Problem.product_id, Problem.kind, Problem.id).where(Problem.status == OPEN)
    return {(product, kind): number for product, kind, number in session.execute(query).tuples()}


def _untied(session: Session, rules: ProblemRules, now: datetime, known: Mapping[Trouble, int]) -> dict[int, int]:
    """The complaints that belong to an open problem and are not tied yet: ticket to problem."""
    if not known:
        return {}
    open_one = exists().where(
        and_(Problem.product_id == Variant.product_id, Problem.kind == Ticket.kind, Problem.status == OPEN)
    )
    query = _concerning(rules, now, Ticket.id).where(open_one).order_by(Ticket.id, Variant.product_id)
    found: dict[int, int] = {}
    for product, kind, ticket in session.execute(query).tuples():
        found.setdefault(ticket, known[(product, kind)])
    return found


def _tie(session: Session, found: Mapping[int, int], now: datetime) -> None:
    if not found:
        return
    for problem in sorted(set(found.values())):
        mine = [ticket for ticket, of in found.items() if of == problem]
        session.execute(update(Ticket).where(Ticket.id.in_(mine)).values(problem_id=problem))
    event = {"kind": "problem", "actor": SYSTEM.name, "public": False, "at": now}
    session.execute(
        insert(TicketEvent), [{"ticket_id": ticket, "text": str(of), **event} for ticket, of in found.items()]
    )


def _tell_managers(session: Session, problem_ids: Iterable[int]) -> None:
    managers = session.scalars(select(Staff).where(Staff.role == MANAGER, Staff.active)).all()
    for row in session.execute(_seen().where(Problem.id.in_(problem_ids)).order_by(Problem.id)).tuples():
        seen = ProblemSeen(*row)
        values = {
            "problem": str(seen.id),
            "product": seen.product,
            "kind": seen.kind.replace("_", " "),
            "count": str(seen.customers),
        }
        tell_staff(session, managers, "staff_problem", "utter_staff_problem", values)


def _seen() -> Select[int, str, str, str, str, datetime, int, int, int]:
    """The columns of `ProblemSeen`."""
    under_way = func.count(Ticket.id).filter(Ticket.status.in_(UNDER_WAY))
    return (
        select(
            Problem.id,
            func.coalesce(func.max(ProductText.name), Product.sku),
            Product.sku,
            Problem.kind,
            Problem.status,
            Problem.opened_at,
            func.count(Ticket.id),
            under_way,
            func.count(Ticket.customer_id.distinct()),
        )
        .join(Product, Product.id == Problem.product_id)
        .outerjoin(ProductText, and_(ProductText.product_id == Product.id, ProductText.language == STAFF_LANGUAGE))
        .outerjoin(Ticket, Ticket.problem_id == Problem.id)
        .group_by(Problem.id, Product.sku, Problem.kind, Problem.status, Problem.opened_at)
    )


def _held(session: Session, actor: Actor, problem_id: int) -> Problem:
    """An open problem, which nobody else changes meanwhile, with what the worker has yet to tie to it."""
    _managers_only(actor)
    query = select(Problem).where(Problem.id == problem_id).with_for_update()
    problem = session.scalar(query.execution_options(populate_existing=True))
    if problem is None:
        raise Refusal("utter_problem_not_found")
    if problem.status != OPEN:
        raise Refusal("utter_problem_done")
    now = utc_now()
    _tie(session, _untied(session, problem_rules(), now, _open_problems(session)), now)
    return problem


def _under_way(session: Session, problem: Problem) -> list[Ticket]:
    """The problem's tickets that can still be worked on, which nobody else changes meanwhile."""
    query = select(Ticket).where(
        Ticket.problem_id == problem.id, Ticket.status.in_(UNDER_WAY), Ticket.merged_into_id.is_(None)
    )
    held = query.order_by(Ticket.id).with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(held))


def _managers_only(actor: Actor) -> None:
    # A product is sold in every branch, so its problem is nobody's alone.
    if not actor.serves_all:
        raise Refusal("utter_managers_only")


def _need_words(text: str) -> None:
    if not text.strip():
        raise Refusal("utter_words_missing")
