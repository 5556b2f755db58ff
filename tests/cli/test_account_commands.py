"""`hamrah accounts`: what the shop's people see and undo, and that a mistake is one line."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hamrah.crm.channels import ChannelAccount, ChannelLink
from hamrah.crm.customers import Customer
from hamrah.crm.engine import open_engine, open_sessions, transaction
from hamrah.crm.operations import Staff

from .conftest import Run, one_line

THEN = datetime(2026, 1, 5, 7, tzinfo=UTC)
AS = ("--as", "nighat@shop.example")


@pytest.fixture
def desk(hamrah: Run, tmp_path: Path) -> Run:
    """A store with one account that is linked."""
    assert hamrah("migrate").returncode == 0
    with transaction(open_sessions(open_engine(f"sqlite:///{tmp_path / 'hamrah.db'}"))) as session:
        session.add(Staff(name="Nighat", email=AS[1], role="manager"))
        session.add(Staff(name="Sunita", email="sunita@shop.example", role="agent"))
        session.add(Customer(id=7, name="Ayesha", source="shop", external_ref="C-7", created_at=THEN))
        account = ChannelAccount(channel="whatsapp", address="923001234567", sender_id="own", created_at=THEN)
        session.add(account)
        session.flush()
        session.add(ChannelLink(account_id=account.id, customer_id=7, proof="phone", began_at=THEN))
    return hamrah


def test_a_link_is_listed_seen_and_undone(desk: Run) -> None:
    (row,) = json.loads(desk("accounts", "list", *AS, "--json").stdout)
    assert (row["whose"], row["channel"], row["address"], row["proof"]) == ("C-7", "whatsapp", "…567", "phone")
    shown = json.loads(desk("accounts", "show", "1", *AS, "--json").stdout)
    assert shown[0]["address"] == "923001234567"
    assert "C-7" in desk("accounts", "list", *AS, "--of", "C-7").stdout
    undone = desk("accounts", "undo", "1", *AS, "--reason", "She sold the phone")
    assert undone.stdout.startswith("link 1 is undone"), undone.stderr
    assert desk("accounts", "list", *AS).stdout.strip() == "no account is linked"
    assert "wrong" in desk("accounts", "list", *AS, "--all").stdout


def test_a_mistake_is_one_line(desk: Run) -> None:
    assert "9" in one_line(desk("accounts", "show", "9", *AS))
    assert "role" in one_line(desk("accounts", "undo", "1", "--as", "sunita@shop.example", "--reason", "why"))
    assert "why" in one_line(desk("accounts", "undo", "1", *AS, "--reason", " "))
