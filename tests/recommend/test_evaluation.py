"""The measures, by hand; and the command, on files that are small, odd or wrong."""

import json
import math
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hamrah.cli.evaluate import evaluate as command
from hamrah.recommend import comparing
from hamrah.recommend.evaluation import Hits, evaluate
from hamrah.recommend.interactions import DataError, split
from hamrah.recommend.models.popularity import Popularity
from hamrah.recommend.scored import Scored, Session

from .shops import make_interactions, shop_rows

FIGURES = {
    *("recall@10", "recall@20", "ndcg@10", "hit_rate@10", "new_hit_rate@10", "coverage@10"),
    *("fit_s", "p50_ms", "p99_ms"),
}
MODELS = [
    *("popularity", "recent_popularity", "personal_repeat", "item_knn", "als", "ease", "tifu_knn", "hamrah"),
]


def test_the_measures_of_one_list() -> None:
    hits = Hits()
    hits.add([1, 2, 3, *range(100, 107), 4], {2, 4, 9, 10})
    recall_short, recall_long, ndcg, hit = hits.means()
    assert recall_short == 1 / 4
    assert recall_long == 2 / 4
    best = sum(1 / math.log2(place) for place in (2, 3, 4, 5))
    assert ndcg == pytest.approx(1 / math.log2(3) / best)
    assert hit == 1.0


def test_who_wanted_nothing_does_not_count() -> None:
    hits = Hits()
    hits.add([1], set())
    hits.add([2], {1})
    assert hits.customers == 1
    assert hits.means() == (0, 0, 0, 0)
    assert Hits().means() == (0, 0, 0, 0)


class OnlyTea(Popularity):
    """Always says item 0, and on the shelf of new things item 1."""

    name = "only_tea"

    def recommend(self, customer: int, n: int, session: Session = (), exclude_bought: bool = False) -> list[Scored]:
        return [Scored(int(exclude_bought), 1.0)]


def test_new_things_are_measured_on_their_own_list() -> None:
    """Ann buys tea again and rice for the first time, Bob tea again: tea is item 0, rice item 1."""
    rows = [("ann", "tea", 1, 1.0), ("cat", "rice", 2, 1.0), ("bob", "tea", 3, 1.0)]
    rows += [("ann", "tea", 4, 9.0), ("ann", "rice", 4, 9.0), ("bob", "tea", 5, 9.0)]
    seen = evaluate([OnlyTea()], split(make_interactions(rows), "last-basket"), 0, lambda *_: None)["only_tea"]
    assert seen.recall_10 == (0.5 + 1.0) / 2
    assert seen.new_hit_rate_10 == 1.0
    assert seen.new_recall_10 == 1.0
    assert seen.coverage_10 == 1 / 2


def run(*words: str) -> Result:
    return CliRunner().invoke(command, ["recommender", *words])


def written(folder: Path, rows: list[tuple[str, str, str, float]], header: str = "customer,item,basket,time") -> Path:
    path = folder / "shop.csv"
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")
    return path


def test_json_is_what_was_agreed(tmp_path: Path) -> None:
    done = run("--data", str(written(tmp_path, shop_rows())), "--json")
    assert done.exit_code == 0, done.output
    seen = json.loads(done.stdout)
    assert set(seen) == {"customers", "models"}
    assert seen["customers"] == 60
    assert list(seen["models"]) == MODELS
    for figures in seen["models"].values():
        assert set(figures) == FIGURES
        assert all(0 <= figures[name] <= 1 for name in FIGURES if "@" in name)


def test_a_table_names_all_models_and_what_the_fit_decided(tmp_path: Path) -> None:
    done = run("--data", str(written(tmp_path, shop_rows(20))), "--split", "date:1970-02-20")
    assert done.exit_code == 0, done.output
    assert all(name in done.stdout for name in MODELS)
    assert "reranker" in done.stdout


ODD = {
    "one row": [("a", "x", "1", 1.0)],
    "two baskets of one item": [("a", "x", "1", 1.0), ("a", "x", "2", 2.0)],
    "all at one time": [(f"c{n % 4}", f"i{n % 3}", f"b{n}", 5.0) for n in range(20)],
    "one item": [(f"c{n % 4}", "x", f"b{n}", float(n)) for n in range(20)],
    "nobody twice": [(f"c{n}", f"i{n % 3}", f"b{n}", float(n)) for n in range(20)],
    "one customer": [("c", f"i{random.Random(n).randrange(5)}", f"b{n}", float(n)) for n in range(20)],
}


@pytest.mark.parametrize("rows", ODD.values(), ids=list(ODD))
@pytest.mark.parametrize("how", ["last-basket", "date:1970-01-10"])
def test_odd_shops_are_no_error(tmp_path: Path, rows: list[tuple[str, str, str, float]], how: str) -> None:
    done = run("--data", str(written(tmp_path, rows)), "--split", how, "--json")
    assert done.exit_code == 0, done.output
    assert set(json.loads(done.stdout)["models"]) == set(MODELS)


def test_of_very_many_customers_some_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "MOST_TESTED", 7)
    done = run("--data", str(written(tmp_path, shop_rows(20))), "--json")
    assert json.loads(done.stdout)["customers"] == 7


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--split", "someday"], "someday is no split"),
        (["--split", "date:2010-13-01"], "2010-13-01 is no date"),
        (["--item", "nothing"], "has no column nothing"),
    ],
)
def test_what_cannot_be_done_is_one_line(tmp_path: Path, words: list[str], says: str) -> None:
    done = run("--data", str(written(tmp_path, shop_rows(5))), *words)
    assert isinstance(done.exception, DataError)
    assert says in str(done.exception)
    assert "\n" not in str(done.exception)
