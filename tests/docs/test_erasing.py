"""What docs/operations.md tells an operator to run leaves nothing that tells who the customer was or what they said."""

import json
import re
from typing import Any

from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.orm import Session

from hamrah.crm.base import Base, utc_now
from hamrah.crm.customers import Address, ContactPoint, Customer
from hamrah.crm.engine import Sessions, transaction
from hamrah.crm.operations import DataRequest
from hamrah.crm.orders import Order, OrderLine, Return
from hamrah.crm.segments import CustomerWorth, ProductRhythm, SegmentMembership
from hamrah.crm.tracker_events import TrackerEvent
from hamrah.demo.seed import seed
from hamrah.keys import server_key, site_keys
from hamrah.progress import silent
from hamrah.services.codes import Claimed, send_code
from hamrah.services.feedback import comment, rate
from hamrah.services.identity import find_customer_by_subject, note_product_seen, who_speaks
from hamrah.services.inbound import Arrival, account_of, keep_arrival
from hamrah.services.link_codes import make_link_code
from hamrah.services.linking import place_of
from hamrah.services.notifier import StoreNotifier
from hamrah.services.order_changes import change_address, keep_address
from hamrah.services.privacy import request_data, state_preferences
from hamrah.services.review_entries import ReviewEntry
from hamrah.services.reviews import take_reviews
from hamrah.services.segment_refresh import refresh_segments
from hamrah.services.site_tokens import issue_token
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import open_ticket
from hamrah.services.transcripts import Said, write_down
from hamrah.services.web_sessions import open_session
from hamrah.settings import PROJECT

from .pages import page

SECRETS = ("Zarmeena Marker", "marker@example.com", "+923009998877", "Marker Street", "marker words")


def statements(customer_id: int) -> list[str]:
    """The page's statements, for this customer."""
    blocks = re.findall(r"^```sql\n(.*?)^```", page("docs/operations.md"), re.MULTILINE | re.DOTALL)
    erasing = next(block for block in blocks if "DELETE" in block)
    assert "42" in erasing
    return [one.strip() for one in erasing.replace("42", str(customer_id)).split(";") if one.strip()]


def live_a_little(store: Sessions) -> int:
    """A customer who writes, complains, rates, moves and asks to be erased; their id."""
    seed(store, PROJECT / "data", silent, customers=5, orders=60)
    with transaction(store) as session:
        customer = find_customer_by_subject(session, "ayesha@example.com")
        assert customer is not None
        customer.name = SECRETS[0]
        for contact in session.scalars(select(ContactPoint).where(ContactPoint.customer_id == customer.id)):
            contact.value = SECRETS[1] if contact.kind == "email" else SECRETS[2]
        for address in session.scalars(select(Address).where(Address.customer_id == customer.id)):
            address.line = SECRETS[3]
        for order in session.scalars(select(Order).where(Order.customer_id == customer.id)):
            order.delivery_address = SECRETS[3]
        session.flush()
        opened = open_session(session, issue_token(site_keys(), SECRETS[1]), None)
        principal = who_speaks(session, opened.sender_id)
        write_down(session, opened.sender_id, Said("person", SECRETS[4], "en"))
        said = json.dumps({"event": "user", "text": SECRETS[4]})
        session.execute(
            insert(TrackerEvent).values(
                sender_id=opened.sender_id, position=1, session=1, type="user", at=utc_now(), data=said
            )
        )
        send_code(session, principal, Claimed("phone", SECRETS[2]), StoreNotifier(), "en")
        open_ticket(session, principal, Complaint("damaged", SECRETS[4]))
        rate(session, principal, 2)
        comment(session, principal, SECRETS[4])
        mine = Order.customer_id == customer.id
        written = {"id": "r", "author": SECRETS[0], "customer": SECRETS[1], "text": SECRETS[4], "at": utc_now()}
        assert take_reviews(session, "maps", [ReviewEntry.model_validate(written)]).known_authors == 1
        placed = session.scalars(select(Order).where(mine, Order.status == "placed")).first()
        assert placed is not None
        change_address(session, principal, placed.number, keep_address(session, principal, SECRETS[3]))
        line = session.scalars(select(OrderLine).join(Order).where(mine)).first()
        assert line is not None
        asked = {"kind": "return", "status": "asked", "quantity": 1, "requested_at": utc_now()}
        session.add(Return(order_line_id=line.id, reason=SECRETS[4], **asked))
        note_product_seen(session, principal, line.variant.product_id, "view", "website")
        state_preferences(session, principal, {"contact_not_after": SECRETS[4]})
        live_in_an_app(session, customer.id)
        request_data(session, principal, "erase")
        return customer.id


def live_in_an_app(session: Session, customer_id: int) -> None:
    """The customer writes in WhatsApp too, from an account that carries their name, and is answered."""
    account = account_of(session, server_key("sender"), "whatsapp", SECRETS[2].lstrip("+"), SECRETS[2], SECRETS[0])
    session.flush()
    keep_arrival(session, account, Arrival("m-1", utc_now(), {"kind": "text", "text": SECRETS[4]}))
    row = place_of(session, account)
    assert row.customer_id == customer_id
    write_down(session, row.sender_id, Said("bot", SECRETS[4], "en"))
    assert make_link_code(session, who_speaks(session, row.sender_id)) is not None


def where_it_stands(engine: Engine) -> dict[str, list[str]]:
    """The tables in any row of which a secret stands, with those secrets."""
    found: dict[str, list[str]] = {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            rows = "\n".join(str(tuple(row)) for row in connection.execute(select(table)))
            found[table.name] = [secret for secret in SECRETS if secret in rows]
    return {table: secrets for table, secrets in found.items() if secrets}


def test_nothing_is_left_of_an_erased_customer(store: Sessions, engine: Engine) -> None:
    customer_id = live_a_little(store)
    before = where_it_stands(engine)
    assert {"chat_messages", "tracker_events", "notifications", "tickets", "outbox", "orders"} <= before.keys()
    assert {"channel_accounts", "inbound_messages"} <= before.keys()
    with engine.begin() as connection:
        for statement in statements(customer_id):
            connection.execute(text(statement))
    assert where_it_stands(engine) == {}
    with store() as session:
        customer = session.get_one(Customer, customer_id)
        assert customer.erased_at is not None
        assert session.scalar(select(Order.id).where(Order.customer_id == customer_id).limit(1)) is not None
        asked = select(DataRequest.status).where(DataRequest.customer_id == customer_id)
        assert session.scalars(asked).all() == ["done"]


def test_nothing_that_was_computed_of_an_erased_customer_is_left(store: Sessions, engine: Engine) -> None:
    customer_id = live_a_little(store)
    computed = (CustomerWorth, SegmentMembership, ProductRhythm)
    assert all(rows_of(store, table, customer_id) for table in computed)
    with engine.begin() as connection:
        for statement in statements(customer_id):
            connection.execute(text(statement))
    with transaction(store) as session:
        refresh_segments(session)
    assert not any(rows_of(store, table, customer_id) for table in computed)


def rows_of(store: Sessions, table: Any, customer_id: int) -> int:
    with store() as session:
        return session.scalar(select(func.count()).select_from(table).where(table.customer_id == customer_id)) or 0
