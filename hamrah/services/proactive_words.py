"""How a message that is sent unasked reads: its words in a language, its buttons, and the product that it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hamrah.crm.catalogue import Category
from hamrah.crm.offers import Offer
from hamrah.language.formatting import format_date, format_list, format_money, isolate_for
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.catalogue import price_range, product_about, product_name
from hamrah.services.offer_eligibility import category_codes
from hamrah.services.proactive_rules import KindName, message_rules
from hamrah.services.proactive_subjects import Amount, Facts
from hamrah.services.product_views import ProductView
from hamrah.services.transcripts import Said


@dataclass(frozen=True)
class Writer:
    """Writes in one language, as of one moment."""

    texts: TextCatalogue
    language: str
    now: datetime

    def message(self, kind: KindName, facts: Facts, product: ProductView | None, said_as: str | None = None) -> Said:
        """The message of a kind, in the words of that name, or of `said_as` where the kind has several."""
        values = {name: self.value(value) for name, value in facts.values.items()}
        if product is not None:
            values["product"] = self.value(product_name(product, self.language))
        key = f"utter_message_{said_as or kind}"
        return Said(
            author="bot",
            text=self.text(key, values),
            language=self.language,
            buttons=self.buttons(kind, facts, product),
            cards=[] if product is None else [self._card(product)],
            key=key,
            values=values,
        )

    def text(self, key: str, values: Mapping[str, str]) -> str:
        """A response with its values, which are written already."""
        return self.texts.message(self.language, key)[0].format(**values)

    def value(self, value: Any) -> str:
        """A value as the language writes it, kept apart from text of the other direction."""
        if isinstance(value, Amount):
            text = format_money(value.minor, value.currency, self.language)
        elif isinstance(value, datetime):
            text = format_date(value, self.language, self.now)
        else:
            text = str(value)
        return isolate_for(text, self.language)

    def deal(self, offer: Offer, categories: Mapping[str, Category]) -> str:
        """What an offer gives: in its own words, else in words made of its figures."""
        own = offer.texts.get(self.language)
        if own is not None:
            return str(own)
        names = [categories[code].names for code in category_codes(offer) if code in categories]
        listed = format_list([str(name.get(self.language) or name.get("en")) for name in names], self.language)
        values = {"percent": self.value(offer.percent), "categories": self.value(listed)}
        deal = self.text("utter_message_deal_categories" if names else "utter_message_deal_all", values)
        if not offer.min_total_minor:
            return deal
        minimum = self.value(Amount(offer.min_total_minor, offer.currency))
        return self.text("utter_message_deal_minimum", {"deal": deal, "minimum": minimum})

    def buttons(self, kind: KindName, facts: Facts, product: ProductView | None) -> list[dict[str, Any]]:
        """What can be done about it, and to hear no more of such things. At most three: no app shows more."""
        found = {
            "order_delayed": ("message_complain", "report_issue", {"order_number": facts.order, "issue_type": "late"}),
            "order_delivered": ("message_problem", "report_issue", {"order_number": facts.order}),
            "ticket_answered": ("message_ticket", "ticket_status", {"ticket_number": facts.ticket}),
            "points_expiring": ("message_offers", "ask_offers", {}),
        }.get(kind)
        if kind == "win_back":
            found = (
                ("message_offers", "ask_offers", {}) if product is None else ("message_more", "recommend_products", {})
            )
        if kind == "time_to_buy_again" and facts.order is not None:
            found = ("message_again", "reorder", {"order_number": facts.order})
        shown = [] if found is None else [self._button(*found)]
        purpose = message_rules().kinds[kind].consent
        return [*shown, self._button("message_none", "opt_out_marketing", {"purpose": purpose})]

    def _button(self, title: str, intent: str, entities: Mapping[str, Any]) -> dict[str, Any]:
        payload = {"intent": intent, "entities": dict(entities)}
        return {"title": self.texts.button(self.language, title), "payload": payload}

    def _card(self, product: ProductView) -> dict[str, Any]:
        low, high, currency = price_range(product)
        prices: Sequence[int] = [low] if low == high else [low, high]
        color = next((variant.color for variant in product.variants if variant.color), None)
        return {
            "sku": product.sku,
            "title": product_name(product, self.language),
            "subtitle": product_about(product, self.language),
            "price": " – ".join(self.value(Amount(price, currency)) for price in prices),
            "picture": f"/pictures/{product.sku}/{color or 'plain'}.svg",
            "url": f"/shop/#/product/{product.sku}",
            "note": None,
            "buttons": [self._button("in_stock", "check_availability", {"sku": product.sku})],
        }
