"""A shop's own branches, products, stock, customers and orders, from CSV files; docs/own-shop.md has the columns.

- What is in the files becomes the shop's own (source `shop`). A row is known again by its key and is brought to what
  the file says; a column that a file leaves out, and a row that it has no more, stays as it is in the store.
- A row that cannot be used is refused with its reason, and so is what hangs on it; the others are taken. An order comes
  in with all of its lines or not at all.
- Orders have a source of their own, `shop-files`: their numbers are given out by the shop's other system. A row whose
  number the chat gave to the same customer means that order, and one that a till told of already is that sale.
- What people said and did here holds: a no to offers, a cancellation, another size or address. A status counts when the
  file says it for the first time.
- The catalogue is one transaction; customers and orders are some hundred rows each. What broke off is run again.
"""

from datetime import datetime
from pathlib import Path

from hamrah.crm.base import utc_now
from hamrah.crm.engine import Sessions, transaction
from hamrah.integrations.import_report import ImportReport, open_rejects
from hamrah.integrations.shop_files.catalogue import Catalogue
from hamrah.integrations.shop_files.folder import Folder, check_folder
from hamrah.integrations.shop_files.orders import take_orders
from hamrah.integrations.shop_files.people import take_customers
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
        take_customers(sessions, read, moment)
        take_orders(sessions, read, moment)
    return report
