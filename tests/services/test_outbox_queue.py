"""The outbox as a queue: no row twice, none before an earlier one of its ticket, nothing lost with a dead worker."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.crm.engine import Sessions, open_engine, open_sessions, transaction
from hamrah.crm.outbox import Outbox, OutboxTarget
from hamrah.services.outbox_admin import (
    OutboxError,
    assign_rows,
    discard_row,
    list_rows,
    retry_dead,
    retry_row,
    target_health,
)
from hamrah.services.outbox_queue import (
    FIRST_PAUSE,
    LEASE,
    LONGEST_PAUSE,
    LONGEST_REST,
    LONGEST_TRY,
    MOST_ATTEMPTS,
    TRIP_AFTER,
    OutboxClaim,
    backoff,
    bury,
    claim_rows,
    keep_target,
    note_answer,
    note_failure,
    postpone,
    release,
    settle,
)

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
ALL = 50


def write(store: Sessions, *subjects: str, target: str | None = "rt", **values: Any) -> list[int]:
    """Rows for these tickets, in this order; their ids."""
    with transaction(store) as session:
        rows = [
            Outbox(
                **{
                    "target": target,
                    "topic": "ticket.note",
                    "key": f"{target}-{subject}-{place}-{len(values)}",
                    "subject": subject,
                    "payload": {"text": "words"},
                    "created_at": NOW,
                    "due_at": NOW,
                    **values,
                }
            )
            for place, subject in enumerate(subjects)
        ]
        session.add_all(rows)
        if target is not None:
            keep_target(session, target)
        session.flush()
        return [row.id for row in rows]


def claim(store: Sessions, now: datetime = NOW, most: int = ALL, target: str = "rt") -> list[OutboxClaim]:
    with transaction(store) as session:
        return claim_rows(session, target, now, most)


def row(store: Sessions, row_id: int) -> Outbox:
    with store() as session:
        return session.get_one(Outbox, row_id)


class TestClaiming:
    def test_the_first_of_each_ticket_is_claimed_once(self, store: Sessions) -> None:
        first, _, other = write(store, "T-1", "T-1", "T-2")
        write(store, "T-1", target="crm")
        claims = claim(store)
        assert [(c.id, c.attempts) for c in claims] == [(first, 1), (other, 1)]
        assert claim(store) == []
        assert len(claim(store, target="crm")) == 1

    def test_the_next_of_a_ticket_comes_when_the_one_before_is_there(self, store: Sessions) -> None:
        first, second = write(store, "T-1", "T-1")
        (before,) = claim(store)
        with transaction(store) as session:
            assert settle(session, before, NOW)
        assert [c.id for c in claim(store)] == [second]
        done = row(store, first)
        assert (done.status, done.delivered_at, done.payload) == ("delivered", NOW, {})

    def test_one_that_is_put_off_holds_up_its_ticket_and_no_other(self, store: Sessions) -> None:
        write(store, "T-1", "T-1")
        (before,) = claim(store)
        (other,) = write(store, "T-2")
        with transaction(store) as session:
            postpone(session, before, NOW, "503", timedelta(), 0.5)
        assert [c.id for c in claim(store)] == [other]
        assert [(c.id, c.attempts) for c in claim(store, NOW + timedelta(minutes=1))] == [(before.id, 2)]

    def test_a_dead_one_does_not_hold_up_its_ticket(self, store: Sessions) -> None:
        _, second = write(store, "T-1", "T-1")
        (before,) = claim(store)
        with transaction(store) as session:
            bury(session, before, "POST answered 400")
        assert [c.id for c in claim(store)] == [second]

    def test_what_a_dead_worker_held_is_free_when_its_lease_has_run_out(self, store: Sessions) -> None:
        (row_id,) = write(store, "T-1")
        (held,) = claim(store)
        assert claim(store, NOW + LEASE - timedelta(seconds=1)) == []
        (again,) = claim(store, NOW + LEASE)
        assert (again.id, again.attempts) == (row_id, 2)
        with transaction(store) as session:
            assert not settle(session, held, NOW), "who comes back too late changes nothing"
            postpone(session, held, NOW, "late", timedelta(), 0.5)
            bury(session, held, "late")
        assert (row(store, row_id).status, row(store, row_id).last_error) == ("pending", None)
        with transaction(store) as session:
            assert settle(session, again, NOW)

    def test_what_was_not_tried_is_handed_back_uncounted(self, store: Sessions) -> None:
        write(store, "T-1", "T-2")
        claims = claim(store)
        with transaction(store) as session:
            release(session, claims)
        assert [c.attempts for c in claim(store)] == [1, 1]

    def test_delivery_is_not_begun_late_in_a_lease(self, store: Sessions) -> None:
        write(store, "T-1")
        (held,) = claim(store)
        assert held.may_begin(NOW) and not held.may_begin(NOW + LEASE - timedelta(minutes=1))


def test_two_workers_on_postgresql_pass_over_each_others_rows(postgresql_url: str) -> None:
    """The second does not wait for the first's transaction: it gets the rest at once."""
    engine = open_engine(postgresql_url)
    store = open_sessions(engine)
    ids = write(store, *(f"T-{n}" for n in range(6)))
    with store() as first, store() as second, first.begin(), second.begin():
        mine = [c.id for c in claim_rows(first, "rt", NOW, 3)]
        others = [c.id for c in claim_rows(second, "rt", NOW, ALL)]
    assert (mine, others) == (ids[:3], ids[3:])
    engine.dispose()


class TestTryingAgain:
    @given(st.integers(1, 10_000), st.floats(0, 1))
    def test_backoff_grows_to_its_longest_and_at_least_half_of_it_is_waited(self, attempts: int, chance: float) -> None:
        whole = min(FIRST_PAUSE * 2.0 ** min(attempts - 1, 40), LONGEST_PAUSE)
        assert whole / 2 <= backoff(attempts, chance) <= whole
        assert backoff(attempts, chance) <= backoff(attempts + 1, chance)

    def test_the_helpdesks_own_wish_is_heeded(self, sqlite_store: Sessions) -> None:
        (row_id,) = write(sqlite_store, "T-1")
        (held,) = claim(sqlite_store)
        with transaction(sqlite_store) as session:
            postpone(session, held, NOW, "429", timedelta(minutes=20), 1.0)
        assert row(sqlite_store, row_id).due_at == NOW + timedelta(minutes=20)

    @pytest.mark.parametrize(
        ("attempts", "age", "status"),
        [
            (MOST_ATTEMPTS - 1, LONGEST_TRY * 2, "pending"),
            (MOST_ATTEMPTS, LONGEST_TRY - timedelta(minutes=1), "pending"),
            (MOST_ATTEMPTS, LONGEST_TRY, "dead"),
        ],
    )
    def test_given_up_is_what_was_tried_often_and_for_long(
        self, attempts: int, age: timedelta, status: str, sqlite_store: Sessions
    ) -> None:
        (row_id,) = write(sqlite_store, "T-1", attempts=attempts - 1)
        (held,) = claim(sqlite_store)
        with transaction(sqlite_store) as session:
            postpone(session, held, NOW + age, "503", timedelta(), 0.5)
        assert row(sqlite_store, row_id).status == status


class TestBreaker:
    def fail(self, store: Sessions, times: int, now: datetime = NOW) -> list[bool]:
        rested = []
        for _ in range(times):
            with transaction(store) as session:
                rested.append(note_failure(session, "rt", now, 1.0))
        return rested

    def test_a_failing_helpdesk_rests_and_is_tried_with_one_row(self, store: Sessions) -> None:
        write(store, "T-1", "T-2", "T-3")
        assert self.fail(store, TRIP_AFTER) == [False] * (TRIP_AFTER - 1) + [True]
        assert claim(store) == []
        later = NOW + timedelta(seconds=31)
        assert len(claim(store, later)) == 1
        with transaction(store) as session:
            note_answer(session, "rt")
        assert len(claim(store, later)) == 2

    def test_another_helpdesk_is_not_concerned(self, sqlite_store: Sessions) -> None:
        write(sqlite_store, "T-1")
        write(sqlite_store, "T-1", target="crm")
        self.fail(sqlite_store, TRIP_AFTER)
        assert len(claim(sqlite_store, target="crm")) == 1

    def test_it_rests_longer_each_time_and_never_for_ever(self, sqlite_store: Sessions) -> None:
        write(sqlite_store, "T-1")
        rests = []
        for _ in range(TRIP_AFTER + 40):
            self.fail(sqlite_store, 1)
            with sqlite_store() as session:
                until = session.get_one(OutboxTarget, "rt").closed_until
            rests.append(timedelta() if until is None else until - NOW)
        assert rests == sorted(rests) and rests[-1] == LONGEST_REST


class TestOperators:
    def dead(self, store: Sessions, subject: str = "T-1") -> int:
        (row_id,) = write(store, subject)
        held = next(c for c in claim(store) if c.id == row_id)
        with transaction(store) as session:
            bury(session, held, "POST answered 400")
        return row_id

    def test_a_dead_letter_is_tried_again_as_one_that_may_be_there(self, store: Sessions) -> None:
        row_id = self.dead(store)
        with transaction(store) as session:
            assert [dead.id for dead in list_rows(session)] == [row_id]
            retry_row(session, row_id, NOW)
        assert [(c.id, c.attempts) for c in claim(store)] == [(row_id, 2)]

    def test_all_dead_letters_of_a_helpdesk_are_tried_again(self, store: Sessions) -> None:
        ids = [self.dead(store, f"T-{n}") for n in range(3)]
        with transaction(store) as session:
            assert retry_dead(session, "crm", NOW) == 0
            assert retry_dead(session, "rt", NOW) == 3
        assert [c.id for c in claim(store)] == ids

    def test_a_row_is_discarded_with_a_reason_and_stays_for_the_record(self, store: Sessions) -> None:
        row_id = self.dead(store)
        with transaction(store) as session, pytest.raises(OutboxError, match="why"):
            discard_row(session, row_id, "  ", NOW)
        with transaction(store) as session:
            discard_row(session, row_id, "told them by phone", NOW)
        gone = row(store, row_id)
        assert (gone.status, gone.reason, gone.payload) == ("discarded", "told them by phone", {})
        with transaction(store) as session, pytest.raises(OutboxError, match="discarded"):
            retry_row(session, row_id, NOW)
        assert claim(store) == []

    def test_a_row_on_its_way_is_left_alone(self, store: Sessions) -> None:
        (row_id,) = write(store, "T-1")
        claim(store)
        with transaction(store) as session, pytest.raises(OutboxError, match="being delivered"):
            retry_row(session, row_id, NOW)
        with transaction(store) as session, pytest.raises(OutboxError, match="being delivered"):
            discard_row(session, row_id, "no use", NOW)
        with transaction(store) as session, pytest.raises(OutboxError, match="no row"):
            retry_row(session, row_id + 1, NOW)

    def test_what_was_written_without_a_helpdesk_is_given_to_one(self, store: Sessions) -> None:
        (row_id,) = write(store, "T-1", target=None)
        assert claim(store) == []
        with transaction(store) as session:
            assert assign_rows(session, "rt", NOW) == 1
        assert [c.id for c in claim(store)] == [row_id]

    def test_how_the_helpdesks_do(self, store: Sessions) -> None:
        self.dead(store)
        write(store, "T-7", "T-8")
        write(store, "T-9", target=None)
        with transaction(store) as session:
            for _ in range(TRIP_AFTER):
                note_failure(session, "rt", NOW, 1.0)
        with store() as session:
            health = target_health(session, ["rt", "crm"], NOW)
        assert [(one.target, one.state, one.pending, one.dead) for one in health] == [
            ("crm", "new", 0, 0),
            ("rt", "resting", 2, 1),
            (None, "new", 1, 0),
        ]
        assert health[1].rests_until is not None and health[1].oldest == NOW
