"""Pictures of packed food and tea, on a field of 400 by 400."""

from hamrah.demo.drawings.motifs import box, diamonds, dot, dots, flower, line, shape, star
from hamrah.demo.palette import PAPER, Shades

CUP = "M160 196 H232 L226 234 Q196 248 166 234 Z"
HANDLE = "M230 204 Q250 206 244 222 Q240 230 228 228"
STEAM = "M178 186 Q170 174 180 164 M198 184 Q190 170 200 158 M216 186 Q210 174 218 164"


def _cup(c: Shades) -> str:
    return shape(CUP, c.trim, c.edge, 2) + line(HANDLE, c.edge, 4.5) + line(STEAM, c.main, 4)


def _pouch(c: Shades, label: str) -> str:
    pouch = "M116 82 L284 82 L292 118 Q302 224 296 330 Q200 342 104 330 Q98 224 108 118 Z"
    return "".join(
        (
            shape(pouch, c.main, c.edge),
            shape("M116 82 H284 L292 118 H108 Z", c.dark, c.edge),
            line("M120 92 H280 M118 102 H283", c.light, 2, 'opacity=".7"'),
            shape("M108 124 Q100 224 108 326 L132 330 Q120 224 128 124 Z", c.light, more='opacity=".6"'),
            dot(200, 206, 66, PAPER, c.trim, 5),
            label,
            diamonds(122, 302, 156, c.trim, 11, 7),
            line("M118 286 Q200 294 282 286 M118 318 Q200 326 282 318", c.trim, 3),
        )
    )


def pack(c: Shades) -> str:
    """A pouch of food with a flower on its label."""
    return _pouch(c, flower(200, 206, 40, c.main, c.trim, 8))


def tea(c: Shades) -> str:
    """A pouch of tea."""
    return _pouch(c, _cup(c))


def teabox(c: Shades) -> str:
    """A carton of tea bags, one hanging out of it."""
    return "".join(
        (
            shape("M92 150 L128 112 H308 L308 300 L272 338 H92 Z", c.dark, c.edge),
            shape("M92 150 L128 112 H308 L272 150 Z", c.light, c.edge),
            box(92, 150, 180, 188, c.main, 3, c.edge),
            dot(182, 236, 62, PAPER, c.trim, 5),
            f'<g transform="translate(-16 32)">{_cup(c)}</g>',
            diamonds(98, 318, 168, c.trim, 12, 6),
            line("M244 150 Q262 190 250 216", c.edge, 2),
            box(236, 214, 30, 34, c.trim, 3, c.edge),
            star(251, 231, 9, PAPER),
        )
    )


def rice(c: Shades) -> str:
    """A sewn sack of rice, a heap of grains on its label."""
    sack = (
        "M120 92 Q200 104 280 92 Q288 116 284 132 Q312 236 290 334 Q200 344 110 334 Q88 236 116 132 Q112 116 120 92 Z"
    )
    grains = "".join(
        f'<ellipse cx="{x}" cy="{y}" rx="11" ry="4" fill="{PAPER}" stroke="{c.edge}" stroke-width="1.4"'
        f' transform="rotate({turn} {x} {y})"/>'
        for x, y, turn in (
            (172, 228, -24),
            (196, 232, 12),
            (222, 226, -10),
            (184, 212, 30),
            (210, 211, -32),
            (198, 195, 6),
        )
    )
    return "".join(
        (
            shape(sack, c.main, c.edge),
            shape("M116 132 Q200 146 284 132 Q288 116 280 92 Q200 104 120 92 Q112 116 116 132 Z", c.light, c.edge),
            line("M124 112 Q200 124 276 112", c.edge, 2.4, 'stroke-dasharray="9 7"'),
            shape("M112 146 Q96 236 114 328 L136 332 Q116 240 132 150 Z", c.light, more='opacity=".6"'),
            dot(200, 222, 66, c.light, c.trim, 5),
            grains,
            shape("M158 236 H242 Q238 268 200 270 Q162 268 158 236 Z", c.trim, c.edge, 2),
            diamonds(120, 312, 160, c.trim, 11, 7),
        )
    )


def spices(c: Shades) -> str:
    """A carton of ground spices with a chilli on it."""
    chilli = "M164 176 Q158 216 188 240 Q212 256 244 244 Q214 236 202 210 Q194 190 194 174 Z"
    return "".join(
        (
            box(118, 74, 164, 264, c.main, 8, c.edge),
            shape("M118 82 Q118 74 126 74 H274 Q282 74 282 82 V112 H118 Z", c.dark, c.edge),
            dots(126, 94, 148, c.trim, 11, 3.4),
            dot(200, 208, 66, PAPER, c.trim, 5),
            shape(chilli, "#c8352f", c.edge, 2),
            line("M172 182 Q170 210 190 228", "#ea7b63", 4),
            shape("M158 178 Q178 158 200 176 Q190 186 179 182 Q168 188 158 178 Z", "#2c8652", c.edge, 2),
            line("M178 168 Q178 154 190 150", "#2c8652", 5),
            star(230, 190, 13, c.trim),
            diamonds(126, 306, 148, c.trim, 11, 6),
            line("M118 288 H282 M118 324 H282", c.trim, 3),
        )
    )


DRAWINGS = {"pack": pack, "tea": tea, "teabox": teabox, "rice": rice, "spices": spices}
