"""The colours of the demo shop's product pictures: a colour's name becomes a family of shades."""

from dataclasses import dataclass

HEX = {
    "black": "#33343a",
    "white": "#f7f5ef",
    "off-white": "#f2ead8",
    "cream": "#f0e2c0",
    "beige": "#dcc7a1",
    "grey": "#9a9da3",
    "charcoal": "#4b4f57",
    "silver": "#c3c9d0",
    "gold": "#d3a63c",
    "red": "#c8352f",
    "maroon": "#7d1f33",
    "pink": "#e58aa6",
    "tea pink": "#dba7a0",
    "peach": "#f3b48e",
    "magenta": "#b92d78",
    "purple": "#75479c",
    "lilac": "#b9a0d6",
    "blue": "#2f66b1",
    "sky blue": "#7fb9e0",
    "navy": "#22335f",
    "turquoise": "#2fb3b0",
    "teal": "#13787c",
    "green": "#2c8652",
    "mint": "#98d3b4",
    "olive": "#7c7f3b",
    "henna green": "#5e6f2c",
    "yellow": "#efc23e",
    "mustard": "#cf982b",
    "orange": "#e6812f",
    "rust": "#b1522a",
    "brown": "#7d5232",
    "tan": "#bd8f5e",
    "khaki": "#b3a16d",
    "copper": "#b86f43",
    "multicolor": "#b6437a",
}
ALIASES = {"gray": "grey", "multicolour": "multicolor", "golden": "gold", "skin": "beige", "violet": "purple"}

GOLD = "#d9a93f"
INK = "#2c3331"
PAPER = "#fffdf7"


def mix(one: str, other: str, share: float) -> str:
    """Mixes two #rrggbb colours; `share` (0 to 1) is how much of the other one there is."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def lightness(colour: str) -> float:
    """How light a #rrggbb colour looks, from 0 (black) to 1 (white)."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


@dataclass(frozen=True)
class Shades:
    """What one thing is painted with, as #rrggbb."""

    main: str
    light: str
    dark: str
    edge: str
    trim: str
    """Embroidery and fittings: gold on most colours, a darker tone of its own where gold would not show."""
    ground: str
    """The soft background."""
    halo: str
    """The shape behind the thing."""


def shades_of(colour: str) -> Shades:
    """The shades of a #rrggbb colour."""
    bright = lightness(colour)
    is_golden = colour in (HEX["gold"], HEX["mustard"], HEX["yellow"], HEX["cream"], HEX["beige"])
    # Something pale stands on a deeper ground, or it would not be seen.
    tint = mix("#d9d2c3", colour, 0.1) if bright > 0.8 else mix("#f6f0e4", colour, 0.13)
    return Shades(
        main=colour,
        light=mix(colour, "#ffffff", 0.34),
        dark=mix(colour, "#1d1a26", 0.24 if bright > 0.3 else 0.4),
        edge=mix(colour, "#2a2430", 0.42) if bright > 0.3 else mix(colour, "#0c0b10", 0.66),
        trim=mix(colour, "#6b2a1c", 0.62) if is_golden else GOLD,
        ground=tint,
        halo=mix(tint, "#ffffff", 0.5),
    )


def named(colour: str | None, default: str) -> Shades:
    """The shades of a colour's English name; of `default` (#rrggbb) when there is none or it is not known."""
    name = (colour or "").strip().lower()
    return shades_of(HEX.get(ALIASES.get(name, name), default))
