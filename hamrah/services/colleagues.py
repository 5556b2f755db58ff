"""The shop's people as others speak of them: by name, in any script, or by role."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.operations import Staff
from hamrah.language.normalise import words_of
from hamrah.language.sound import sound
from hamrah.services.actors import Actor
from hamrah.services.customer_names import words_of_name

SHORTEST = 2
"""So many sounds a word has at least that is compared with a name by its sound."""


def colleagues_named(session: Session, said: Sequence[str], *, spelt: bool = False) -> list[Staff]:
    """Those who work here and whose name fits words best ("Sunita", "سنیتا", "Sunita Masih"); none, one or several.

    With `spelt` the words are any sentence: a word in Latin letters must be the name as it is written, and one in
    Urdu letters must sound like it and be long enough not to do so by chance.
    """
    spoken = {word for one in said for word in words_of(one)}
    heard = {sound(word) for word in spoken if not spelt or (not word.isascii() and len(sound(word)) > SHORTEST)}
    scored = [(_fit(member.name, spoken, heard), member) for member in _working(session)]
    best = max((fit for fit, _ in scored), default=0)
    return [member for fit, member in scored if best and fit == best]


def colleagues_called(session: Session, name: str) -> list[Staff]:
    """Those who work here and are called so with every word ("Sunita", not "Sunita Lohana" for Sunita Masih)."""
    return [member for member in _working(session) if is_called(member.name, name)]


def is_called(name: str, said: str) -> bool:
    """Whether each word of a name that was said is one of a full name, as it is written or by its sound."""
    parts, words = words_of_name(name), words_of_name(said)
    sounds = {sound(part) for part in parts if len(sound(part)) >= SHORTEST}
    return bool(words) and all(word in parts or sound(word) in sounds for word in words)


def colleagues_in_role(session: Session, role: str, branch_id: int | None) -> list[Staff]:
    """Those of a role who may serve a branch (None: what belongs to none)."""
    found = [member for member in _working(session) if member.role == role]
    return [member for member in found if Actor("", member.id, member.role, member.branch_id).may_serve(branch_id)]


def _working(session: Session) -> Sequence[Staff]:
    return session.scalars(select(Staff).where(Staff.active).order_by(Staff.name)).all()


def _fit(name: str, spoken: set[str], heard: set[str]) -> int:
    """How many parts of a name were said; what is spelt as it is written counts more."""
    parts = words_of(name)
    spelt = sum(part in spoken for part in parts)
    alike = sum(len(key) >= SHORTEST and key in heard for key in map(sound, parts))
    return 2 * spelt + alike
