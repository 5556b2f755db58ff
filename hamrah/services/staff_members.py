"""Who works for the shop: taken in, and let go. Whoever is let go is out everywhere at once."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch
from hamrah.crm.operations import Staff
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.actors import MANAGER, staff_member
from hamrah.services.audit import by_staff, note_deed
from hamrah.services.handover import give_back, held_by
from hamrah.services.refusal import Refusal
from hamrah.services.roles import MAY
from hamrah.services.staff_sign_in import sign_out


def take_in(session: Session, email: str, name: str, role: str, branch: str | None) -> None:
    """Take a member of staff in, or back; they sign in once they have a password. `branch` is a code.

    Raises `Refusal` for a role that is none, a branch that is not there or missing for who is no manager, and for an
    e-mail of somebody who works here already.
    """
    if role not in MAY:
        raise Refusal("utter_staff_role_unknown", roles=", ".join(MAY))
    codes = dict(session.execute(select(Branch.code, Branch.id).order_by(Branch.code)).tuples().all())
    if branch not in codes and not (branch is None and role == MANAGER):
        raise Refusal("utter_staff_branch_unknown", branches=", ".join(codes))
    address = email.strip().lower()
    row = session.scalar(select(Staff).where(Staff.email == address))
    if row is not None and row.active:
        raise Refusal("utter_staff_there_already")
    if row is None:
        row = Staff(email=address)
        session.add(row)
    row.name, row.role, row.branch_id = " ".join(name.split()), role, None if branch is None else codes[branch]
    row.active, row.password_hash = True, None
    session.flush()
    note_deed(session, by_staff(None), "taken_in", ("staff", row.id))


def let_go(session: Session, texts: TextCatalogue, email: str) -> None:
    """Note that a member of staff works here no more: no password, session, app or chart of theirs opens anything.

    Conversations that they have go back to the bot. Their tickets stay theirs until somebody gives them to another.
    Raises `Refusal` for who does not work here.
    """
    actor = staff_member(session, email)
    row = session.get_one(Staff, actor.staff_id)
    for ticket in held_by(session, actor):
        # Also one whose ticket has become another branch's since they took it.
        give_back(session, replace(actor, role=MANAGER), texts, ticket.number)
    sign_out(session, row.id)
    row.active, row.password_hash = False, None
    note_deed(session, by_staff(None), "let_go", ("staff", row.id))
