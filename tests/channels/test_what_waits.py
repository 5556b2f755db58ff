"""What waits until somebody writes in an app goes out once it is known who they are, and to nobody else."""

import pytest
from sqlalchemy import delete, select, update

from hamrah.crm.channels import Delivery
from hamrah.crm.customers import ContactPoint
from tests.channels.apps import Apps, Person
from tests.channels.test_one_customer import apps, phone_of

__all__ = ["apps"]
pytestmark = pytest.mark.trained
WAITS = "Your refund goes to the account ending in 1234"


def hold(person: Person) -> None:
    """Have an answer wait for a person until they write, as after a day."""
    from hamrah.bootstrap import sessions
    from hamrah.crm.engine import transaction
    from hamrah.services.transcripts import Said, write_down

    with transaction(sessions()) as session:
        said = write_down(session, person.account().sender_id, Said("staff", WAITS, "en"))
        session.execute(update(Delivery).where(Delivery.message_id == said.id).values(status="held"))


def test_who_is_known_reads_it_before_the_answer(apps: Apps) -> None:
    ayesha = apps.person("whatsapp", "923005", phone_of("ayesha@example.com"))
    ayesha.say("salam")
    hold(ayesha)
    told = [one.text for one in ayesha.say("salam")]
    assert told[0] == WAITS and len(told) > 1


def test_the_next_owner_of_the_number_does_not(apps: Apps) -> None:
    from hamrah.bootstrap import sessions
    from hamrah.crm.engine import transaction

    phone = phone_of("ayesha@example.com")
    person = apps.person("whatsapp", "923006", phone)
    person.say("salam")
    hold(person)
    with transaction(sessions()) as session:
        session.execute(delete(ContactPoint).where(ContactPoint.value == phone))
    told = [one.text for one in person.say("salam")]
    assert told and WAITS not in told
    with sessions()() as session:
        assert session.scalars(select(Delivery.error).where(Delivery.error == "link_ended")).all() == ["link_ended"]
