"""What is back in stock: told to who asked for it, in what they asked for; a wish is lost to no chance."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ProactiveMessage
from hamrah.crm.conversations import Interaction
from hamrah.services.catalogue import get_product
from hamrah.services.refusal import Refusal
from hamrah.services.stock_wishes import WISHED, decline_wish

from .offering import allow
from .telling import HOUR, ask_for, be_known, count_stock, fates, lines, messages, noon, plan, tell
from .world import Shop, ago, place_order

__all__ = ["noon"]


@pytest.fixture(autouse=True)
def _nobody_is_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is held out is drawn from the customer's id; these tests are about those who are not."""
    monkeypatch.setattr("hamrah.services.proactive_sending.drawn_number", lambda what, subject: 0.999)


class TestBackInStock:
    def test_whoever_asked_is_told_without_consent_to_marketing(self, shop: Shop, noon: datetime) -> None:
        be_known(shop)
        count_stock(shop, "F-1-6", 0)
        assert ask_for(shop, "F-1", wish=True) and not ask_for(shop, "F-1", wish=True)
        assert plan(shop) == 0  # not back yet
        count_stock(shop, "F-1-6", 3)
        assert plan(shop) == 1 and plan(shop) == 0
        assert tell(shop, noon) == 1
        (line,) = lines(shop)
        assert line.extras["key"] == "utter_message_wished_back_in_stock" and "Nanhay cotton frock" in line.text
        assert line.extras["cards"][0]["sku"] == "F-1"

    def test_a_wish_that_was_told_can_be_kept_anew(self, sqlite_shop: Shop) -> None:
        be_known(sqlite_shop)
        ask_for(sqlite_shop, "F-1", wish=True)
        plan(sqlite_shop)
        with sqlite_shop.writing() as session:
            session.execute(update(ProactiveMessage).values(status="sent", sent_at=utc_now()))
        assert ask_for(sqlite_shop, "F-1", wish=True) and not ask_for(sqlite_shop, "F-1", wish=True)
        with sqlite_shop.writing() as session:
            wishes = select(Interaction).where(Interaction.kind == WISHED).order_by(Interaction.id.desc())
            session.scalars(wishes.limit(1)).one().at = utc_now() + timedelta(seconds=2)
        assert plan(sqlite_shop, utc_now() + HOUR) == 1

    def test_whoever_did_not_want_to_be_told_is_not(self, shop: Shop) -> None:
        be_known(shop)
        allow(shop)
        count_stock(shop, "F-1-6", 0)
        assert ask_for(shop, "F-1")
        with shop.writing() as session:
            product = get_product(session, "F-1")
            assert product is not None
            decline_wish(session, shop.who("ayesha"), product)
        count_stock(shop, "F-1-6", 3)
        assert plan(shop) == 0
        assert ask_for(shop, "F-1", wish=True)  # another time they do
        assert plan(shop) == 1

    def test_whoever_was_only_told_that_it_is_gone_must_have_allowed_it(self, shop: Shop, noon: datetime) -> None:
        for who in ("ayesha", "bilal"):
            be_known(shop, who)
        count_stock(shop, "F-1-6", 0)
        for who in ("ayesha", "bilal"):
            assert ask_for(shop, "F-1", who)
        allow(shop, "bilal")
        count_stock(shop, "F-1-6", 3)
        assert plan(shop) == 1 and tell(shop, noon) == 1
        assert lines(shop) == [] and lines(shop, "bilal")[0].extras["key"] == "utter_message_back_in_stock"

    def test_the_size_that_was_asked_for_is_what_must_be_back(self, sqlite_shop: Shop) -> None:
        be_known(sqlite_shop)
        count_stock(sqlite_shop, "K-1-YL", 0)
        assert ask_for(sqlite_shop, "K-1", size="large", wish=True)
        assert plan(sqlite_shop) == 0  # others of it lie there
        count_stock(sqlite_shop, "K-1-YL", 1)
        assert plan(sqlite_shop) == 1

    def test_a_size_that_is_gone_again_is_not_told_for_another_that_lies_there(
        self, shop: Shop, noon: datetime
    ) -> None:
        be_known(shop)
        ask_for(shop, "K-1", size="large", wish=True)
        assert plan(shop) == 1
        count_stock(shop, "K-1-YL", 0)
        assert tell(shop, noon) == 0
        assert fates(shop) == [("wished_back_in_stock", "dropped", "out_of_stock")]

    @pytest.mark.parametrize("why", ["out_of_stock", "too_late", "cap"])
    def test_a_wish_that_could_not_be_told_is_told_the_next_time(self, shop: Shop, noon: datetime, why: str) -> None:
        be_known(shop)
        ask_for(shop, "F-1", wish=True)
        assert plan(shop) == 1
        with shop.writing() as session:
            session.execute(update(ProactiveMessage).values(status="dropped", why=why))
        assert not ask_for(shop, "F-1", wish=True)  # it stands
        assert plan(shop, noon) == 1 and plan(shop, noon) == 0
        assert tell(shop, noon) == 1 and plan(shop, noon + HOUR) == 0

    @pytest.mark.parametrize("why", ["bought", "opted_out"])
    def test_a_wish_that_came_to_nothing_is_not_told_and_can_be_kept_anew(self, sqlite_shop: Shop, why: str) -> None:
        be_known(sqlite_shop)
        ask_for(sqlite_shop, "F-1", wish=True)
        plan(sqlite_shop)
        with sqlite_shop.writing() as session:
            session.execute(update(ProactiveMessage).values(status="dropped", why=why))
        assert plan(sqlite_shop) == 0
        assert ask_for(sqlite_shop, "F-1", wish=True) and not ask_for(sqlite_shop, "F-1", wish=True)

    def test_a_wish_that_lies_back_too_far_to_be_told_can_be_kept_anew(self, sqlite_shop: Shop) -> None:
        ask_for(sqlite_shop, "F-1", wish=True)
        with sqlite_shop.writing() as session:
            session.execute(update(Interaction).where(Interaction.kind == WISHED).values(at=ago(91)))
        assert ask_for(sqlite_shop, "F-1", wish=True)

    def test_each_size_that_was_wished_is_told_when_it_is_back(self, shop: Shop, noon: datetime) -> None:
        self.wish_two_sizes(shop)
        count_stock(shop, "K-1-YM", 1)
        assert plan(shop) == 1 and tell(shop, noon) == 1 and plan(shop, noon + HOUR) == 0
        count_stock(shop, "K-1-YL", 1)
        assert plan(shop, noon + HOUR) == 1 and tell(shop, noon + 2 * HOUR) == 1
        assert plan(shop, noon + 3 * HOUR) == 0 and len(lines(shop)) == 2

    def test_two_sizes_that_are_back_at_once_are_told_once(self, shop: Shop, noon: datetime) -> None:
        self.wish_two_sizes(shop)
        for sku in ("K-1-YM", "K-1-YL"):
            count_stock(shop, sku, 1)
        assert plan(shop) == 2 and tell(shop, noon) == 1
        assert sorted(str(why) for _, _, why in fates(shop)) == ["None", "told_already"]
        assert plan(shop, noon + HOUR) == 0 and tell(shop, noon + HOUR) == 0

    def test_the_size_that_is_gone_again_waits_though_the_other_is_told(
        self, sqlite_shop: Shop, noon: datetime
    ) -> None:
        self.wish_two_sizes(sqlite_shop)
        for sku in ("K-1-YM", "K-1-YL"):
            count_stock(sqlite_shop, sku, 1)
        assert plan(sqlite_shop) == 2
        count_stock(sqlite_shop, "K-1-YL", 0)
        assert tell(sqlite_shop, noon) == 1
        assert sorted(str(why) for _, _, why in fates(sqlite_shop)) == ["None", "out_of_stock"]
        count_stock(sqlite_shop, "K-1-YL", 1)
        assert plan(sqlite_shop, noon + HOUR) == 1 and tell(sqlite_shop, noon + HOUR) == 1

    def test_one_wish_for_several_is_told_once_whichever_comes_back_first(
        self, sqlite_shop: Shop, noon: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        be_known(sqlite_shop)
        for sku in ("K-1-YM", "K-1-YL", "K-1-GM"):
            count_stock(sqlite_shop, sku, 0)
        ticks = count(1)  # a second goes by between any two rows
        monkeypatch.setattr("hamrah.services.identity.utc_now", lambda: ago(1) + timedelta(seconds=next(ticks)))
        assert ask_for(sqlite_shop, "K-1", wish=True)
        count_stock(sqlite_shop, "K-1-YM", 1)
        assert plan(sqlite_shop) == 1 and tell(sqlite_shop, noon) == 1
        for sku in ("K-1-YL", "K-1-GM"):
            count_stock(sqlite_shop, sku, 1)
        assert plan(sqlite_shop, noon + HOUR) == 0

    def wish_two_sizes(self, shop: Shop) -> None:
        """Ayesha asks for the large one and two hours later for the medium one; neither lies anywhere."""
        be_known(shop)
        for sku in ("K-1-YM", "K-1-YL", "K-1-GM"):
            count_stock(shop, sku, 0)
        assert ask_for(shop, "K-1", size="large", wish=True)
        with shop.writing() as session:
            session.execute(update(Interaction).values(at=ago(0.1)))
        assert ask_for(shop, "K-1", size="medium", wish=True)

    def test_what_was_bought_before_it_was_wished_keeps_nothing_back(self, shop: Shop, noon: datetime) -> None:
        be_known(shop)
        with shop.writing() as session:
            place_order(
                session, shop.ids["ayesha"], "1", {"K-1-YM": 1}, days_ago=0.0001
            )  # the same day but at midnight
        count_stock(shop, "K-1-YL", 0)
        assert ask_for(shop, "K-1", size="large", wish=True)
        count_stock(shop, "K-1-YL", 1)
        assert plan(shop) == 1 and tell(shop, noon) == 1

    def test_a_wish_over_the_cap_waits_until_the_cap_ends(self, shop: Shop, noon: datetime) -> None:
        be_known(shop)
        for sku in ("F-1", "H-1", "K-1"):
            ask_for(shop, sku, wish=True)
        assert plan(shop) == 3 and tell(shop, noon) == 3
        ask_for(shop, "B-1", wish=True)
        assert plan(shop, noon + HOUR) == 1 and tell(shop, noon + HOUR) == 0
        assert plan(shop, noon + 2 * HOUR) == 0  # not each time that it is looked for
        (row,) = [one for one in messages(shop) if one.status != "sent"]
        assert (row.status, row.due_at) == ("planned", noon + timedelta(days=7))
        assert tell(shop, noon + timedelta(days=6, hours=23)) == 0
        assert tell(shop, noon + timedelta(days=7, minutes=1)) == 1

    def test_nothing_can_come_back_in_a_size_that_is_not_made(self, sqlite_shop: Shop) -> None:
        assert not ask_for(sqlite_shop, "K-1", size="9")

    def test_what_is_gone_again_or_bought_meanwhile_is_not_told(self, sqlite_shop: Shop, noon: datetime) -> None:
        for who in ("ayesha", "bilal"):
            be_known(sqlite_shop, who)
        for sku in ("F-1", "H-1"):
            ask_for(sqlite_shop, sku, "ayesha" if sku == "F-1" else "bilal", wish=True)
        assert plan(sqlite_shop) == 2
        count_stock(sqlite_shop, "F-1-6", 0)
        with sqlite_shop.writing() as session:
            place_order(session, sqlite_shop.ids["bilal"], "1", {"H-1-1": 1}, days_ago=0)
        assert tell(sqlite_shop, noon) == 0
        assert sorted(str(why) for _, _, why in fates(sqlite_shop)) == ["bought", "out_of_stock"]

    def test_a_guest_must_say_who_they_are_and_what_a_guest_was_told_goes_along(self, sqlite_shop: Shop) -> None:
        with pytest.raises(Refusal, match="utter_identify_first"):
            ask_for(sqlite_shop, "F-1", "guest", wish=True)
