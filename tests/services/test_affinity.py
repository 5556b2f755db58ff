"""How what somebody buys at all moves what they are suggested."""

from dataclasses import dataclass

from sqlalchemy import select, update

from hamrah.crm.catalogue import Category, Product
from hamrah.recommend.affinity import read_affinity
from hamrah.services.catalogue import Search

from .suggesting import fitted, skus, suggest
from .world import Shop


@dataclass(frozen=True)
class Thing:
    department: str
    worn_by: str = "everyone"


def test_who_has_bought_nothing_has_none() -> None:
    assert read_affinity([]) is None


def test_a_department_weighs_by_how_much_of_it_was_bought() -> None:
    affinity = read_affinity([Thing("home"), Thing("home"), Thing("beauty")])
    assert affinity is not None
    home, beauty, toys = (affinity.of(Thing(name)) for name in ("home", "beauty", "toys"))
    assert home > beauty > toys > 0


def test_clothes_weigh_by_whom_they_were_bought_for() -> None:
    affinity = read_affinity([Thing("clothes", "women"), Thing("clothes", "women"), Thing("clothes", "girls")])
    assert affinity is not None
    women, girls, men = (affinity.of(Thing("clothes", who)) for who in ("women", "girls", "men"))
    assert women > girls > men > 0


def test_a_customer_of_one_department_is_shown_more_of_it(shop: Shop) -> None:
    """Blankets sell less than kurtas, but who furnishes a home sees them first; a stranger sees what sells best."""
    with shop.writing() as session:
        for code, department in (("blanket", "home"), ("watch", "home")):
            session.execute(update(Category).where(Category.code == code).values(department=department, durable_days=0))
        kurtas = select(Category.id).where(Category.code == "kurta").scalar_subquery()
        session.execute(update(Product).where(Product.category_id == kurtas).values(details={"for": "men", "gift": []}))
    fitted(shop, ayesha={"B-2-1": 9, "W-1-1": 300})
    asked = Search(price_max=6000)
    assert skus(suggest(shop, "guest", asked))[0] == "K-3"
    found = skus(suggest(shop, "ayesha", asked, limit=9))
    assert found.index("B-1") < found.index("K-1")
