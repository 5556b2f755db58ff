"""Files of reviews: columns by any of their names, bad lines counted, other encodings refused, again nothing new."""

import csv
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from hamrah.crm.engine import Sessions, transaction
from hamrah.crm.satisfaction import Review
from hamrah.integrations.import_report import ImportReport
from hamrah.integrations.reviews import import_reviews
from hamrah.language.strict_yaml import DataFileError
from hamrah.progress import silent
from tests.services.world import build

CSV = """id,platform,Author,customer,product,branch,rating,Review,date
1,Google,Sara,ayesha@example.com,K-1,LHR,1,"Kharab nikla,
dobara nahi",2026-01-03
2,Google,Ali,,NOPE,XX,5.0,<b>Zabardast</b>,2026-01-04T10:00:00+05:00
3,Google,Ali,,,,9,bad stars,2026-01-04
4,Google,Ali,,,,,no stars,2026-01-04
5,Google,too few
6,Google,Ali,,,,,,2026-01-04
7,Google,Ali,,,,5,no day,
"""


@pytest.fixture
def shop(store: Sessions) -> Sessions:
    with transaction(store) as session:
        build(session)
    return store


def run(shop: Sessions, tmp_path: Path, *files: Path) -> ImportReport:
    return import_reviews(shop, files, "file", tmp_path / "rejects.csv", silent)


def kept(shop: Sessions) -> list[Review]:
    with shop() as session:
        return list(session.scalars(select(Review).order_by(Review.id)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_good_lines_are_kept_and_bad_ones_counted_by_their_line(shop: Sessions, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "r.csv"
    file.write_text(CSV, encoding=encoding)
    report = run(shop, tmp_path, file)
    assert report.adds_up and (report.rows, report.kept, report.already) == (7, 3, 0)
    assert report.rejected == {
        "stars_not_1_to_5": 1,
        "wrong_number_of_columns": 1,
        "neither_text_nor_stars": 1,
        "no_date": 1,
    }
    assert report.made["reviews of known customers"] == 1
    assert (report.made["reviews of an unknown product"], report.made["reviews of an unknown branch"]) == (1, 1)
    with (tmp_path / "rejects.csv").open(encoding="utf-8") as rejects:
        assert [(row["file"], row["line"]) for row in csv.DictReader(rejects)] == [
            ("r.csv", line) for line in ("5", "7", "8", "9")
        ]
    assert [(row.source, row.stars, row.text) for row in kept(shop)] == [
        ("google", 1, "Kharab nikla,\ndobara nahi"),
        ("google", 5, "Zabardast"),
        ("google", None, "no stars"),
    ]
    again = run(shop, tmp_path, file)
    assert (again.kept, again.already) == (0, 3) and len(kept(shop)) == 3


def test_lines_of_json_need_no_id_to_be_known_again(shop: Sessions, tmp_path: Path) -> None:
    file = tmp_path / "r.jsonl"
    good = {"text": "ڈیلیوری بہت دیر سے آئی", "date": "2026-01-05", "type": "mention", "stars": 2}
    lines = [json.dumps(good), "{bad", "[1]", json.dumps({**good, "text": ["x"]}), "", json.dumps({**good, "stars": 3})]
    file.write_text("\n".join(lines), encoding="utf-8")
    report = run(shop, tmp_path, file)
    assert (report.rows, report.kept) == (5, 2)
    assert report.rejected == {"no_json_object": 2, "not_plain_text": 1}
    assert [(row.source, row.kind, row.language) for row in kept(shop)] == [("file", "mention", "ur")] * 2
    assert run(shop, tmp_path, file).already == 2


def test_half_an_emoji_and_a_day_that_is_none_are_told(shop: Sessions, tmp_path: Path) -> None:
    file = tmp_path / "r.jsonl"
    good = {"text": "bohat acha 👍", "at": "2026-01-05"}
    broken = [{**good, "text": "cut off \ud83d"}, {**good, "\udc4d": 1}]
    no_day = {**good, "at": "0001-01-01T00:00:00+05:00"}
    file.write_text("\n".join(map(json.dumps, [good, *broken, no_day])), encoding="utf-8")
    report = run(shop, tmp_path, file)
    assert (report.rows, report.kept) == (4, 1)
    assert report.rejected == {"broken_characters": 2, "unreadable_date": 1}
    assert [row.text for row in kept(shop)] == [good["text"]]


def test_the_longest_text(shop: Sessions, tmp_path: Path) -> None:
    file = tmp_path / "r.jsonl"
    lines = [json.dumps({"id": n, "text": "a" * n, "at": "2026-01-05"}) for n in (10_000, 10_001)]
    file.write_text("\n".join(lines), encoding="utf-8")
    report = run(shop, tmp_path, file)
    assert (report.kept, report.rejected) == (1, {"text_longer_than_10000": 1})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("r.csv", CSV.replace("Sara", "سارہ").encode("utf-16"), "not UTF-8"),
        ("r.csv", CSV.replace("Sara", "سارہ").encode("cp1256"), "line 2 is not UTF-8"),
        ("r.csv", CSV.encode("utf-16-le"), "zero bytes"),
        ("r.csv", b"id,words\n1,x\n", "names neither a column text nor stars"),
        ("r.csv", b"id,text\n1,x\n", "names no column at"),
        ("r.xlsx", b"PK", "must end in .csv or .jsonl"),
        ("r.jsonl", '{"text":"ا'.encode()[:-1], "ends within a character"),
    ],
)
def test_another_file_is_refused_before_anything_is_written(
    shop: Sessions, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    good, file = tmp_path / "good.csv", tmp_path / name
    good.write_text(CSV, encoding="utf-8")
    file.write_bytes(content)
    with pytest.raises(DataFileError, match=said) as error:
        run(shop, tmp_path, good, file)
    assert str(file) in str(error.value)
    assert kept(shop) == []
