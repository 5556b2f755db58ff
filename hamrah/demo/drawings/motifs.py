"""Small ornaments that the pictures share: the star, the paisley and the borders of Pakistani cloth and tile."""

from math import cos, pi, sin


def n(value: float) -> str:
    """A number as SVG likes it: one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


def shape(d: str, fill: str, stroke: str = "none", width: float = 2.5, more: str = "") -> str:
    """A path."""
    line = f' stroke="{stroke}" stroke-width="{n(width)}" stroke-linejoin="round"' if stroke != "none" else ""
    return f'<path d="{d}" fill="{fill}"{line}{" " + more if more else ""}/>'


def line(d: str, stroke: str, width: float = 2.5, more: str = "") -> str:
    """A path that is only drawn along."""
    return (
        f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{n(width)}" stroke-linecap="round"'
        f' stroke-linejoin="round"{" " + more if more else ""}/>'
    )


def box(x: float, y: float, width: float, height: float, fill: str, round_: float = 0, stroke: str = "none") -> str:
    """A rectangle, with rounded corners of radius `round_`."""
    edge = f' stroke="{stroke}" stroke-width="2.5"' if stroke != "none" else ""
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}" rx="{n(round_)}" fill="{fill}"{edge}/>'


def dot(x: float, y: float, radius: float, fill: str, stroke: str = "none", width: float = 2.5) -> str:
    """A circle."""
    edge = f' stroke="{stroke}" stroke-width="{n(width)}"' if stroke != "none" else ""
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}" fill="{fill}"{edge}/>'


def oval(x: float, y: float, rx: float, ry: float, fill: str, stroke: str = "none", width: float = 2.5) -> str:
    """An ellipse."""
    edge = f' stroke="{stroke}" stroke-width="{n(width)}"' if stroke != "none" else ""
    return f'<ellipse cx="{n(x)}" cy="{n(y)}" rx="{n(rx)}" ry="{n(ry)}" fill="{fill}"{edge}/>'


def star_path(x: float, y: float, radius: float, inner: float = 0.62) -> str:
    """The outline of an eight-pointed star."""
    points = []
    for step in range(16):
        reach = radius if step % 2 == 0 else radius * inner
        angle = pi * step / 8 - pi / 2
        points.append(f"{n(x + reach * cos(angle))} {n(y + reach * sin(angle))}")
    return "M" + " L".join(points) + " Z"


def star(x: float, y: float, radius: float, fill: str, heart: str = "") -> str:
    """An eight-pointed star, with a dot in its middle when `heart` is a colour."""
    return shape(star_path(x, y, radius), fill) + (dot(x, y, radius * 0.3, heart) if heart else "")


def paisley(x: float, y: float, size: float, fill: str, heart: str, turn: float = 0) -> str:
    """A keri (paisley), `size` high, turned by so many degrees."""
    drop = "M0 50 C-34 50 -40 12 -18 -8 C-2 -24 8 -30 4 -50 C30 -36 44 4 34 26 C28 42 16 50 0 50 Z"
    inside = "M0 36 C-18 36 -20 14 -8 2 C2 -8 10 -12 13 -22 C22 -8 26 10 20 22 C16 32 8 36 0 36 Z"
    return (
        f'<g transform="translate({n(x)} {n(y)}) rotate({n(turn)}) scale({size / 100:.3f})">'
        f'<path d="{drop}" fill="{fill}"/><path d="{inside}" fill="{heart}"/></g>'
    )


def flower(x: float, y: float, radius: float, petals: str, heart: str, count: int = 6) -> str:
    """A flower as painted on trucks and printed on lawn."""
    drawn = []
    for step in range(count):
        angle = 2 * pi * step / count
        drawn.append(dot(x + radius * 0.62 * cos(angle), y + radius * 0.62 * sin(angle), radius * 0.42, petals))
    return "".join(drawn) + dot(x, y, radius * 0.36, heart)


def diamonds(x: float, y: float, width: float, fill: str, count: int, half: float = 5) -> str:
    """A row of diamonds, as along a hem; `y` is its middle."""
    step = width / count
    marks = []
    for place in range(count):
        middle = x + step * (place + 0.5)
        left, right = n(middle - half), n(middle + half)
        marks.append(f"M{left} {n(y)} L{n(middle)} {n(y - half)} L{right} {n(y)} L{n(middle)} {n(y + half)} Z")
    return shape(" ".join(marks), fill)


def dots(x: float, y: float, width: float, fill: str, count: int, radius: float = 2.5) -> str:
    """A row of dots; `y` is its middle."""
    step = width / count
    return "".join(dot(x + step * (place + 0.5), y, radius, fill) for place in range(count))


def tassels(x: float, y: float, width: float, stroke: str, count: int, length: float = 14) -> str:
    """A fringe hanging from `y`."""
    step = width / (count - 1)
    return line(" ".join(f"M{n(x + step * place)} {n(y)} v{n(length)}" for place in range(count)), stroke, 2.6)


def buttons(x: float, top: float, bottom: float, count: int, fill: str) -> str:
    """Buttons down a front, at `x`."""
    step = (bottom - top) / max(count - 1, 1)
    return "".join(dot(x, top + step * place, 3.4, fill) for place in range(count))
