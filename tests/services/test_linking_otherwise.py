"""Whose an account is where its number does not tell: proven by an order or a contact that is shared."""

import pytest
from sqlalchemy import select

from hamrah.crm.channels import ChannelAccount
from hamrah.services.identity import who_speaks
from hamrah.services.linking import link_by_order, share_contact

from .linked import AYESHAS, NOBODYS, SHARED, drop_phone, expected, links, write
from .world import Shop, place_order


class TestAFamilyOnOneNumber:
    def prove(self, shop: Shop, number: str) -> bool:
        sender_id, _ = write(shop, "1", SHARED)
        with shop.writing() as session:
            return link_by_order(session, who_speaks(session, sender_id), number)

    @pytest.fixture
    def family(self, shop: Shop) -> Shop:
        with shop.writing() as session:
            place_order(session, shop.ids["daud"], "1001", {"H-1-1": 1})
            place_order(session, shop.ids["maryam"], "1002", {"H-1-1": 1})
            place_order(session, shop.ids["bilal"], "1003", {"H-1-1": 1})
        return shop

    def test_an_order_of_theirs_tells_who_of_them_writes(self, family: Shop) -> None:
        assert self.prove(family, "#1002")
        assert write(family, "1", SHARED) == (expected(family, "maryam"), family.ids["maryam"])
        assert write(family, "1", SHARED)[1] == family.ids["maryam"]
        assert links(family) == [(family.ids["maryam"], "order", None, None)]

    def test_somebody_elses_order_tells_nothing(self, family: Shop) -> None:
        assert not self.prove(family, "1003")
        assert not self.prove(family, "9999")
        assert write(family, "1", SHARED)[1] is None

    def test_guessing_ends_after_five_tries(self, family: Shop) -> None:
        assert [self.prove(family, str(number)) for number in range(2000, 2005)] == [False] * 5
        assert not self.prove(family, "1001")

    def test_it_ends_when_the_number_leaves_the_file(self, family: Shop) -> None:
        self.prove(family, "1002")
        write(family, "1", SHARED)
        drop_phone(family, "maryam", SHARED)
        assert write(family, "1", SHARED)[1] == family.ids["daud"], "now it is his alone"

    def test_an_order_of_the_website_links_nobody(self, family: Shop) -> None:
        with family.writing() as session:
            assert not link_by_order(session, family.who("guest"), "1001")


class TestAContactShared:
    def test_the_own_number_links(self, shop: Shop) -> None:
        assert write(shop, "77", None, "telegram")[1] is None
        assert self.share(shop, AYESHAS)
        assert write(shop, "77", None, "telegram") == (expected(shop, "ayesha"), shop.ids["ayesha"])
        assert links(shop) == [(shop.ids["ayesha"], "contact", None, None)]

    @pytest.mark.parametrize("phone", [SHARED, NOBODYS])
    def test_one_that_is_shared_or_unknown_links_nobody(self, sqlite_shop: Shop, phone: str) -> None:
        write(sqlite_shop, "77", None, "telegram")
        assert not self.share(sqlite_shop, phone)
        assert write(sqlite_shop, "77", None, "telegram")[1] is None

    def share(self, shop: Shop, phone: str) -> bool:
        with shop.writing() as session:
            account = session.scalars(select(ChannelAccount)).one()
            return share_contact(session, account, phone)
