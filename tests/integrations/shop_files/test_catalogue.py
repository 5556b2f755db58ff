"""A shop's branches, products, variants and stock from its files: new, again, changed, refused."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hamrah.crm.catalogue import Branch, Category, Product, ProductText, Stock, Variant
from hamrah.crm.engine import Sessions, transaction
from hamrah.integrations.shop_files import import_folder
from hamrah.language.strict_yaml import DataFileError
from hamrah.progress import silent
from hamrah.services.branches import list_branches
from hamrah.services.catalogue import find_product, price_range, product_about, product_name, search_products
from hamrah.services.catalogue_names import read_catalogue_names
from hamrah.services.opening_hours import opening_hours
from hamrah.services.order_numbers import SHOP
from hamrah.services.search import Search
from hamrah.services.staff_members import take_in

from .conftest import NOW, Import, add, change, refused

FRIDAY, SUNDAY = NOW.date().replace(day=8), NOW.date().replace(day=10)


def test_the_files_become_the_shop(store: Sessions, files: Path, take: Import) -> None:
    report = take()
    assert not report.rejected, refused(files)
    made = {name: report.made[name] for name in ("branches", "categories", "products", "variants", "stock_counts")}
    assert made == {"branches": 3, "categories": 6, "products": 10, "variants": 16, "stock_counts": 18}
    with store() as session:
        kurta = session.scalars(select(Variant).where(Variant.sku == "RG-101-WHT-M")).one()
        assert (kurta.color, kurta.size, kurta.price_minor, kurta.currency) == ("white", "medium", 425000, "PKR")
        assert (kurta.product.source, kurta.product.material, kurta.product.details["gift"]) == (
            SHOP,
            "cotton",
            ["mother", "wife"],
        )
        assert session.scalar(select(Variant.price_minor).where(Variant.sku == "RG-301-GLD-38")) == 389950
        tea = session.scalars(select(Category).where(Category.code == "tea")).one()
        assert (tea.names["ur"], tea.repeat_days, tea.durable_days) == ("چائے", 30, 0)
        assert "chai ki patti" in tea.synonyms["ur-Latn"]


def test_the_shop_can_be_walked_into_and_staffed(store: Sessions, take: Import) -> None:
    take()
    with transaction(store) as session:
        open_to_all = list_branches(session)
        assert [branch.code for branch in open_to_all] == ["LHR", "KHI"]  # nobody walks into the depot
        lahore, karachi = open_to_all
        assert opening_hours(lahore, FRIDAY) == [("11:00", "13:00"), ("14:30", "22:00")]
        assert opening_hours(karachi, SUNDAY) == []
        assert karachi.details["names"]["ur"] == "ریشم گلی کراچی، طارق روڈ"
        assert karachi.details["addresses"]["en"].startswith("First floor")
        take_in(session, "sana@example.com", "Sana Tariq", "agent", "LHR")


def test_products_are_found_as_people_say_them(store: Sessions, take: Import) -> None:
    take()
    with store() as session:
        phrases = set(read_catalogue_names(session))
        assert ("category", "tea", "چائے کی پتی") in phrases
        assert ("product", "کاغان پشمینہ شال", "کاغان پشمینہ شال") in phrases
        assert ("brand", "Kaghan", "Kaghan") in phrases
        shawl = find_product(session, "kaghan pashmina shawl")
        assert shawl is not None and shawl.sku == "RG-202"
        assert price_range(shawl) == (2490000, 2490000, "PKR")
        assert [p.sku for p in search_products(session, Search(category="kurta", color="black"))] == ["RG-102"]
        assert [p.sku for p in search_products(session, Search(brand="karak", price_max=1000))] == ["RG-502"]


def test_a_missing_urdu_name_falls_back_to_the_english_one(store: Sessions, take: Import) -> None:
    take()
    with store() as session:
        eid = session.scalars(select(Product).where(Product.sku == "RG-103")).one()
        assert product_name(eid, "ur") == product_name(eid, "ur-Latn") == "Gota border Eid kurta"
        assert product_about(eid, "ur").startswith("Printed lawn")


def test_a_missing_urdu_description_falls_back_too(store: Sessions, files: Path, take: Import) -> None:
    change(files / "products.csv", "گلابی چائے کی سبز پتی، ترکیب ڈبے پر۔", "")
    take()
    with store() as session:
        tea = session.scalars(select(Product).where(Product.sku == "RG-502")).one()
        assert product_name(tea, "ur") == "کڑک کشمیری چائے 200 گرام"
        assert product_about(tea, "ur").startswith("Green leaf")


def test_again_nothing_is_doubled(store: Sessions, take: Import) -> None:
    first = take()
    again = take()
    assert (again.kept, again.already) == (0, first.rows)
    with store() as session:
        for table, many in ((Branch, 3), (Category, 6), (Product, 10), (Variant, 16), (Stock, 18), (ProductText, 28)):
            assert session.scalar(select(func.count()).select_from(table)) == many


def test_what_changed_is_brought_in(store: Sessions, files: Path, take: Import) -> None:
    take()
    change(files / "variants.csv", "RG-502,RG-502,,,890", "RG-502,RG-502,,,915.25")
    change(files / "stock.csv", "RG-101-WHT-S,LHR,4", "RG-101-WHT-S,LHR,0")
    change(files / "products.csv", "Kaghan pashmina stole", "Kaghan pashmina wrap")
    change(files / "products.csv", "کاغان پشمینہ شال", "")
    change(files / "branches.csv", "042 00000141", "042 00000142")
    change(files / "categories.csv", "چائے کی پتی|پتی,chai|chai ki patti|patti,30", "پتی,chai|patti,21")
    report = take()
    assert report.changed == {"branches": 1, "categories": 1, "products": 1, "variants": 1, "stock_counts": 1}
    assert not report.made
    with store() as session:
        assert session.scalar(select(Variant.price_minor).where(Variant.sku == "RG-502")) == 91525
        none_left = select(Stock.quantity).join(Variant, Variant.id == Stock.variant_id)
        assert session.scalar(none_left.where(Variant.sku == "RG-101-WHT-S")) == 0
        shawl = session.scalars(select(Product).where(Product.sku == "RG-202")).one()
        assert {text.language: text.name for text in shawl.texts} == {
            "en": "Kaghan pashmina wrap",
            "ur-Latn": "Kaghan pashmina shawl",
        }


def test_less_than_nothing_is_nothing_and_an_empty_cell_takes_away(store: Sessions, files: Path, take: Import) -> None:
    take()
    change(files / "stock.csv", "RG-101-WHT-S,LHR,4", "RG-101-WHT-S,LHR,-2")
    change(files / "branches.csv", "042 00000141", "")
    assert take().changed == {"branches": 1, "stock_counts": 1}
    with store() as session:
        left = select(Stock.quantity).join(Variant, Variant.id == Stock.variant_id)
        assert session.scalar(left.where(Variant.sku == "RG-101-WHT-S")) == 0
        assert session.scalar(select(Branch.phone).where(Branch.code == "LHR")) == ""


def test_what_a_file_leaves_out_stays(store: Sessions, files: Path, take: Import) -> None:
    take()
    for name in ("branches", "categories", "stock", "customers", "orders", "order_lines"):
        (files / f"{name}.csv").unlink()
    (files / "products.csv").write_text("sku,category,name_en,active\nRG-501,tea,Karak tea,no\n", encoding="utf-8")
    (files / "variants.csv").write_text("sku,product,price\nRG-502,RG-502,900\n", encoding="utf-8")
    assert take().changed == {"products": 1, "variants": 1}
    with store() as session:
        tea = session.scalars(select(Product).where(Product.sku == "RG-501")).one()
        assert (tea.active, tea.brand, product_name(tea, "en")) == (False, "Karak", "Karak tea")
        assert product_name(tea, "ur") == "کڑک سیاہ چائے 475 گرام"
        assert session.scalar(select(func.count()).select_from(Product).where(Product.active)) == 9


@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig"])
def test_semicolons_and_a_byte_order_mark(store: Sessions, files: Path, take: Import, mark: str) -> None:
    rows = ["Code;City;Name EN;Name UR;Hours", "ISB;Islamabad;Resham Gali, F-7;ریشم گلی، ایف 7;10:00-21:00", ";;;;"]
    (files / "branches.csv").write_text("\r\n".join(rows), encoding=mark)
    (files / "stock.csv").write_text("variant;branch;quantity\r\nRG-501;ISB;7.0\r\n", encoding=mark)
    report = take()
    assert (report.made["branches"], report.made["stock_counts"]) == (1, 1)
    with store() as session:
        branch = session.scalars(select(Branch)).one()
        assert branch.details["names"] == {"en": "Resham Gali, F-7", "ur": "ریشم گلی، ایف 7"}


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("branches.csv", "city_ur"),
        ("products.csv", "brand_ur"),
        ("products.csv", "material_ur"),
        ("products.csv", "name"),
        ("variants.csv", "color_ur"),
        ("variants.csv", "size_en"),
        ("customers.csv", "name_ur"),
        ("customers.csv", "city_ur"),
    ],
)
def test_a_language_nobody_asks_for_is_passed_over(sqlite_store: Sessions, files: Path, name: str, column: str) -> None:
    with (files / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with (files / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*rows[0], column] if row is rows[0] else [*row, "لاہور"] for row in rows)
    report = import_folder(sqlite_store, files, files / "rejects.csv", silent, now=NOW)
    assert report.adds_up and not report.rejected


BAD_ROWS = {
    "branches.csv": [
        (",Lahore,No code,,,,,,,,,", "unreadable_code"),
        ("X1,Lahore,,,,,,,,,,", "unreadable_name_en"),
        ("X2,Lahore,X,,,,,,,11-22,,", "unreadable_hours"),
        ("X3,Lahore,X,,,,,,,,22:00-11:00,", "unreadable_friday"),
        ("LHR,Lahore,Again,,,,,,,,,", "stands_twice"),
    ],
    "categories.csv": [("rugs,home,Rugs,,,,,,soon,", "unreadable_repeat_days")],
    "products.csv": [
        ("RG-901,rug,,,Rug,,,,,,,,,,,", "unknown_category"),
        ("RG-902,tea,,,Lone tea,,,,,,,,,,,", "no_variant"),
        ("RG-501,tea,,,Twice,,,,,,,,,,,", "stands_twice"),
        ("RG-903,tea,,,X,,,,,,robots,,,,,", "unreadable_for"),
        ("RG-904,tea,,,X,,,,,,,,friend of mine,,,", "unreadable_gift_for"),
        ("RG-905,tea,,,X,,,,,,,,,,perhaps,", "unreadable_active"),
    ],
    "variants.csv": [
        ("V-1,RG-999,,,100,PKR,", "unknown_product"),
        ("V-2,RG-501,,,12.345,PKR,", "unreadable_price"),
        ("V-3,RG-501,,,-5,PKR,", "unreadable_price"),
        ('V-4,RG-501,,,"1.250,50",PKR,', "unreadable_price"),
        ("V-5,RG-501,,,100,USD,", "unreadable_currency"),
        ("V-6,RG-501,,,,PKR,", "unreadable_price"),
        ("V-7,RG-501,,", "wrong_number_of_columns"),
        ("RG-502,RG-501,,,890,PKR,yes", "stands_twice"),
    ],
    "stock.csv": [
        ("V-9,LHR,1", "unknown_variant"),
        ("RG-501,XYZ,1", "unknown_branch"),
        ("RG-502,KHI,few", "unreadable_quantity"),
        ("RG-601,LHR,1.5", "unreadable_quantity"),
    ],
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_refused_and_the_rest_taken(store: Sessions, files: Path, take: Import, name: str) -> None:
    lines = len((files / name).read_text(encoding="utf-8").splitlines())
    add(files / name, *(row for row, _ in BAD_ROWS[name]))
    take()
    expected = [(name, line, reason) for line, (_, reason) in enumerate(BAD_ROWS[name], start=lines + 1)]
    assert sorted(refused(files)) == sorted(expected)
    with store() as session:
        assert session.scalar(select(func.count()).select_from(Product)) == 10


def test_a_variant_never_moves_to_another_product(store: Sessions, files: Path, take: Import) -> None:
    take()
    change(files / "variants.csv", "RG-502,RG-502,", "RG-502,RG-501,")
    take()
    assert refused(files) == [("variants.csv", 16, "sku_of_another_product")]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("stock.csv", b"variant,branch\n", "stock.csv: line 1 names no column quantity"),
        ("products.csv", b"sku,category,name_ur\n", "products.csv: line 1 names no column name_en"),
        ("stock.csv", b"variant,branch,quantity,branch\n", "stock.csv: line 1 names the column branch twice"),
        ("stock.csv", b'"variant"x,branch,quantity\n', "stock.csv: line 1 has broken quotes"),
        ("stock.csv", b'"variant,branch,quantity\nRG-501,LHR,1\n', "stock.csv: line 1 has broken quotes"),
        ("branches.csv", b"code,city,name_en\nA,Lahore,Caf\xe9\n", "branches.csv: line 2 is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_stops_everything(
    sqlite_store: Sessions, files: Path, name: str, content: bytes, says: str
) -> None:
    (files / name).write_bytes(content)
    with pytest.raises(DataFileError, match=says):
        import_folder(sqlite_store, files, files / "rejects.csv", silent)
    with sqlite_store() as session:
        assert session.scalar(select(Branch.id)) is None


def test_a_folder_without_files(sqlite_store: Sessions, tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"holds none of branches\.csv"):
        import_folder(sqlite_store, tmp_path, tmp_path / "rejects.csv", silent)
    with pytest.raises(FileNotFoundError, match="no such folder"):
        import_folder(sqlite_store, tmp_path / "nowhere", tmp_path / "rejects.csv", silent)
