"""`hamrah offers`: what it prints, that nothing is written without a yes, and that a mistake is one line."""

import json

from .conftest import Run, one_line


def test_offers_are_made_listed_and_reported(hamrah: Run) -> None:
    assert hamrah("migrate").returncode == 0
    assert "no offer yet" in hamrah("offers", "list").stdout
    assert hamrah("seed", "--customers", "60", "--orders", "300").returncode == 0
    wish = ("offers", "make", "--code", "try10", "--percent", "10", "--from", "2026-01-05", "--until", "2026-01-30")
    unsure = hamrah(*wish, stdin="n\n")
    assert "cost, were all with it" in unsure.stdout and "nothing was written" in unsure.stdout
    assert "TRY10" not in hamrah("offers", "list").stdout
    made = hamrah(*wish, "--holdout", "0.2", "--budget", "5000", "--tell", "3/14", "--category", "kurta", "--yes")
    assert made.returncode == 0, made.stderr
    assert "the offer TRY10 is made" in made.stdout
    listed = {offer["code"]: offer for offer in json.loads(hamrah("offers", "list", "--json").stdout)}
    kept = listed["TRY10"]
    assert (kept["starts_at"], kept["ends_at"]) == ("2026-01-04T19:00:00+00:00", "2026-01-30T19:00:00+00:00")
    assert (kept["budget_minor"], kept["tell_times"], kept["tell_days"]) == (500000, 3, 14)
    assert kept["categories"] == {"codes": ["kurta"]}
    assert "2026-01-05 to 2026-01-30" in hamrah("offers", "list").stdout

    told = json.loads(hamrah("offers", "report", "try10", "--json").stdout)
    assert (
        told["reach"]["treatment"] + told["reach"]["control"]
        == told["groups"]["treatment"]["customers"] + (told["groups"]["control"]["customers"])
    )
    assert "no effect shown" in hamrah("offers", "report", "TRY10").stdout
    assert "nobody is held out" in hamrah("offers", "report", "WINTER20").stdout


def test_a_mistake_is_one_line(hamrah: Run) -> None:
    hamrah("migrate")
    wish = ("offers", "make", "--percent", "10", "--from", "2026-01-05", "--until", "2026-01-30", "--yes")
    assert "no segment 'asleep'" in one_line(hamrah(*wish, "--code", "BACK15", "--segment", "asleep"))
    assert "TIMES/DAYS" in one_line(hamrah(*wish, "--code", "BACK15", "--tell", "often"))
    assert "capital letters" in one_line(hamrah(*wish, "--code", "B"))
    assert "no offer 'NONE'" in one_line(hamrah("offers", "report", "NONE"))
