"""Reviews and social mentions in csv and jsonl files; docs/listening.md has the columns.

A file is UTF-8 or it is refused as a whole, before anything of any file is written. A line that cannot be used is
counted, written to the rejects file with its number, and the others are kept. What was taken in before is left alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from hamrah.crm.engine import Sessions, transaction
from hamrah.integrations.csv_files import Line
from hamrah.integrations.import_report import ImportReport, Rejects, open_rejects
from hamrah.integrations.reviews.lines import check_file, read_lines
from hamrah.integrations.reviews.reading import Unusable, read_entry
from hamrah.progress import Progress
from hamrah.services.review_entries import ReviewEntry
from hamrah.services.reviews import take_reviews

BATCH = 500


def import_reviews(
    sessions: Sessions, files: Sequence[Path], source: str, rejects: Path, progress: Progress
) -> ImportReport:
    """Import the files, so many lines a transaction; `source` is that of lines which name none.

    Raises `DataFileError`, naming the file, for one that is neither csv nor jsonl, is not UTF-8 or has no column with
    the text, stars or time; OSError for one that is not there.
    """
    for path in files:
        check_file(path)
    report = ImportReport()
    with open_rejects(rejects, report) as refused:
        for path in files:
            lines = read_lines(path)
            done = 0
            while batch := list(islice(lines, BATCH)):
                _take(sessions, _entries(batch, source, refused, path.name), report)
                report.rows += len(batch)
                done += len(batch)
                progress(path.name, done, done)
    return report


def _entries(batch: Sequence[Line], source: str, refused: Rejects, file: str) -> Iterator[tuple[str, ReviewEntry]]:
    for line in batch:
        try:
            yield read_entry(line, source)
        except Unusable as reason:
            refused.add(file, line.number, str(reason), line.values)


def _take(sessions: Sessions, entries: Iterator[tuple[str, ReviewEntry]], report: ImportReport) -> None:
    by_source: defaultdict[str, list[ReviewEntry]] = defaultdict(list)
    for source, entry in entries:
        by_source[source].append(entry)
    with transaction(sessions) as session:
        for source, some in by_source.items():
            taken = take_reviews(session, source, some)
            report.kept += taken.new
            report.already += taken.known
            report.made["reviews"] += taken.new
            report.made["reviews of known customers"] += taken.known_authors
            report.made["reviews of an unknown product"] += taken.unknown_products
            report.made["reviews of an unknown branch"] += taken.unknown_branches
