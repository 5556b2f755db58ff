"""What is looked up for each of many rows has an index: without one it holds everybody's writing up."""

from pathlib import Path

from sqlalchemy import Engine, String, cast, exists, select, text
from sqlalchemy.dialects import sqlite

from hamrah.crm.engine import open_engine
from hamrah.crm.migrate import migrate
from hamrah.crm.orders import Order
from hamrah.crm.satisfaction import SurveyInvitation


def test_whether_somebody_was_asked_about_an_order_is_looked_up(tmp_path: Path) -> None:
    engine: Engine = open_engine(f"sqlite:///{tmp_path}/shop.db")
    migrate(engine)
    about = SurveyInvitation.subject_type == "order", SurveyInvitation.subject_id == cast(Order.id, String)
    query = select(Order.id).where(~exists().where(*about))
    written = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        plan = [row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {written}"))]
    engine.dispose()
    assert any("ix_survey_invitations_subject" in step for step in plan), plan
