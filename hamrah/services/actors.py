"""Who acts on a ticket or a conversation from the shop's side: a member of staff, an outside helpdesk, the system."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.operations import Staff
from hamrah.services.identity import Principal
from hamrah.services.refusal import Refusal

MANAGER = "manager"


@dataclass(frozen=True)
class Actor:
    """One who acts for the shop. `name` is what histories carry: `staff:3`, `helpdesk:rt`, `system`."""

    name: str
    staff_id: int | None = None
    role: str | None = None
    branch_id: int | None = None

    @property
    def serves_all(self) -> bool:
        """Whether everything is this actor's business: managers', helpdesks', the system's."""
        return self.staff_id is None or self.role == MANAGER

    def may_serve(self, branch_id: int | None) -> bool:
        """Whether what belongs to a branch (None: to no branch, which is everybody's) is this actor's business."""
        return self.serves_all or branch_id is None or self.branch_id == branch_id


SYSTEM = Actor("system")


def staff_member(session: Session, email: str) -> Actor:
    """The member of staff of an e-mail address. Raises `Refusal` where there is none, or one who has left."""
    row = staff_by_email(session, email)
    if row is None:
        raise Refusal("utter_staff_unknown")
    return actor_of(row)


def staff_by_email(session: Session, email: str) -> Staff | None:
    """The row of the member of staff of an e-mail address, None where there is none, or one who has left."""
    return session.scalar(select(Staff).where(Staff.email == email.strip().lower(), Staff.active))


def acting_staff(session: Session, principal: Principal) -> Actor:
    """The member of staff who speaks. Raises `Refusal` for all others, in the words for what is not ours to answer."""
    row = None if principal.staff_id is None else session.get(Staff, principal.staff_id)
    if row is None or not row.active:
        raise Refusal("utter_out_of_scope")
    return actor_of(row)


def helpdesk(target: str) -> Actor:
    """The outside helpdesk of a name, as one who acts."""
    return Actor(f"helpdesk:{target}")


def actor_of(row: Staff) -> Actor:
    """A member of staff as one who acts."""
    return Actor(f"staff:{row.id}", row.id, row.role, row.branch_id)
