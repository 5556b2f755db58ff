"""The demo's staff, whose password its page shows to everybody, in a store that real customers came to."""

import pytest
from services.world import Shop

from hamrah.crm.operations import Staff
from hamrah.demo.people_rows import demo_hash
from hamrah.services.staff_sign_in import DEMO_PASSWORD, check_password, set_password
from hamrah.settings import settings

MANAGER = "nighat@example.com"
OWN = "a password of one's own"


@pytest.fixture
def seeded(shop: Shop) -> Shop:
    """The small shop with a manager of the demo."""
    with shop.writing() as session:
        session.add(Staff(email=MANAGER, name="Nighat", role="manager", active=True, password_hash=demo_hash()))
    return shop


def signs_in(shop: Shop, password: str) -> bool:
    with shop.reading() as session:
        return check_password(session, MANAGER, password) is not None


@pytest.mark.parametrize("demo", [True, False])
def test_the_demos_password_signs_in_to_the_demo_only(
    seeded: Shop, demo: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAMRAH_DEMO", str(demo).lower())
    settings.cache_clear()
    assert signs_in(seeded, DEMO_PASSWORD) is demo
    with seeded.writing() as session:
        set_password(session, MANAGER, DEMO_PASSWORD)
    assert signs_in(seeded, DEMO_PASSWORD) is demo
    with seeded.writing() as session:
        set_password(session, MANAGER, OWN)
    assert signs_in(seeded, OWN)
