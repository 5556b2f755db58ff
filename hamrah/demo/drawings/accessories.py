"""Pictures of shoes, bags and what one puts on or carries, on a field of 400 by 400."""

from hamrah.demo.drawings.motifs import box, diamonds, dot, dots, flower, line, oval, paisley, shape, star
from hamrah.demo.palette import GOLD, INK, PAPER, Shades

STEEL = "#c9ced4"


def shoe(c: Shades) -> str:
    """A laced shoe from the side, its fellow behind it."""
    upper = "M92 176 Q112 190 142 180 L168 170 Q196 226 268 242 Q318 252 322 286 L322 296 H84 Q78 230 92 176 Z"
    one = "".join(
        (
            shape(upper, c.main, c.edge),
            shape("M92 176 Q112 190 142 180 L150 206 Q116 214 86 206 Z", c.dark, c.edge, 2),
            shape("M266 242 Q318 250 322 286 L322 296 H246 Q244 262 266 242 Z", c.light, c.edge, 2),
            line("M168 196 L190 182 M178 214 L202 198 M192 230 L216 212 M210 242 L232 226", PAPER, 5),
            line("M142 180 Q150 236 132 294", c.edge, 2, 'stroke-dasharray="5 5"'),
            shape("M78 292 H326 Q330 318 312 318 H92 Q76 318 78 292 Z", PAPER, c.edge),
            line("M82 305 H324", c.edge, 1.6, 'opacity=".5"'),
        )
    )
    return f'<g transform="translate(34 -62) scale(.92)" opacity=".55">{one}</g>{one}'


def sandal(c: Shades) -> str:
    """A pair of sandals from above."""
    sole = (
        "M0 -122 C40 -122 54 -80 48 -30 C44 6 44 30 46 66 C48 104 28 122 0 122 C-28"
        " 122 -48 104 -46 66 C-44 30 -44 6 -48 -30 C-54 -80 -40 -122 0 -122 Z"
    )
    straps = (
        shape("M-50 -66 Q0 -110 50 -66 L50 -28 Q34 -40 0 -12 Q-34 -40 -50 -28 Z", c.main, c.edge),
        shape("M-45 24 Q0 2 45 24 L45 44 Q0 24 -45 44 Z", c.main, c.edge),
        line("M-42 -62 Q0 -98 42 -62 M-40 30 Q0 12 40 30", c.trim, 2.6, 'stroke-dasharray="4 4"'),
        star(0, -58, 14, c.trim, c.main),
        dot(38, 33, 6, STEEL, INK, 1.6),
    )
    one = shape(sole, "#a97c50", "#6b4a2d") + shape(sole, "#c79b6b", more='transform="scale(.84 .9)"') + "".join(straps)
    left, right = "translate(138 206) rotate(-8)", "translate(262 206) rotate(8) scale(-1 1)"
    return f'<g transform="{left}">{one}</g><g transform="{right}">{one}</g>'


def khussa(c: Shades) -> str:
    """A pair of khussas with curled toes and gold work."""
    body = (
        "M84 214 Q126 190 176 226 Q226 256 278 246 Q318 236 324 196"
        " Q338 214 330 248 Q320 286 268 292 H112 Q78 292 84 214 Z"
    )
    one = "".join(
        (
            shape(body, c.main, c.edge),
            oval(134, 228, 42, 15, c.dark, c.edge, 2),
            shape(
                "M172 232 Q226 262 282 250 Q308 244 320 222 Q318 270 262 280 Q214 284 190 262 Z",
                c.trim,
                more='opacity=".92"',
            ),
            flower(246, 266, 11, c.light, c.main),
            flower(212, 262, 8, c.light, c.main, 5),
            flower(280, 260, 8, c.light, c.main, 5),
            line("M90 236 Q100 252 176 246", c.trim, 3, 'stroke-dasharray="2 5"'),
            diamonds(92, 268, 96, c.trim, 8, 5),
            shape(
                "M82 282 Q100 296 268 292 Q300 290 318 272 Q306 306 262 306 H108 Q84 306 82 282 Z",
                "#8a5f37",
                "#5d3d22",
                2,
            ),
        )
    )
    return f'<g transform="translate(26 -74) scale(.94)">{one}</g><g transform="translate(-8 22)">{one}</g>'


def bag(c: Shades) -> str:
    """A handbag with a clasp."""
    return "".join(
        (
            line("M144 172 C144 64 256 64 256 172", c.edge, 15),
            line("M144 172 C144 64 256 64 256 172", c.dark, 10),
            shape("M100 162 H300 L324 316 Q324 334 306 334 H94 Q76 334 76 316 Z", c.main, c.edge),
            shape("M100 162 H300 L308 214 Q252 254 200 254 Q148 254 92 214 Z", c.light, c.edge),
            line(
                "M104 172 H296 L302 210 Q250 244 200 244 Q150 244 98 210 Z",
                c.edge,
                1.6,
                'stroke-dasharray="6 5" opacity=".7"',
            ),
            box(184, 234, 32, 34, c.trim, 7, c.edge),
            dot(200, 251, 5, c.edge),
            dot(144, 174, 9, c.trim, c.edge, 2),
            dot(256, 174, 9, c.trim, c.edge, 2),
            paisley(122, 290, 44, c.dark, c.main, -14),
            paisley(278, 290, 44, c.dark, c.main, 14),
            diamonds(96, 320, 208, c.trim, 13, 4),
        )
    )


def wallet(c: Shades) -> str:
    """An open wallet with notes and cards."""
    return "".join(
        (
            shape("M104 132 L296 112 L302 190 H110 Z", "#6f9c78", "#41694b"),
            line("M120 146 L286 128 M122 158 L288 141", "#d9ead9", 3),
            box(120, 150, 150, 70, "#4a78b8", 8, "#2c4d80"),
            box(132, 164, 34, 24, GOLD, 4),
            box(82, 178, 236, 148, c.main, 16, c.edge),
            line("M94 190 H306 V314 H94 Z", c.light, 2, 'stroke-dasharray="7 5"'),
            shape("M226 226 H318 V282 H226 Q206 254 226 226 Z", c.dark, c.edge),
            dot(240, 254, 10, c.trim, c.edge, 2),
            star(146, 254, 26, c.dark, c.trim),
        )
    )


def belt(c: Shades) -> str:
    """A rolled belt with its buckle."""
    return "".join(
        (
            dot(196, 216, 104, c.main, c.edge),
            dot(196, 216, 84, c.light, c.edge, 2),
            dot(196, 216, 78, c.main, c.edge, 2),
            dot(196, 216, 58, c.light, c.edge, 2),
            dot(196, 216, 52, c.dark, c.edge, 2),
            dot(196, 216, 32, c.halo, c.edge, 2),
            shape("M196 300 H326 V336 H196 Z", c.main, c.edge),
            line("M206 306 H318 M206 330 H318", c.light, 1.8, 'stroke-dasharray="6 5"'),
            dots(214, 318, 60, c.edge, 4, 3),
            box(284, 288, 62, 60, "none", 10, GOLD),
            line("M288 292 H342 V344 H288 Z", GOLD, 9),
            line("M286 318 H330", "#b98a2a", 6),
        )
    )


def backpack(c: Shades) -> str:
    """A school bag from the front."""
    return "".join(
        (
            line("M170 84 Q200 44 230 84", c.edge, 11),
            shape("M92 190 Q76 200 78 300 L98 306 Z M308 190 Q324 200 322 300 L302 306 Z", c.dark, c.edge),
            shape(
                "M110 152 Q112 78 200 78 Q288 78 290 152 L300 312 Q300 334 278 334 H122 Q100 334 100 312 Z",
                c.main,
                c.edge,
            ),
            line("M122 176 Q124 100 200 98 Q276 100 278 176", c.light, 3, 'stroke-dasharray="6 5"'),
            box(122, 214, 156, 104, c.light, 18, c.edge),
            line("M132 238 H268", c.edge, 3),
            box(232, 232, 9, 24, c.trim, 4),
            star(200, 282, 22, c.main, c.trim),
            box(138, 136, 14, 84, c.dark, 5, c.edge),
            box(248, 136, 14, 84, c.dark, 5, c.edge),
            box(134, 182, 22, 16, STEEL, 3, INK),
            box(244, 182, 22, 16, STEEL, 3, INK),
            flower(200, 152, 19, c.light, c.trim),
        )
    )


def watch(c: Shades) -> str:
    """A wrist watch; its strap has the colour."""
    hours = "".join(line("M200 148 V158", INK, 4, f'transform="rotate({30 * step} 200 204)"') for step in range(12))
    return "".join(
        (
            shape("M164 54 H236 L244 148 H156 Z", c.main, c.edge),
            shape("M156 260 H244 L236 352 H164 Z", c.main, c.edge),
            line(
                "M174 62 L168 140 M226 62 L232 140 M168 268 L174 344 M232 268 L226 344",
                c.light,
                2,
                'stroke-dasharray="6 5"',
            ),
            dots(188, 318, 24, c.edge, 1, 4),
            dots(188, 300, 24, c.edge, 1, 4),
            box(160, 84, 80, 13, c.dark, 4, c.edge),
            box(276, 195, 16, 18, GOLD, 4, "#8a6a1f"),
            dot(200, 204, 80, GOLD, "#8a6a1f"),
            dot(200, 204, 66, PAPER, "#8a6a1f"),
            hours,
            line("M200 204 L200 162", INK, 6),
            line("M200 204 L230 222", INK, 5),
            line("M200 204 L172 236", "#c8352f", 2.4),
            dot(200, 204, 6, INK),
        )
    )


BEADS = ((1, 0), (0.985, 0.2), (0.93, 0.39), (0.84, 0.56), (0.71, 0.71), (0.56, 0.83), (0.39, 0.92), (0.2, 0.98))
"""One side of a string of beads: points of a quarter of a circle, mirrored for the other side."""


def jewellery(c: Shades) -> str:
    """A necklace with a pendant, and a pair of jhumkas."""
    beads = "".join(
        dot(200 + side * 104 * x, 84 + 134 * y, 8, c.light, c.edge, 1.8) for side in (-1, 1) for x, y in BEADS
    )
    jhumka = "".join(
        (
            dot(0, -42, 13, c.main, c.edge, 2),
            dot(0, -42, 5, "#b3242e"),
            line("M0 -29 V-14", c.edge, 3),
            shape("M-28 22 Q-28 -16 0 -16 Q28 -16 28 22 Z", c.main, c.edge),
            diamonds(-26, 12, 52, c.light, 5, 5),
            dots(-30, 30, 60, c.light, 5, 5),
        )
    )
    return "".join(
        (
            line("M96 84 Q96 218 200 218 Q304 218 304 84", c.main, 5),
            beads,
            shape("M150 206 Q200 250 250 206 L238 236 Q200 268 162 236 Z", c.main, c.edge),
            dots(160, 232, 80, "#b3242e", 5, 5),
            star(200, 268, 36, c.main, "#b3242e"),
            dot(200, 268, 17, c.light, c.edge, 2),
            dot(200, 268, 10, "#1f7a55"),
            dot(200, 314, 9, c.light, c.edge, 2),
            f'<g transform="translate(104 296)">{jhumka}</g><g transform="translate(296 296)">{jhumka}</g>',
        )
    )


DRAWINGS = {
    "shoe": shoe,
    "sandal": sandal,
    "khussa": khussa,
    "bag": bag,
    "wallet": wallet,
    "belt": belt,
    "backpack": backpack,
    "watch": watch,
    "jewellery": jewellery,
}
