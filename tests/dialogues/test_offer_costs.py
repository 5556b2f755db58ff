"""What a manager is told of an offer's cost before the yes does not contradict itself."""

import asyncio
import re

import pytest

from tests.dialogues.stage import MANAGER, Stage, plain

pytestmark = pytest.mark.trained

RANGE = re.compile(r"Expected cost: Rs [\d,]+ \(between Rs [\d,]+ and Rs ([\d,]+)\)")
MOST = re.compile(r"Were everything .*: Rs ([\d,]+)\.")


@pytest.mark.parametrize(
    "asked",
    [
        "create an offer of 15% for loyal customers in Lahore on shoes for 7 days",
        "create an offer of 10% for loyal customers for 3 days with a budget of 50000",
        "create an offer of 10% for loyal customers for 200 days with a budget of 5000000",
    ],
)
def test_no_most_is_said_below_what_may_be_expected(stage: Stage, loop: asyncio.AbstractEventLoop, asked: str) -> None:
    stage.set_up()
    said = "\n".join(
        plain(reply.text) for reply in loop.run_until_complete(stage.door.say(stage.enter(f"staff:{MANAGER}"), asked))
    )
    expected, most = RANGE.search(said), MOST.search(said)
    assert expected is not None, said
    assert most is None or _rupees(most) >= _rupees(expected), said
    assert (most is not None) == ("200 days" in asked), said


def _rupees(found: re.Match[str]) -> int:
    return int(found[1].replace(",", ""))
