"""Tables in files as other programs write them: csv of any delimiter and encoding, packed or not, and parquet."""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from hamrah.recommend.interactions import DataError

DELIMITERS = ",;\t|"
LOOKED_AT = 65_536
"""Bytes at the beginning that tell what a file is."""
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
PARQUET, ZIP = b"PAR1", b"PK\x03\x04"


@dataclass(frozen=True)
class TableFile:
    """A file with a table, and how it is to be read. A csv's first line of data is `first_line`."""

    path: Path
    is_csv: bool
    encoding: str = "utf-8"
    delimiter: str = ","
    skipped: int = 0

    @property
    def first_line(self) -> int:
        """The line (csv) or row (parquet), counted from 1, that the table's first row stands in."""
        return 2 + self.skipped if self.is_csv else 1

    def column_names(self) -> list[str]:
        """What the columns are called. Raises `DataError`."""
        try:
            if not self.is_csv:
                return list(pq.ParquetFile(self.path).schema_arrow.names)
            with pyarrow.csv.open_csv(self.path, read_options=self._reading(), parse_options=self._parsing()) as file:
                return list(file.schema.names)
        except (pa.ArrowException, UnicodeError, OSError) as error:
            raise DataError(self.why(error)) from None

    def read(self, names: Sequence[str]) -> pa.Table:
        """These columns; those of a csv as text. Raises `DataError`."""
        try:
            if not self.is_csv:
                return pq.read_table(self.path, columns=list(names))
            as_text = dict.fromkeys(names, pa.string())
            wanted = pyarrow.csv.ConvertOptions(
                include_columns=list(names), column_types=as_text, strings_can_be_null=True
            )
            return pyarrow.csv.read_csv(self.path, self._reading(), self._parsing(), wanted)
        except (pa.ArrowException, UnicodeError, OSError) as error:
            raise DataError(self.why(error)) from None

    def why(self, error: Exception) -> str:
        """One line that says what is wrong with it."""
        kind = "csv" if self.is_csv else "parquet"
        said = " ".join(str(error).split())[:200]
        return f"{self.path}: cannot be read as {kind}: {''.join(c if c.isprintable() else '?' for c in said)}"

    def _reading(self) -> pyarrow.csv.ReadOptions:
        return pyarrow.csv.ReadOptions(encoding=self.encoding, skip_rows=self.skipped)

    def _parsing(self) -> pyarrow.csv.ParseOptions:
        return pyarrow.csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=True)


def look_at(path: Path) -> TableFile:
    """Find out by its first bytes how a file is to be read. Raises `DataError` for one that holds no table."""
    if not path.exists():
        raise DataError(f"{path}: no such file")
    if path.is_dir():
        raise DataError(f"{path}: is a folder; name the files in it")
    try:
        with pa.input_stream(str(path), compression="detect") as file:
            begin = bytes(file.read(LOOKED_AT))
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{path}: cannot be read: {' '.join(str(error).split())[:200]}") from None
    if begin.startswith(PARQUET):
        return TableFile(path, is_csv=False)
    if begin.startswith(ZIP):
        raise DataError(f"{path}: is packed (zip) or a spreadsheet (xlsx); unpack it, or save it as csv")
    if path.suffix.lower() in (".parquet", ".pq") and b"\n" not in begin:
        return TableFile(path, is_csv=False)
    encoding = _encoding_of(path, begin)
    lines = begin.decode(encoding, errors="replace").lstrip("\ufeff").splitlines()
    if not any(line.strip() for line in lines):
        raise DataError(f"{path}: is empty")
    says = lines[0].strip().lower().removeprefix("sep=") if lines[0].lower().startswith("sep=") else ""
    if says in tuple(DELIMITERS):  # a line that spreadsheets write before the header
        return TableFile(path, True, encoding, says, 1)
    header = next(line for line in lines if line.strip())
    return TableFile(path, True, encoding, max(DELIMITERS, key=header.count))


def _encoding_of(path: Path, begin: bytes) -> str:
    """By the mark at the beginning, by noughts between the letters, else UTF-8, or Latin letters where it is none."""
    for mark, encoding in MARKS:
        if begin.startswith(mark):
            return encoding
    if begin[1:200:2].count(0) > len(begin[:200]) // 4:
        return "utf-16-le"
    if begin[:200:2].count(0) > len(begin[:200]) // 4:
        return "utf-16-be"
    return "utf-8" if _is_utf8(path) else "cp1252"


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with pa.input_stream(str(path), compression="detect") as file:
            while part := file.read(16 * LOOKED_AT):
                decoder.decode(bytes(part))
    except UnicodeDecodeError:
        return False
    return True
