"""Bulk rows: ids are free; what others point to comes first; later writers find ids of their own; one change of two."""

from sqlalchemy import func, select, update

from hamrah.crm.base import utc_now
from hamrah.crm.bulk import BulkRows, changed_one
from hamrah.crm.customers import ContactPoint, Customer
from hamrah.crm.engine import Sessions, transaction


def person(number: int) -> dict[str, object]:
    return {
        "name": f"Somebody {number}",
        "source": "test",
        "external_ref": str(number),
        "created_at": utc_now(),
    }


def test_rows_may_be_gathered_in_any_order(store: Sessions) -> None:
    with transaction(store) as session:
        rows = BulkRows(session)
        customer_id = rows.new_id(Customer)
        rows.add(ContactPoint, customer_id=customer_id, kind="email", value="a@example.com")
        rows.add(Customer, id=customer_id, **person(0))
        rows.write()
    with store() as session:
        assert session.scalar(select(ContactPoint.customer_id)) == customer_id


def test_ids_are_free_beside_other_writers(store: Sessions) -> None:
    with transaction(store) as session:
        session.add(Customer(**person(0)))
        session.flush()
        rows = BulkRows(session)
        ids = [rows.add(Customer, **person(number)) for number in range(1, 100)]
        rows.write()
        session.add(Customer(**person(100)))
    assert len(set(ids)) == 99
    with transaction(store) as session:
        BulkRows(session).write()
        again = BulkRows(session)
        again.add(Customer, **person(101))
        again.write()
        assert session.scalar(select(func.count()).select_from(Customer)) == 102


def test_it_can_wait_until_there_is_enough(sqlite_store: Sessions) -> None:
    with transaction(sqlite_store) as session:
        rows = BulkRows(session)
        rows.add(Customer, **person(0))
        rows.write(at_least=2)
        assert session.scalar(select(func.count()).select_from(Customer)) == 0
        rows.add(Customer, **person(1))
        rows.write(at_least=2)
        assert session.scalar(select(func.count()).select_from(Customer)) == 2


def test_of_two_changes_on_a_condition_one_is_made(store: Sessions) -> None:
    taken = update(Customer).where(Customer.source == "test").values(source="taken")
    with transaction(store) as session:
        session.add(Customer(**person(0)))
        session.flush()
        assert [changed_one(session, taken) for _ in range(2)] == [True, False]
