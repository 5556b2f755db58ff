"""Reading purchases from csv and parquet files of any shop, whose columns are known by their usual names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from hamrah.recommend.arrays import Flags, Floats, Ints
from hamrah.recommend.interactions import DataError, Interactions, from_codes
from hamrah.recommend.times import read_days

USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "customer": (
        *("customer", "customerid", "customerno", "customernumber", "cust", "custid", "client", "clientid", "buyer"),
        *("buyerid", "user", "userid", "household", "householdid", "householdkey", "member", "memberid", "visitorid"),
        *("shopper", "shopperid", "cardno", "cardid", "customeruniqueid"),
    ),
    "item": (
        *("item", "itemid", "itemno", "product", "productid", "productcode", "productno", "stockcode", "sku", "skuid"),
        *("article", "articleid", "variant", "variantid", "upc", "ean", "code", "productsubclass"),
    ),
    "basket": (
        *("basket", "basketid", "basketno", "invoice", "invoiceno", "invoiceid", "invoicenumber", "order", "orderid"),
        *("orderno", "ordernumber", "transaction", "transactionid", "transactionno", "receipt", "receiptid", "ticket"),
        *("ticketid", "trip", "tripid", "session", "sessionid", "billno", "bill"),
    ),
    "time": (
        *("timestamp", "datetime", "invoicedate", "orderdate", "orderedat", "placedat", "purchasedate", "purchasedat"),
        *("transactiondate", "transactiontimestamp", "transactiontime", "transactiondt", "ordertimestamp", "saledate"),
        *("orderpurchasetimestamp", "eventtime", "createdat", "tdat", "date", "time", "at", "day", "days"),
    ),
    "quantity": ("quantity", "qty", "amount", "units", "count", "number", "pieces", "unitsbought", "quantitysold"),
}
"""What the columns are called elsewhere, in order of preference; letters' case, spaces and signs do not matter."""
NEEDED = ("customer", "item", "basket", "time")


@dataclass(frozen=True, eq=False)
class _Rows:
    """The usable rows of one file; labels are text, each row's is `codes` of its column."""

    labels: tuple[pa.Array, pa.Array, pa.Array]
    codes: tuple[Ints, Ints, Ints]
    days: Floats
    quantities: Floats


def read_interactions(paths: Sequence[Path], columns: Mapping[str, str] | None = None) -> Interactions:
    """The purchases in csv or parquet files, together.

    Rows without a customer or an item, of quantities not above 0, and of cancelled invoices (C and digits, where others
    are of digits) are left out. `columns` names those of customer, item, basket, time, quantity that are not found.
    Raises `DataError` for a file that is none, a missing column, a time that cannot be read, and no rows at all.
    """
    parts = [_read_or_say(path, columns or {}) for path in paths]
    merged = [_merge([part.labels[place] for part in parts]) for place in range(3)]
    codes = [
        np.concatenate([again[part.codes[place]] for part, again in zip(parts, merged[place][1], strict=True)])
        for place in range(3)
    ]
    if not len(codes[0]):
        raise DataError(f"{', '.join(map(str, paths))}: no purchases in it")
    days = np.concatenate([part.days for part in parts])
    quantities = np.concatenate([part.quantities for part in parts])
    return from_codes((codes[0], codes[1], codes[2]), days, quantities, merged[0][0], merged[1][0])


def _merge(columns: list[pa.Array]) -> tuple[tuple[str, ...], list[Ints]]:
    """The labels of all files once, in order, and for each file where its own are among them."""
    together = pa.concat_arrays(columns)
    unique = together.unique()
    places = pc.index_in(together, unique).to_numpy(zero_copy_only=False).astype(np.int64)
    ends = np.cumsum([len(column) for column in columns])[:-1]
    return tuple(unique.to_pylist()), np.split(places, ends)


def _read_or_say(path: Path, asked: Mapping[str, str]) -> _Rows:
    try:
        return _read(path, asked)
    except pa.ArrowException as error:  # a column of a type that is no label, number or time
        raise DataError(_why(path, error)) from None


def _read(path: Path, asked: Mapping[str, str]) -> _Rows:
    names = _choose(path, _column_names(path), asked)
    table = _table(path, sorted(set(names.values())))
    columns = {ours: table.column(theirs).combine_chunks() for ours, theirs in names.items()}
    texts = [_text(columns[name]) for name in ("customer", "item", "basket")]
    quantities = _quantities(path, columns.get("quantity"), len(table))
    keep = quantities > 0
    for text in texts:
        keep &= _filled(text)
    keep &= ~_cancelled(texts[2])
    encoded = [text.filter(pa.array(keep)).dictionary_encode() for text in texts]
    days, unread = read_days(columns["time"].filter(pa.array(keep)))
    if unread is not None:
        line = int(np.flatnonzero(keep)[unread]) + (2 if _is_csv(path) else 1)
        value = columns["time"][int(np.flatnonzero(keep)[unread])].as_py()
        raise DataError(f"{path}, line {line}: {value!r} is no time that can be read (column {names['time']})")
    codes = [part.indices.to_numpy(zero_copy_only=False).astype(np.int64) for part in encoded]
    labels = [part.dictionary for part in encoded]
    return _Rows((labels[0], labels[1], labels[2]), (codes[0], codes[1], codes[2]), days, quantities[keep])


def _is_csv(path: Path) -> bool:
    return not path.name.lower().endswith((".parquet", ".pq"))


def _column_names(path: Path) -> list[str]:
    if not path.is_file():
        raise DataError(f"{path}: no such file")
    try:
        if _is_csv(path):
            with pyarrow.csv.open_csv(path, parse_options=_parsing(path)) as reader:
                return list(reader.schema.names)
        return list(pq.ParquetFile(path).schema_arrow.names)
    except (pa.ArrowException, OSError) as error:
        raise DataError(_why(path, error)) from None


def _choose(path: Path, names: list[str], asked: Mapping[str, str]) -> dict[str, str]:
    simple = {"".join(filter(str.isalnum, name.lower())): name for name in reversed(names)}
    chosen: dict[str, str] = {}
    for ours, usual in USUAL_NAMES.items():
        if ours in asked:
            if asked[ours] not in names:
                raise DataError(f"{path}: has no column {asked[ours]}; it has {', '.join(names)}")
            chosen[ours] = asked[ours]
        elif found := next((simple[name] for name in usual if name in simple), None):
            chosen[ours] = found
        elif ours in NEEDED:
            raise DataError(f"{path}: has no column for the {ours} (name it with --{ours}); it has {', '.join(names)}")
    return chosen


def _table(path: Path, names: list[str]) -> pa.Table:
    try:
        if not _is_csv(path):
            return pq.read_table(path, columns=names)
        as_text = dict.fromkeys(names, pa.string())
        wanted = pyarrow.csv.ConvertOptions(include_columns=names, column_types=as_text, strings_can_be_null=True)
        return pyarrow.csv.read_csv(path, parse_options=_parsing(path), convert_options=wanted)
    except (pa.ArrowException, OSError) as error:
        raise DataError(_why(path, error)) from None


def _why(path: Path, error: Exception) -> str:
    return f"{path}: cannot be read as {'csv' if _is_csv(path) else 'parquet'}: {str(error).splitlines()[0]}"


def _parsing(path: Path) -> pyarrow.csv.ParseOptions:
    """The delimiter that the header line has most of."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        header = file.readline()
    return pyarrow.csv.ParseOptions(delimiter=max(",;\t|", key=header.count), newlines_in_values=True)


def _text(column: pa.Array) -> pa.Array:
    """Labels as text: 13085.0, which a column with gaps is made of, is 13085."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_nan(column), None, column)
        if pc.all(pc.equal(column, pc.floor(column))).as_py() is not False:
            column = column.cast(pa.int64())
    text = pc.utf8_trim_whitespace(column.cast(pa.string()))
    return pc.replace_substring_regex(text, r"^(\d+)\.0$", r"\1")


def _filled(text: pa.Array) -> Flags:
    empty = pc.fill_null(pc.is_in(text, pa.array(["", "nan", "NaN", "None", "null", "NULL"])), True)
    found = pc.and_(pc.is_valid(text), pc.invert(empty))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def _cancelled(baskets: pa.Array) -> Flags:
    """An invoice of C and digits cancels another, where there are such of digits alone."""
    cancels = pc.fill_null(pc.match_substring_regex(baskets, r"^[Cc]\d+$"), False)
    sells = pc.any(pc.match_substring_regex(baskets, r"^\d+$")).as_py()
    found = np.asarray(cancels.to_numpy(zero_copy_only=False), dtype=bool)
    return found if sells else np.zeros(len(found), dtype=bool)


def _quantities(path: Path, column: pa.Array | None, n: int) -> Floats:
    if column is None:
        return np.ones(n)
    try:
        numbers = column.cast(pa.float64())
    except pa.ArrowInvalid:
        line = next(i for i, value in enumerate(column.to_pylist()) if not _is_number(value))
        where = f"line {line + (2 if _is_csv(path) else 1)}"
        raise DataError(f"{path}, {where}: {column[line].as_py()!r} is no quantity") from None
    return np.asarray(np.nan_to_num(numbers.to_numpy(zero_copy_only=False).astype(np.float64), nan=0.0))


def _is_number(value: object) -> bool:
    try:
        float(str(value))
    except ValueError:
        return value is None
    return True
