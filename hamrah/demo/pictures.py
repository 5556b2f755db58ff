"""Draws the demo shop's product pictures: a kind of thing in a colour becomes an SVG, always the same one."""

from collections.abc import Callable
from functools import lru_cache
from zlib import crc32

import resvg_py

from hamrah.demo.drawings import accessories, care, clothes, food, gadgets, home, outerwear
from hamrah.demo.drawings.motifs import line, oval, shape, star_path
from hamrah.demo.palette import Shades, mix, named

SIZE = 400

_DRAWINGS: dict[str, Callable[[Shades], str]] = {
    **clothes.DRAWINGS,
    **outerwear.DRAWINGS,
    **accessories.DRAWINGS,
    **care.DRAWINGS,
    **food.DRAWINGS,
    **home.DRAWINGS,
    **gadgets.DRAWINGS,
}
KINDS = frozenset(_DRAWINGS)
"""The kinds of things that can be drawn."""

_UNKNOWN = "box"
# What a thing is painted with when its product has no colour of its own.
_DEFAULTS = ("#2c8652", "#c8352f", "#2f66b1", "#cf982b", "#75479c", "#13787c", "#b1522a", "#b92d78")


def _arch(c: Shades) -> str:
    """A Mughal arch."""
    outline = "M52 400 V190 Q52 128 104 104 Q164 78 200 26 Q236 78 296 104 Q348 128 348 190 V400 Z"
    inner = "M70 400 V196 Q70 142 116 120 Q168 96 200 52 Q232 96 284 120 Q330 142 330 196 V400"
    return shape(outline, c.halo) + line(inner, mix(c.ground, c.edge, 0.16), 1.6)


def _rosette(c: Shades) -> str:
    """A star of tile work."""
    return shape(star_path(200, 200, 186, 0.8), c.halo) + shape(
        star_path(200, 200, 164, 0.8), "none", mix(c.ground, c.edge, 0.16), 1.6
    )


def _lattice(c: Shades) -> str:
    """A round window with a border of small stars."""
    stars = " ".join(
        star_path(200 + x * 172, 200 + y * 172, 11)
        for x, y in (
            (0, -1),
            (0.5, -0.866),
            (0.866, -0.5),
            (1, 0),
            (0.866, 0.5),
            (0.5, 0.866),
            (0, 1),
            (-0.5, 0.866),
            (-0.866, 0.5),
            (-1, 0),
            (-0.866, -0.5),
            (-0.5, -0.866),
        )
    )
    return (
        f'<circle cx="200" cy="200" r="154" fill="{c.halo}"/>'
        + shape(stars, mix(c.ground, c.edge, 0.14))
        + oval(200, 200, 146, 146, "none", mix(c.ground, c.edge, 0.14), 1.6)
    )


_BACKDROPS = (_arch, _rosette, _lattice)


@lru_cache(maxsize=1024)
def draw(kind: str, color: str | None) -> str:
    """The picture of one kind of thing in one colour, as SVG text, 400 by 400 units.

    `color` is an English colour name; without one, or with one that is not known, the kind has a colour of its own.
    An unknown kind is drawn as a present. Neither word gets into the SVG, so any text is safe.
    """
    known = kind if kind in _DRAWINGS else _UNKNOWN
    seed = crc32(known.encode())
    shades = named(color, _DEFAULTS[seed % len(_DEFAULTS)])
    shadow = oval(200, 342, 128, 11, mix(shades.ground, shades.edge, 0.34))
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}">',
            f'<rect width="{SIZE}" height="{SIZE}" fill="{shades.ground}"/>',
            _BACKDROPS[seed // 8 % len(_BACKDROPS)](shades),
            shadow,
            _DRAWINGS[known](shades),
            "</svg>",
        )
    )


@lru_cache(maxsize=256)
def paint(kind: str, color: str | None) -> bytes:
    """The same picture as PNG, 400 by 400 pixels: messaging apps show no SVG."""
    return bytes(resvg_py.svg_to_bytes(svg_string=draw(kind, color)))
