"""What is computed before the bot serves a store whose tables were changed since its last night."""

import pytest
from sqlalchemy import func, select

from hamrah import bootstrap
from hamrah.cli.preparing import compute_what_is_missing
from hamrah.crm.engine import Sessions
from hamrah.crm.recommendations import ModelRun
from hamrah.crm.segments import WorthRun


def test_a_store_without_suggestions_and_segments_gets_them_once(
    sqlite_store: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "sessions", lambda: sqlite_store)
    for _ in range(2):
        compute_what_is_missing()
        with sqlite_store() as session:
            assert session.scalar(select(func.count()).select_from(ModelRun).where(ModelRun.current)) == 1
            assert session.scalar(select(func.count()).select_from(ModelRun)) == 1
            assert session.scalar(select(func.count()).select_from(WorthRun)) == 1
