"""Reading purchases from csv and parquet files of any shop, whose columns are known by their usual names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hamrah.recommend.arrays import Flags, Floats, Ints
from hamrah.recommend.files import TableFile, look_at
from hamrah.recommend.interactions import DataError, Interactions, from_codes
from hamrah.recommend.times import read_days

USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "customer": (
        *("customer", "customerid", "customerno", "customernumber", "cust", "custid", "client", "clientid", "buyer"),
        *("buyerid", "user", "userid", "household", "householdid", "householdkey", "member", "memberid", "visitorid"),
        *(
            "shopper",
            "shopperid",
            "cardno",
            "cardid",
            "customeruniqueid",
            "customercode",
            "customerkey",
            "custno",
            "clientno",
        ),
        *("account", "accountid", "accountno", "loyaltyid", "loyaltycard", "guestid", "person", "personid", "uid"),
    ),
    "item": (
        *("item", "itemid", "itemno", "product", "productid", "productcode", "productno", "stockcode", "sku", "skuid"),
        *("article", "articleid", "variant", "variantid", "upc", "ean", "itemcode", "itemnumber"),
        *("productnumber", "productkey", "articleno", "articlecode", "barcode", "code", "productsubclass"),
        *("itemname", "productname", "description"),
    ),
    "basket": (
        *("basket", "basketid", "basketno", "invoice", "invoiceno", "invoiceid", "invoicenumber", "order", "orderid"),
        *("orderno", "ordernumber", "transaction", "transactionid", "transactionno", "receipt", "receiptid", "ticket"),
        *("ticketid", "trip", "tripid", "session", "sessionid", "billno", "bill"),
        *(
            "receiptno",
            "receiptnumber",
            "ticketno",
            "transno",
            "transid",
            "billid",
            "billnumber",
            "checkout",
            "checkoutid",
        ),
        *("saleid", "saleno", "salesorder", "cartid", "visit", "visitid", "document", "documentno", "orderkey"),
    ),
    "time": (
        *("timestamp", "datetime", "invoicedate", "orderdate", "orderedat", "placedat", "purchasedate", "purchasedat"),
        *("transactiondate", "transactiontimestamp", "transactiontime", "transactiondt", "ordertimestamp", "saledate"),
        *("orderpurchasetimestamp", "eventtime", "createdat", "tdat", "transdate", "transtime", "saledatetime"),
        *(
            "receiptdate",
            "billdate",
            "visitdate",
            "documentdate",
            "purchasedon",
            "orderedon",
            "createdon",
            "purchasetime",
        ),
        *("ordertime", "eventtimestamp", "ts", "date", "time", "at", "day", "days"),
    ),
    "quantity": (
        "quantity",
        "qty",
        "amount",
        "units",
        "count",
        "number",
        "pieces",
        "unitsbought",
        "quantitysold",
        "qtysold",
        "quantities",
    ),
}
"""What the columns are called elsewhere, in order of preference; letters' case, spaces and signs do not matter."""
NEEDED = ("customer", "item", "basket", "time")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


@dataclass(frozen=True, eq=False)
class _Rows:
    """The usable rows of one file; labels are text, each row's is `codes` of its column."""

    labels: tuple[pa.Array, pa.Array, pa.Array]
    codes: tuple[Ints, Ints, Ints]
    days: Floats
    quantities: Floats


def read_interactions(paths: Sequence[Path], columns: Mapping[str, str] | None = None) -> Interactions:
    """The purchases in csv or parquet files, together.

    Rows without a customer, an item or a time, of quantities not above 0, and of cancelled invoices (C and digits,
    where others are of digits) are left out. `columns` names those of customer, item, basket, time, quantity that are
    not found. Raises `DataError` for a file that is none, a missing column, a time that cannot be read, and no rows.
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
    file = look_at(path)
    try:
        return _read(file, asked)
    except pa.ArrowException as error:  # a column of a type that is no label, number or time
        raise DataError(file.why(error)) from None


def _read(file: TableFile, asked: Mapping[str, str]) -> _Rows:
    names = _choose(file.path, file.column_names(), asked)
    table = file.read(sorted(set(names.values())))
    columns = {ours: table.column(theirs).combine_chunks() for ours, theirs in names.items()}
    texts = [_text(columns[name]) for name in ("customer", "item", "basket")]
    quantities = _quantities(file, columns.get("quantity"), len(table))
    keep = quantities > 0
    for text in (*texts, _times_as_labels(columns["time"])):
        keep &= _filled(text)
    keep &= ~_cancelled(texts[2])
    encoded = [text.filter(pa.array(keep)).dictionary_encode() for text in texts]
    days, unread = read_days(columns["time"].filter(pa.array(keep)))
    if unread is not None:
        row = int(np.flatnonzero(keep)[unread])
        value = columns["time"][row].as_py()
        where = f"{file.path}, line {row + file.first_line}"
        raise DataError(f"{where}: {value!r} is no time that can be read (column {names['time']})")
    codes = [part.indices.to_numpy(zero_copy_only=False).astype(np.int64) for part in encoded]
    labels = [part.dictionary for part in encoded]
    return _Rows((labels[0], labels[1], labels[2]), (codes[0], codes[1], codes[2]), days, quantities[keep])


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


def _times_as_labels(column: pa.Array) -> pa.Array:
    """Times where they are text; of others only whether there is one."""
    is_text = pa.types.is_dictionary(column.type) or pa.types.is_string(column.type)
    return _text(column) if is_text else pc.if_else(column.is_valid(), "time", None)


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


def _quantities(file: TableFile, column: pa.Array | None, n: int) -> Floats:
    """How many of each; 0 where nothing that can be counted stands. "1,5" is one and a half, "1,200" is 1200."""
    if column is None:
        return np.ones(n)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return _countable(column.cast(pa.float64()))
    encoded = column.dictionary_encode()
    numbers, unread = _numbers(encoded.dictionary)
    if unread is not None:
        row = pc.index(column, encoded.dictionary[unread]).as_py()
        where = f"{file.path}, line {row + file.first_line}"
        raise DataError(f"{where}: {column[row].as_py()!r} is no quantity")
    return _countable(pa.array(numbers).take(encoded.indices))


def _countable(numbers: pa.Array) -> Floats:
    found = np.asarray(numbers.to_numpy(zero_copy_only=False).astype(np.float64))
    return np.where(np.isfinite(found), found, 0.0)


def _numbers(texts: pa.Array) -> tuple[Floats, int | None]:
    """The numbers that texts are, and the first text that is none; NaN where nothing stands."""
    numbers = np.full(len(texts), np.nan)
    for place, text in enumerate(texts.to_pylist()):
        plain = str(text).strip()
        if THOUSANDS.fullmatch(plain):
            plain = plain.replace(",", "")
        try:
            numbers[place] = float(plain.replace(",", ".") or "nan")
        except ValueError:
            return numbers, place
    return numbers, None
