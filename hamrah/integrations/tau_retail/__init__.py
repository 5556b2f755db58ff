"""The web shop of tau-bench (Sierra, MIT): users.json, products.json and orders.json.

How its records become ours, where they do not match one to one:

- Source `tau-retail`, money in USD. A category is made of each product's name. All of a variant's options are kept;
  `color` and `size` are also the variant's own. An available variant lies in the branch US-WEB in a round number of
  pieces, one that is not available in none: the file gives no quantities.
- Statuses: pending is `placed`; processed is `shipped`, since such orders carry a tracking number and that shop no
  longer changes them; delivered and cancelled are themselves; one with a return or exchange asked for is `delivered`.
- The files hold no times. An order's time is that of the import less some days, so that a user's orders stand in the
  order in which users.json lists them; what was delivered arrived at the time of the import: returns count from there.
- A payment's kind (credit_card, paypal, gift_card) is the order's; refunds in the payment history are refunds that were
  paid. Card digits and gift card balances are not taken over.
- A record that is there already (by user id, item id, order id) is left as it is.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from hamrah.crm.base import utc_now
from hamrah.crm.engine import Sessions, transaction
from hamrah.integrations.import_report import ImportReport, Rejects, open_rejects
from hamrah.integrations.tau_retail.reading import ItemVariant, User, WebOrder, parse, read_records
from hamrah.integrations.tau_retail.writing import Writer
from hamrah.progress import Progress

FILES = ("users.json", "products.json", "orders.json")


def import_folder(
    sessions: Sessions, folder: Path, rejects: Path, progress: Progress, now: datetime | None = None
) -> ImportReport:
    """Import the three files in one transaction; refused records (users, variants, orders) go to the CSV `rejects`.

    Raises `DataFileError`, naming the file, for one that is not JSON; OSError for one that is not there.
    """
    users, products, orders = (read_records(folder / name) for name in FILES)
    report = ImportReport()
    with open_rejects(rejects, report) as refused, transaction(sessions) as session:
        writer = Writer(session, report, now or utc_now())
        known = _users(users, writer, report, refused)
        progress(FILES[0], len(users), len(users))
        _products(products, writer, report, refused)
        progress(FILES[1], len(products), len(products))
        _orders(orders, known, writer, report, refused)
        progress(FILES[2], len(orders), len(orders))
        writer.write()
    return report


def _users(records: dict[str, Any], writer: Writer, report: ImportReport, refused: Rejects) -> dict[str, User]:
    known = {}
    for reference, raw in records.items():
        report.rows += 1
        user = parse(User, raw)
        if isinstance(user, str):
            refused.add(FILES[0], reference, user, {"record": raw})
            continue
        known[reference] = user
        writer.user(reference, user)
    return known


def _products(records: dict[str, Any], writer: Writer, report: ImportReport, refused: Rejects) -> None:
    for product_id, raw in records.items():
        variants = raw.get("variants") if isinstance(raw, dict) else None
        if not isinstance(variants, dict) or not isinstance(raw.get("name"), str):
            report.rows += 1
            refused.add(FILES[1], product_id, "unreadable_product", {"record": raw})
            continue
        for key, one in variants.items():
            report.rows += 1
            variant = parse(ItemVariant, one)
            if isinstance(variant, str):
                refused.add(FILES[1], f"{product_id}/{key}", variant, {"record": one})
            else:
                writer.variant(product_id, raw["name"], variant)


def _orders(
    records: dict[str, Any], users: dict[str, User], writer: Writer, report: ImportReport, refused: Rejects
) -> None:
    for number, raw in records.items():
        report.rows += 1
        order = parse(WebOrder, raw)
        reason: str | None
        if isinstance(order, str):
            reason = order
        elif order.user_id not in users:
            reason = "unknown_user"
        else:
            reason = writer.order(order, users[order.user_id], _age(number, users[order.user_id]))
        if reason is not None:
            refused.add(FILES[2], number, reason, {"record": raw})


def _age(number: str, user: User) -> int:
    """How many days old to call an order: the last that the user lists is a day old."""
    return len(user.orders) - user.orders.index(number) if number in user.orders else len(user.orders) + 1
