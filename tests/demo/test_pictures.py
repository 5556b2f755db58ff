import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

from hamrah.demo.palette import HEX, lightness, mix, named, shades_of
from hamrah.demo.pictures import KINDS, draw, paint

PRODUCTS = Path(__file__).parents[2] / "data" / "shop" / "products"


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("color", [None, "white", "black", "maroon"])
def test_every_kind_is_a_well_formed_picture_in_any_color(kind: str, color: str | None) -> None:
    root = ET.fromstring(draw(kind, color))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("viewBox") == "0 0 400 400"
    assert len(root) > 5


def test_a_picture_is_painted_for_apps_that_show_no_drawing() -> None:
    painted = paint("kurta", "red")
    assert painted.startswith(b"\x89PNG")
    assert (int.from_bytes(painted[16:20]), int.from_bytes(painted[20:24])) == (400, 400)
    assert painted != paint("kurta", "green")


def test_a_picture_is_the_same_each_time() -> None:
    first = draw("kurta", "green")
    draw.cache_clear()
    assert draw("kurta", "green") == first


def test_color_and_kind_change_the_picture() -> None:
    assert draw("kurta", "green") != draw("kurta", "red")
    assert len({draw(kind, "green") for kind in KINDS}) == len(KINDS)
    assert HEX["green"] in draw("kurta", " Green ")


def test_a_kind_nobody_drew_is_a_present() -> None:
    assert draw("spaceship", "red") == draw("box", "red")


def test_no_text_of_the_caller_gets_into_the_picture() -> None:
    nasty = '"/><script>alert(1)</script>'
    assert draw(nasty, nasty) == draw("box", None)


def test_a_picture_loads_nothing_and_runs_nothing() -> None:
    for kind in KINDS:
        assert not re.search(r"<script|<image|href|url\(|on\w+=|http(?!://www\.w3\.org/2000/svg)", draw(kind, None))


def test_every_product_of_the_demo_shop_has_its_own_kind_of_picture() -> None:
    products = [one for file in PRODUCTS.glob("*.yml") for one in yaml.safe_load(file.read_text("utf-8"))["products"]]
    assert products
    assert {one["picture"] for one in products} <= KINDS


def test_every_color_of_the_demo_shop_is_known() -> None:
    products = [one for file in PRODUCTS.glob("*.yml") for one in yaml.safe_load(file.read_text("utf-8"))["products"]]
    colors = {color for one in products for color in one["colors"]}
    assert {color for color in colors if named(color, "#000000") == shades_of("#000000")} == set()


def test_shades_go_from_light_to_dark() -> None:
    for colour in HEX.values():
        shades = shades_of(colour)
        assert lightness(shades.light) > lightness(shades.main) > lightness(shades.dark) > lightness(shades.edge)


def test_mixing_ends_at_both_colors() -> None:
    assert mix("#102030", "#ffffff", 0) == "#102030"
    assert mix("#102030", "#ffffff", 1) == "#ffffff"
