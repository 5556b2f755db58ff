"""What each role of the shop's people may see and do: the one table of it. Use cases ask `require`."""

from collections.abc import Mapping
from enum import StrEnum

from hamrah.services.actors import MANAGER, Actor
from hamrah.services.refusal import Refusal

AGENT, BRANCH_MANAGER = "agent", "branch_manager"


class Deed(StrEnum):
    """Something that not everybody may do. Whose branch it is, is a second question (`Actor.may_serve`)."""

    FIND_CUSTOMERS = "find_customers"
    SEE_CONTACTS = "see_contacts"
    WORK_ON_TICKETS = "work_on_tickets"
    ASSIGN_TO_OTHERS = "assign_to_others"
    SEE_SATISFACTION = "see_satisfaction"
    SEE_SALES = "see_sales"
    SEE_SEGMENTS = "see_segments"
    SEE_AT_RISK = "see_at_risk"
    MAKE_OFFERS = "make_offers"


_AGENTS = frozenset({Deed.FIND_CUSTOMERS, Deed.WORK_ON_TICKETS, Deed.SEE_SATISFACTION, Deed.SEE_AT_RISK})
_BRANCH_MANAGERS = _AGENTS | {Deed.SEE_CONTACTS, Deed.ASSIGN_TO_OTHERS, Deed.SEE_SALES, Deed.SEE_SEGMENTS}
MAY: Mapping[str, frozenset[Deed]] = {
    AGENT: _AGENTS,
    BRANCH_MANAGER: _BRANCH_MANAGERS,
    MANAGER: _BRANCH_MANAGERS | {Deed.MAKE_OFFERS},
}


def may(actor: Actor, deed: Deed) -> bool:
    """Whether an actor's role allows a deed; the system and helpdesks have no role and are not asked."""
    return actor.staff_id is None or deed in MAY.get(actor.role or "", frozenset())


def require(actor: Actor, deed: Deed) -> None:
    """Raises `Refusal` where the actor's role does not allow a deed."""
    if not may(actor, deed):
        raise Refusal("utter_not_your_role")
