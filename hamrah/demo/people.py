"""The demo shop's invented customers: who they are, where they live, what they like."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from hamrah.demo.chance import chance_of, pick
from hamrah.demo.people_files import City, NameGroup, PeopleFiles
from hamrah.demo.shop_files import ShopFiles

LANGUAGES = {"ur-Latn": 45, "ur": 27, "en": 28}
CLOTHING_SIZES = {
    "female": {"small": 26, "medium": 36, "large": 22, "XL": 11, "XXL": 5},
    "male": {"small": 10, "medium": 30, "large": 33, "XL": 20, "XXL": 7},
}
SHOE_SIZES = {
    "female": {"36": 15, "37": 25, "38": 30, "39": 20, "40": 10},
    "male": {"40": 14, "41": 22, "42": 26, "43": 22, "44": 12, "45": 4},
}
KID_SIZES = ("2", "4", "6", "8", "10", "12", "14")
MOBILE_CODES = range(300, 350)
OLDEST_DAYS = 1000


@dataclass(frozen=True)
class Taste:
    """What somebody likes. `price` is between 0 (the cheapest of a kind) and 1 (the dearest)."""

    brands: dict[str, float]
    departments: dict[str, float]
    occasions: dict[str, float]
    colors: tuple[str, ...]
    price: float
    clothing: str
    shoes: str
    kid: str
    buys_for: dict[str, float]


@dataclass
class Person:
    """A customer. `eagerness` says how often they buy; `id` comes with the row in the store."""

    reference: str
    name: str
    gender: str
    language: str
    city: str
    place: City
    address: str
    phone: str
    email: str
    created_at: datetime
    eagerness: float
    taste: Taste
    id: int = 0


def make_people(files: PeopleFiles, shop: ShopFiles, many: int, today: datetime) -> list[Person]:
    """So many customers, those of the demo's sign-in links first."""
    people = [_demo_person(files, shop, number, today) for number in range(min(many, len(DEMO)))]
    cities = {name: float(city.weight) for name, city in files.cities.items()}
    for number in range(len(people) + 1, many + 1):
        chance = chance_of(f"person:{number}")
        city = pick(chance, cities)
        gender = pick(chance, {"female": 58, "male": 42})
        name = _name(files.names, files.cities[city].province, gender, chance)
        age = chance.uniform(10, 540) if chance.random() < 0.35 else chance.uniform(540, OLDEST_DAYS)
        person = Person(
            reference=f"BH-{number:05d}",
            name=name,
            gender=gender,
            language=pick(chance, LANGUAGES),
            city=city,
            place=files.cities[city],
            address=_address(files.cities[city], city, chance),
            phone=f"+92{chance.choice(MOBILE_CODES)}{chance.randint(1_000_000, 9_999_999)}",
            email=f"{name.lower().replace(' ', '.')}{number}@example.com",
            created_at=today - timedelta(seconds=int(age * 86400)),
            eagerness=chance.gammavariate(0.9, 1.0) + 0.02,
            taste=make_taste(files, shop, gender, chance),
        )
        people.append(person)
    _share_phones(people)
    return people


def make_taste(files: PeopleFiles, shop: ShopFiles, gender: str, chance: Random) -> Taste:
    """A taste at random: some brands, kinds and colours count much more than others."""
    brands = sorted({product.brand for product in shop.products})
    colors = sorted({color for product in shop.products for color in product.colors})
    return Taste(
        brands={brand: chance.lognormvariate(0, 0.9) for brand in brands},
        departments={name: chance.lognormvariate(0, 1.0) for name in sorted(set(shop.departments.values()))},
        occasions={name: chance.lognormvariate(0, 0.8) for name in files.occasions},
        colors=tuple(chance.sample(colors, min(4, len(colors)))),
        price=chance.betavariate(2, 2.6),
        clothing=pick(chance, CLOTHING_SIZES[gender]),
        shoes=pick(chance, SHOE_SIZES[gender]),
        kid=chance.choice(KID_SIZES),
        buys_for=_household(gender, chance),
    )


def _household(gender: str, chance: Random) -> dict[str, float]:
    own, other = ("women", "men") if gender == "female" else ("men", "women")
    home = {own: 1.0, other: chance.choice((0.05, 0.15, 0.5)), "everyone": 1.0, "girls": 0.0, "boys": 0.0, "baby": 0.0}
    if chance.random() < 0.45:
        home[chance.choice(("girls", "boys"))] = 0.9
    if chance.random() < 0.16:
        home["baby"] = 1.0
    return home


def _name(groups: dict[str, NameGroup], province: str, gender: str, chance: Random) -> str:
    group = groups[pick(chance, {name: float(group.weight.get(province, 0)) for name, group in groups.items()})]
    given = chance.choice(group.female if gender == "female" else group.male)
    family = chance.choice([name for name in group.family if name not in given.split()] or group.family)
    return f"{given} {family}"


def _address(place: City, city: str, chance: Random) -> str:
    door = f"House {chance.randint(1, 320)}"
    if chance.random() < 0.25:
        door = f"Flat {chance.choice('ABCD')}-{chance.randint(1, 24)}"
    return f"{door}, Street {chance.randint(1, 60)}, {chance.choice(place.areas)}, {city}"


def _share_phones(people: list[Person]) -> None:
    """In some homes two customers share one telephone."""
    for number in range(40, len(people) - 1, 60):
        people[number].phone = people[number + 1].phone


@dataclass(frozen=True)
class DemoPerson:
    """A customer of the demo's sign-in links, with the sizes and the occasions that mark their taste."""

    name: str
    gender: str
    language: str
    city: str
    email: str
    phone: str
    clothing: str
    shoes: str
    likes: tuple[str, ...]
    brands: tuple[str, ...]


DEMO = (
    DemoPerson(
        name="Ayesha Khan",
        gender="female",
        language="ur-Latn",
        city="Lahore",
        email="ayesha@example.com",
        phone="+923001234567",
        clothing="medium",
        shoes="38",
        likes=("summer_clothes", "winter_clothes", "eid_clothes", "care", "women"),
        brands=("Gulnaar", "Sohni", "Shifa"),
    ),
    DemoPerson(
        name="Bilal Ahmed",
        gender="male",
        language="en",
        city="Karachi",
        email="bilal@example.com",
        phone="+923007654321",
        clothing="large",
        shoes="42",
        likes=("office", "phone", "men", "electronics"),
        brands=("Naqsh", "Bolan", "Barq"),
    ),
    DemoPerson(
        name="Sana Malik",
        gender="female",
        language="ur",
        city="Multan",
        email="sana@example.com",
        phone="+923009876543",
        clothing="small",
        shoes="37",
        likes=("new_home", "pantry", "children", "home"),
        brands=("Roshan", "Indus Home", "Nanhay"),
    ),
)
STRONGLY, HARDLY = 8.0, 0.5
"""How much more or less than others a demo customer likes what is theirs and what is not."""


def _demo_person(files: PeopleFiles, shop: ShopFiles, number: int, today: datetime) -> Person:
    known = DEMO[number]
    chance = chance_of(f"demo:{known.email}")
    place = files.cities[known.city]
    drawn = make_taste(files, shop, known.gender, chance)
    own = "women" if known.gender == "female" else "men"
    taste = replace(
        drawn,
        clothing=known.clothing,
        shoes=known.shoes,
        brands={name: STRONGLY if name in known.brands else liking for name, liking in drawn.brands.items()},
        occasions=_marked(drawn.occasions, known.likes),
        departments=_marked(drawn.departments, known.likes),
        buys_for={name: 1.0 if name in (own, "everyone") else 0.02 for name in drawn.buys_for},
    )
    if "children" in known.likes:
        taste.buys_for.update(girls=1.0, boys=0.5)
    return Person(
        reference=f"BH-{number + 1:05d}",
        name=known.name,
        gender=known.gender,
        language=known.language,
        city=known.city,
        place=place,
        address=_address(place, known.city, chance),
        phone=known.phone,
        email=known.email,
        created_at=today - timedelta(days=700 - 100 * number),
        eagerness=0.0,
        taste=taste,
    )


def _marked(weights: dict[str, float], likes: tuple[str, ...]) -> dict[str, float]:
    return {name: STRONGLY if name in likes else min(weight, 1.0) * HARDLY for name, weight in weights.items()}
