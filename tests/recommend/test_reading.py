"""Files of other shops: their columns, their times, and what is wrong with them in one line."""

import gzip
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hamrah.recommend.comparing import NOBODY_TESTED, compare
from hamrah.recommend.evaluation import silent
from hamrah.recommend.interactions import DataError, Interactions
from hamrah.recommend.reading import read_interactions
from hamrah.recommend.times import read_days

CHRISTMAS_2010 = 14968.0


def written(folder: Path, text: str, name: str = "shop.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def triples(data: Interactions) -> set[tuple[str, str, float]]:
    """Customer, item and quantity of each row."""
    rows = zip(data.customers, data.items, data.quantities, strict=True)
    return {(data.customer_labels[c], data.item_labels[i], float(q)) for c, i, q in rows}


@pytest.mark.parametrize(
    "header",
    [
        "Customer ID,StockCode,Invoice,InvoiceDate,Quantity",
        "customer_id,product_id,basket_id,timestamp,quantity",
        "USER,ITEM,ORDER_ID,DATE,QTY",
        "household_key,sku,transaction,time,units",
    ],
)
def test_columns_are_known_by_their_usual_names(tmp_path: Path, header: str) -> None:
    path = written(tmp_path, f"{header}\n7,a,1,2010-12-25,2\n7,b,1,2010-12-25,1\n8,a,2,2010-12-26,1\n")
    data = read_interactions([path])
    assert triples(data) == {("7", "a", 2.0), ("7", "b", 1.0), ("8", "a", 1.0)}
    assert data.begin == CHRISTMAS_2010


def test_without_quantities_each_is_one_and_other_delimiters_are_read(tmp_path: Path) -> None:
    data = read_interactions([written(tmp_path, "customer;item;basket;time\n1;a;1;2010-12-25\n")])
    assert triples(data) == {("1", "a", 1.0)}


def test_a_date_goes_before_a_time_of_day(tmp_path: Path) -> None:
    path = written(tmp_path, "customer,item,basket,time,date\n1,a,1,23:59,2010-12-25\n")
    assert read_interactions([path]).begin == CHRISTMAS_2010


def test_a_day_can_be_the_basket(tmp_path: Path) -> None:
    path = written(tmp_path, "customer,item,date\n1,a,2010-12-25\n1,b,2010-12-25\n2,a,2010-12-25\n")
    data = read_interactions([path], {"basket": "date"})
    assert len(set(data.baskets.tolist())) == 2


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, "who,what,trip,time,customer\nx,a,1,2010-12-25,9\n")
    assert triples(read_interactions([path], {"customer": "who", "item": "what"})) == {("x", "a", 1.0)}


def test_what_is_no_purchase_is_left_out(tmp_path: Path) -> None:
    text = (
        "CustomerID,StockCode,InvoiceNo,InvoiceDate,Quantity\n"
        "1.0,a,536365,2010-12-25,1\n,a,536366,2010-12-25,1\n1.0,b,C536367,2010-12-25,1\n"
        "1.0,c,536368,2010-12-25,-2\n1.0,d,536369,2010-12-25,0\n1.0,,536370,2010-12-25,1\n"
    )
    assert triples(read_interactions([written(tmp_path, text)])) == {("1", "a", 1.0)}


def test_baskets_that_all_begin_with_c_are_no_cancellations(tmp_path: Path) -> None:
    path = written(tmp_path, "customer,item,basket,time\n1,a,C1,2010-12-25\n")
    assert triples(read_interactions([path])) == {("1", "a", 1.0)}


def test_files_are_read_together_whatever_their_types(tmp_path: Path) -> None:
    csv = written(tmp_path, "customer,item,basket,time\n13085,a,1,2010-12-25 10:00:00\n")
    table = pa.table(
        {
            "Customer ID": [13085.0, None],
            "StockCode": ["b", "b"],
            "Invoice": ["2", "3"],
            "InvoiceDate": pa.array([1293235200000] * 2, pa.timestamp("ms")),
        }
    )
    pq.write_table(table, tmp_path / "shop.parquet")
    data = read_interactions([csv, tmp_path / "shop.parquet"])
    assert triples(data) == {("13085", "a", 1.0), ("13085", "b", 1.0)}
    assert data.begin == CHRISTMAS_2010


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("customer,item,basket\n1,a,1\n", "has no column for the time"),
        ("customer,item,basket,time\n1,a,1,2010-12-25\n1,a,2,soon\n", "line 3: 'soon' is no time"),
        ("customer,item,basket,time,quantity\n1,a,1,2010-12-25,many\n", "line 2: 'many' is no quantity"),
        ("customer,item,basket,time\n", "no purchases in it"),
        ("customer,item,basket,time\n1,a\n", "cannot be read as csv"),
        ("", "is empty"),
    ],
)
def test_what_is_wrong_is_one_line_with_the_file(tmp_path: Path, text: str, says: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(DataError) as error:
        read_interactions([path])
    assert says in str(error.value)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_or_no_parquet(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        read_interactions([tmp_path / "missing.csv"])
    with pytest.raises(DataError, match="cannot be read as parquet"):
        read_interactions([written(tmp_path, "no parquet", "shop.parquet")])
    with pytest.raises(DataError, match="has no column nobody"):
        read_interactions([written(tmp_path, "customer,item,basket,time\n1,a,1,1\n")], {"customer": "nobody"})


def test_columns_of_types_that_cannot_be_used_are_one_line(tmp_path: Path) -> None:
    odd = {"customer": [["a"]], "item": ["x"], "basket": ["1"], "time": [1.0]}
    pq.write_table(pa.table(odd), tmp_path / "lists.parquet")
    with pytest.raises(DataError, match="cannot be read as parquet"):
        read_interactions([tmp_path / "lists.parquet"])
    timed = {"customer": ["a"], "item": ["x"], "basket": ["1"], "time": pa.array([3600], pa.time32("s"))}
    pq.write_table(pa.table(timed), tmp_path / "hours.parquet")
    with pytest.raises(DataError, match="cannot be read as parquet"):
        read_interactions([tmp_path / "hours.parquet"])


def test_letters_of_another_encoding_in_other_columns_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("customer,item,basket,time,note\n1,a,1,2010-12-25,£5 café\n".encode("latin-1"))
    assert triples(read_interactions([path])) == {("1", "a", 1.0)}


@pytest.mark.parametrize(
    "written_as",
    [
        *("2010-12-25", "2010-12-25 00:00:00", "2010-12-25T00:00:00Z", "2010-12-25T05:00:00+05:00", "20101225"),
        *("12/25/2010 0:00", "12/25/2010", "25.12.2010 00:00", "25/12/2010", "1293235200", "1293235200000"),
        *("2010/12/25", "14968"),
    ],
)
def test_times_of_all_kinds(written_as: str) -> None:
    days, unread = read_days(pa.array([written_as, written_as]))
    assert unread is None
    np.testing.assert_allclose(days, CHRISTMAS_2010)


def test_a_fraction_of_a_day_is_kept() -> None:
    days, _ = read_days(pa.array(["2010-12-25 12:00:00", "2010-12-25T18:00"]))
    np.testing.assert_allclose(days, [CHRISTMAS_2010 + 0.5, CHRISTMAS_2010 + 0.75])


def test_a_missing_time_is_told() -> None:
    assert read_days(pa.array(["2010-12-25", None]))[1] == 1
    assert read_days(pa.array([1.0, None]))[1] == 1
    assert read_days(pa.array([None, 0], pa.timestamp("ms")))[1] == 0


class TestOddFiles:
    """What other programs make of a table: each is read as it was meant, or one line says what is wrong with it."""

    TEXT = "customer,item,basket,time,quantity\n7,Café,1,2010-12-25,2\n8,چائے,2,2010-12-26,1\n"
    ROWS = frozenset({("7", "Café", 2.0), ("8", "چائے", 1.0)})

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    def test_encodings(self, tmp_path: Path, encoding: str) -> None:
        path = tmp_path / "shop.csv"
        path.write_bytes(self.TEXT.encode(encoding))
        assert triples(read_interactions([path])) == self.ROWS

    def test_latin_letters(self, tmp_path: Path) -> None:
        path = tmp_path / "shop.csv"
        path.write_bytes("customer,item,basket,time\n7,Café,1,2010-12-25\n".encode("cp1252"))
        assert triples(read_interactions([path])) == {("7", "Café", 1.0)}

    def test_packed_with_gzip(self, tmp_path: Path) -> None:
        path = tmp_path / "shop.csv.gz"
        path.write_bytes(gzip.compress(self.TEXT.encode()))
        assert triples(read_interactions([path])) == self.ROWS

    def test_a_spreadsheets_line_before_the_header(self, tmp_path: Path) -> None:
        path = written(tmp_path, "sep=;\n" + self.TEXT.replace(",", ";"))
        assert triples(read_interactions([path])) == self.ROWS

    def test_a_csv_that_is_called_parquet(self, tmp_path: Path) -> None:
        assert triples(read_interactions([written(tmp_path, self.TEXT, "shop.parquet")])) == self.ROWS

    def test_names_with_commas_quotes_and_line_breaks(self, tmp_path: Path) -> None:
        path = written(tmp_path, 'customer,item,basket,time\n7,"Tea, ""green""\nbig",1,2010-12-25\n')
        assert triples(read_interactions([path])) == {("7", 'Tea, "green"\nbig', 1.0)}

    @pytest.mark.parametrize(
        ("said", "quantity"),
        [(" 2 ", 2.0), ("۲", 2.0), ('"1,5"', 1.5), ('"1,200"', 1200.0), ('"1,200.5"', 1200.5), ("2e0", 2.0)],
    )
    def test_quantities(self, tmp_path: Path, said: str, quantity: float) -> None:
        path = written(tmp_path, f"customer,item,basket,time,quantity\n7,a,1,2010-12-25,{said}\n")
        assert triples(read_interactions([path])) == {("7", "a", quantity)}

    @pytest.mark.parametrize("said", ["", "0", "-1", "nan", "inf"])
    def test_what_counts_nothing_is_left_out(self, tmp_path: Path, said: str) -> None:
        rows = f"7,a,1,2010-12-25,{said}\n7,b,1,2010-12-25,1\n"
        path = written(tmp_path, f"customer,item,basket,time,quantity\n{rows}")
        assert triples(read_interactions([path])) == {("7", "b", 1.0)}

    def test_a_row_without_a_time_is_left_out(self, tmp_path: Path) -> None:
        path = written(tmp_path, "customer,item,basket,time\n7,a,1,\n7,b,1,2010-12-25\n")
        assert triples(read_interactions([path])) == {("7", "b", 1.0)}
        table = pa.table(
            {"customer": [7, 7], "item": ["a", "b"], "basket": [1, 1], "time": pa.array([None, 0], pa.date32())}
        )
        pq.write_table(table, tmp_path / "shop.parquet")
        assert triples(read_interactions([tmp_path / "shop.parquet"])) == {("7", "b", 1.0)}

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "is empty"),
            (b"\n\n", "is empty"),
            (b"PK\x03\x04rest", "unpack it"),
            (b"PAR1rest", "cannot be read as parquet"),
            (b"customer,item,basket,time\n1,2,3\n", "Expected 4 columns, got 3"),
            (b"customer,item,basket,time,quantity\n1,a,1,2010-12-25,one\n", "line 2: 'one' is no quantity"),
        ],
    )
    def test_what_cannot_be_read_is_one_line(self, tmp_path: Path, content: bytes, why: str) -> None:
        path = tmp_path / "shop.csv"
        path.write_bytes(content)
        with pytest.raises(DataError, match=why) as said:
            read_interactions([path])
        assert "\n" not in str(said.value) and str(said.value).startswith(str(path))

    def test_a_folder_is_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="is a folder"):
            read_interactions([tmp_path])

    def test_a_split_that_leaves_nobody_is_said(self, tmp_path: Path) -> None:
        path = written(tmp_path, "customer,item,basket,time\n7,a,1,2010-12-25\n8,a,2,2010-12-25\n")
        for how in ("last-basket", "date:2030-01-01"):
            assert compare([path], how, {}, silent).notes[0] == NOBODY_TESTED


@pytest.mark.parametrize(
    "said",
    [
        *("25/12/10", "25-12-10 00:00", "25-12-10", "25/12/2010 12:00 AM", "12/25/2010 12:00:00 AM", "2010.12.25"),
        *("20101225000000", "20101225T000000", "2010-12-25 00", "December 25, 2010", "Dec 25 2010 12:00AM"),
        *("25-12-2010 12:00 AM", "Sat Dec 25 00:00:00 2010", "25/12/10 00:00:00", "12-25-2010", "25-Dec-2010 0:00:00"),
        *("Sat, 25 Dec 2010 00:00:00 +0000", "2010-12-25 05:00:00 +0500", "2010-12-25 00:00 UTC", "1.2932352e+09"),
    ],
)
def test_more_ways_to_write_christmas(said: str) -> None:
    days, unread = read_days(pa.array([said, said]))
    assert unread is None
    assert days.tolist() == [CHRISTMAS_2010] * 2


@pytest.mark.parametrize(
    ("said", "days"),
    [
        (["2011-1-5", "2010-12-25"], [11, 0]),
        (["2010-12-25", "2010/12/26", "27-Dec-2010"], [0, 1, 2]),
        (["25/12/2010 00:00", "26/12/2010", "5/1/2011"], [0, 1, 11]),
        (["12/25/2010", "1/5/2011 0:00"], [0, 11]),
        (["2010-12-25", "2010-13-01"], [0, np.nan]),
        (["13/1/2011", "1/13/2011", "14/1/2011"], [19, np.nan, 20]),
    ],
)
def test_a_column_may_mix_what_can_be_read_in_one_way_only(said: list[str], days: list[float]) -> None:
    np.testing.assert_array_equal(read_days(pa.array(said))[0] - CHRISTMAS_2010, days)
