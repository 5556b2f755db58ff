"""Which colleagues are meant by a name, a role or a sentence."""

from sqlalchemy import select

from hamrah.crm.operations import Staff
from hamrah.services.colleagues import colleagues_called, colleagues_in_role, colleagues_named

from .desk import desk, member
from .world import Shop

__all__ = ["desk"]


class TestColleagues:
    def test_by_name_in_either_script_and_with_a_slip(self, desk: Shop) -> None:
        with desk.writing() as session:
            for said in ("Sunita", "sunita", "سنیتا", "Suneeta"):
                assert [one.name for one in colleagues_named(session, [said])] == ["Sunita"], said
            assert colleagues_named(session, ["Kashif"]) == []

    def test_a_sentence_names_only_whom_it_spells(self, desk: Shop) -> None:
        with desk.writing() as session:
            session.add(Staff(name="Sunita Awan", email="awan@shop.example", role="agent"))
            session.flush()
            assert colleagues_named(session, ["give one to anybody in the queue"], spelt=True) == []
            both = colleagues_named(session, ["give it to Sunita"], spelt=True)
            assert {one.name for one in both} == {"Sunita", "Sunita Awan"}
            assert [one.name for one in colleagues_named(session, ["sunita awan ko do"], spelt=True)] == ["Sunita Awan"]

    def test_who_is_called_so_with_every_word(self, desk: Shop) -> None:
        with desk.writing() as session:
            session.add(Staff(name="Zubair Khosa", email="khosa@shop.example", role="agent"))
            session.flush()
            for said in ("Zubair", "Zubair's", "زبیر", "zubair khosa"):
                assert [one.name for one in colleagues_called(session, said)] == ["Zubair Khosa"], said
            assert colleagues_called(session, "Zubair Lohana") == [] == colleagues_called(session, "")

    def test_by_role_who_may_serve_the_branch(self, desk: Shop) -> None:
        with desk.reading() as session:
            lahore = member(session, "farhan").branch_id
            karachi = member(session, "rameez").branch_id
            assert [one.name for one in colleagues_in_role(session, "branch_manager", lahore)] == ["Farhan"]
            assert colleagues_in_role(session, "branch_manager", karachi) == []

    def test_who_has_left_is_nobody(self, desk: Shop) -> None:
        with desk.writing() as session:
            session.scalars(select(Staff).where(Staff.name == "Sunita")).one().active = False
        with desk.reading() as session:
            assert colleagues_named(session, ["Sunita"]) == []
