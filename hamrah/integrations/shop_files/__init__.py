"""A shop's own branches, products, stock, customers and orders, from CSV files; docs/own-shop.md has the columns.

- What is in the files becomes the shop's own (source `shop`). A row is known again by its key and is brought to what
  the file says; a column that a file leaves out, and a row that it has no more, stays as it is in the store.
- A row that cannot be used is refused with its reason, and so is what hangs on it; the others are taken.
"""

from datetime import datetime
from pathlib import Path

from hamrah.crm.base import utc_now
from hamrah.crm.engine import Sessions, transaction
from hamrah.integrations.import_report import ImportReport, open_rejects
from hamrah.integrations.shop_files.catalogue import Catalogue
from hamrah.integrations.shop_files.folder import Folder, check_folder
from hamrah.progress import Progress


def import_folder(
    sessions: Sessions, folder: Path, rejects: Path, progress: Progress, now: datetime | None = None
) -> ImportReport:
    """Import the files that the folder has; refused rows go to the CSV `rejects`.

    Raises `DataFileError`, naming the file, for one that is not UTF-8 or lacks a column, and for a folder without any;
    OSError for a folder that is not there. Then nothing was written.
    """
    check_folder(folder)
    report, moment = ImportReport(), now or utc_now()
    with open_rejects(rejects, report) as refused:
        read = Folder(folder, report, refused, progress)
        with transaction(sessions) as session:
            Catalogue(session, read, moment).take()
    return report
