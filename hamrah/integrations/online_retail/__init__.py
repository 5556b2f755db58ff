"""UCI "Online Retail II" (CC BY 4.0): the invoices of a UK gift shop, 2009-12 to 2011-12, in two parquet files.

How its rows become ours:

- An invoice is an order (source `online-retail`, number as it is), its rows are the lines. Money is GBP in pence, the
  time is London's. Every sale counts as delivered: the files do not say otherwise.
- An invoice whose number begins with C is a cancellation. It is an order of status `returned` whose lines have negative
  quantities, and so has its total: which sale it takes back, and whether wholly, the files do not tell, so the sale is
  left as it was. Sums over orders come out right; the recommender looks at positive quantities only.
- Rows without a customer make orders without a customer. A price of nought is a gift if there is a customer, and a
  correction of stock if there is none (`?`, `damaged`, `lost`): the latter is rejected.
- Stock codes that differ in case only are one article. Postage, carriage, amounts entered by hand and discounts (POST,
  DOT, C2, C3, M, D) stay lines, so that an order's total is the invoice's, but of an inactive product in a category of
  their own, so that they are never suggested. Bookkeeping (bad debt, bank charges, fees, samples, tests) is rejected.
- A row that repeats within an invoice is a line each time, as on the invoice. Over files and runs, a row that agrees
  with a stored line in invoice, article, quantity and price is that line ("already there"): the files overlap in
  December 2010, and an import that broke off can be run again. (Only if an invoice's rows stood more than some thousand
  invoices apart could a true repetition be taken for the same line.)
- Articles cost what they cost when last sold, and lie in the branch UK-WEB, as many as the last four weeks sold.
"""

from collections.abc import Sequence
from pathlib import Path

from hamrah.crm.engine import Sessions, transaction
from hamrah.integrations.import_report import ImportReport, Rejects, open_rejects
from hamrah.integrations.online_retail.reading import Judge, ParquetFile, Raw, Sale, Unreadable
from hamrah.integrations.online_retail.shelves import has_stock, set_prices, set_stock
from hamrah.integrations.online_retail.shop import branch_id, category_id, read_shop
from hamrah.integrations.online_retail.writing import BatchWriter, read_known
from hamrah.progress import Progress


def import_files(sessions: Sessions, files: Sequence[Path], rejects: Path, progress: Progress) -> ImportReport:
    """Import the files in the order given, a batch a transaction; refused rows go to the CSV `rejects`.

    All files are opened before anything is written. Raises `DataFileError`, naming the file, for one that cannot be
    read as parquet or lacks a column; OSError for one that is not there.
    """
    opened = [(path, ParquetFile(path)) for path in files]
    shop = read_shop()
    report = ImportReport()
    judge = Judge(shop)
    with transaction(sessions) as session:
        categories = (category_id(session, shop.category), category_id(session, shop.service_category))
        branch = branch_id(session, shop.branch)
        known = read_known(session, shop, categories)
    with open_rejects(rejects, report) as refused:
        for path, file in opened:
            done = 0
            for batch in file.batches():
                sales = _judge(judge, batch, refused, path.name, done)
                with transaction(sessions) as session:
                    BatchWriter(session, shop, known, report).write(sales)
                done += len(batch)
                report.rows += len(batch)
                progress(path.name, done, file.rows)
            known.invoices.clear()
    with transaction(sessions) as session:
        if report.kept or not has_stock(session, branch):
            set_prices(session, shop)
            set_stock(session, shop, branch)
    return report


def _judge(judge: Judge, batch: list[Raw], refused: Rejects, file: str, before: int) -> list[Sale]:
    sales = []
    for number, raw in enumerate(batch, start=before + 1):
        try:
            sales.append(judge.read(raw))
        except Unreadable as reason:
            refused.add(file, number, str(reason), raw)
    return sales
