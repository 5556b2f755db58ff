"""Pictures of things for the house, on a field of 400 by 400."""

from hamrah.demo.drawings.motifs import (
    box,
    diamonds,
    dot,
    dots,
    flower,
    line,
    oval,
    paisley,
    shape,
    star,
    star_path,
    tassels,
)
from hamrah.demo.palette import GOLD, PAPER, Shades

WOOD, WOOD_EDGE = "#9c6b40", "#5f3f23"


def bedsheet(c: Shades) -> str:
    """A made bed, the sheet in front."""
    blossoms = ((122, 262), (176, 244), (230, 266), (286, 248), (146, 300), (206, 306), (262, 298))
    return "".join(
        (
            shape("M74 190 V112 Q200 62 326 112 V190 Z", WOOD, WOOD_EDGE),
            line("M98 178 V126 Q200 86 302 126 V178 Z", "#c79763", 3),
            star(200, 124, 15, GOLD),
            shape("M66 214 L92 178 H308 L334 214 V330 H66 Z", c.main, c.edge),
            shape(
                "M104 196 Q100 158 126 158 H174 Q194 158 192 196 Z M208 196 Q206 158 226 158 H274 Q300 158 296 196 Z",
                c.light,
                c.edge,
            ),
            flower(148, 178, 11, c.main, c.trim),
            flower(252, 178, 11, c.main, c.trim),
            "".join(flower(x, y, 14, c.light, c.trim) for x, y in blossoms),
            shape("M78 198 H322 L334 214 H66 Z", c.light, c.edge),
            diamonds(76, 207, 248, c.trim, 18, 4),
            shape("M66 318 H334 V334 H66 Z", c.dark, c.edge),
            box(72, 334, 18, 14, WOOD_EDGE, 3),
            box(310, 334, 18, 14, WOOD_EDGE, 3),
        )
    )


def towel(c: Shades) -> str:
    """Folded towels in a stack."""

    def folded(y: float, fill: str, stripe: str) -> str:
        return "".join(
            (
                shape(
                    f"M96 {y} H288 Q322 {y} 322 {y + 32} Q322 {y + 64} 288 {y + 64}"
                    " H96 Q82 {y + 64} 82 {y + 50} V{y + 14} Q82 {y} 96 {y} Z",
                    fill,
                    c.edge,
                ),
                line(f"M96 {y + 32} H290", c.edge, 2),
                line(f"M290 {y + 14} Q306 {y + 16} 306 {y + 32} Q306 {y + 48} 290 {y + 50}", c.edge, 2),
                box(206, y + 3, 12, 58, stripe),
                box(226, y + 3, 5, 58, stripe),
                box(193, y + 3, 5, 58, stripe),
            )
        )

    return "".join(
        (
            folded(266, c.dark, c.trim),
            folded(200, c.main, c.light),
            folded(134, c.light, c.main),
            shape("M104 132 Q104 92 152 96 Q200 104 252 92 Q298 90 298 132 Z", c.main, c.edge),
            diamonds(118, 122, 166, c.trim, 11, 5),
        )
    )


def cushion(c: Shades) -> str:
    """A square cushion with a star in the middle."""
    corners = ((80, 84), (320, 84), (80, 324), (320, 324))
    return "".join(
        (
            "".join(dot(x, y, 11, c.trim, c.edge, 2) for x, y in corners),
            shape("M84 88 Q200 112 316 88 Q294 204 316 320 Q200 298 84 320 Q106 204 84 88 Z", c.main, c.edge),
            shape(
                "M110 112 Q200 128 290 112 Q276 204 290 296 Q200 282 110 296 Q124 204 110 112 Z",
                "none",
                c.trim,
                3.5,
                'stroke-dasharray="2 7"',
            ),
            shape(star_path(200, 204, 74), c.light, c.trim, 3),
            star(200, 204, 46, c.main, c.trim),
            paisley(140, 146, 38, c.trim, c.main, -40),
            paisley(260, 146, 38, c.trim, c.main, 40),
            paisley(140, 264, 38, c.trim, c.main, -140),
            paisley(260, 264, 38, c.trim, c.main, 140),
        )
    )


def curtain(c: Shades) -> str:
    """Two curtains held back from a window."""
    left = "M90 82 H198 Q196 176 124 222 Q138 270 148 336 H90 Z"
    right = "M310 82 H202 Q204 176 276 222 Q262 270 252 336 H310 Z"
    return "".join(
        (
            box(134, 92, 132, 226, "#bcdcec", 4, WOOD_EDGE),
            line("M200 92 V318 M134 200 H266", PAPER, 7),
            dot(236, 138, 17, "#f4d58a"),
            shape(left, c.main, c.edge),
            shape(right, c.main, c.edge),
            line(
                "M112 92 Q112 170 102 218 M136 92 Q134 170 110 220 M164 92"
                " Q158 168 118 220 M104 240 L104 332 M120 240 L126 332",
                c.dark,
                2.6,
            ),
            line(
                "M288 92 Q288 170 298 218 M264 92 Q266 170 290 220 M236 92"
                " Q242 168 282 220 M296 240 L296 332 M280 240 L274 332",
                c.dark,
                2.6,
            ),
            shape("M88 212 L130 214 L132 232 L88 232 Z M312 212 L270 214 L268 232 L312 232 Z", c.trim, c.edge, 2),
            diamonds(92, 322, 54, c.trim, 5, 5),
            diamonds(254, 322, 54, c.trim, 5, 5),
            box(74, 70, 252, 13, WOOD, 6, WOOD_EDGE),
            dot(72, 76, 11, GOLD, WOOD_EDGE, 2),
            dot(328, 76, 11, GOLD, WOOD_EDGE, 2),
        )
    )


def pot(c: Shades) -> str:
    """A cooking pot with its lid on, steaming."""
    return "".join(
        (
            line("M158 88 Q142 68 158 48 M200 80 Q184 60 200 38 M242 88 Q226 68 242 48", c.edge, 5, 'opacity=".35"'),
            shape(
                "M58 208 Q48 208 48 222 Q48 240 66 240 H92 V208 Z M342"
                " 208 Q352 208 352 222 Q352 240 334 240 H308 V208 Z",
                c.edge,
            ),
            shape("M84 186 H316 V282 Q316 334 262 334 H138 Q84 334 84 282 Z", c.main, c.edge),
            shape("M100 198 H124 V316 Q100 306 100 276 Z", c.light, more='opacity=".7"'),
            box(76, 174, 248, 22, c.light, 8, c.edge),
            shape("M92 174 Q104 116 200 114 Q296 116 308 174 Z", c.main, c.edge),
            line("M118 160 Q132 132 178 128", c.light, 5),
            box(186, 92, 28, 24, c.edge, 8),
            dot(200, 92, 14, c.trim, c.edge),
            diamonds(100, 262, 200, c.trim, 11, 9),
            dots(100, 284, 200, c.light, 21, 2.6),
            dots(100, 240, 200, c.light, 21, 2.6),
        )
    )


def plates(c: Shades) -> str:
    """A dinner plate, a bowl and a cup with a painted rim."""
    rim = "".join(
        f'<g transform="rotate({30 * step} 182 192)">{flower(182, 92, 11, c.main, c.trim, 5)}</g>' for step in range(12)
    )
    return "".join(
        (
            dot(182, 192, 126, PAPER, c.edge),
            dot(182, 192, 119, c.light, "none"),
            dot(182, 192, 84, PAPER, c.edge, 2),
            rim,
            dot(182, 192, 74, "none", c.main, 2.5),
            star(182, 192, 30, c.main, c.trim),
            shape("M188 250 H344 Q342 332 266 336 Q190 332 188 250 Z", PAPER, c.edge),
            oval(266, 252, 78, 15, c.light, c.edge),
            shape("M194 280 Q266 296 338 280 L334 298 Q266 314 198 298 Z", c.main),
            dots(200, 294, 132, c.trim, 9, 3.4),
            box(236, 332, 60, 12, PAPER, 5, c.edge),
            shape("M74 268 H152 L146 330 Q112 340 80 330 Z", c.main, c.edge),
            oval(113, 269, 39, 8, c.dark, c.edge, 2),
            line("M152 280 Q178 284 170 306 Q164 318 149 316", c.edge, 6),
            diamonds(80, 302, 66, c.trim, 5, 6),
        )
    )


def flask(c: Shades) -> str:
    """A vacuum flask with its cup."""
    return "".join(
        (
            line("M262 178 Q318 180 312 240 Q308 282 262 284", c.edge, 15),
            line("M262 178 Q318 180 312 240 Q308 282 262 284", c.dark, 9),
            shape("M140 148 H260 L264 166 V318 Q264 336 246 336 H154 Q136 336 136 318 V166 Z", c.main, c.edge),
            shape("M148 166 H170 V324 H158 Q148 324 148 312 Z", c.light, more='opacity=".7"'),
            box(144, 120, 112, 30, "#c9ced4", 6, c.edge),
            shape("M152 66 H248 L254 122 H146 Z", c.light, c.edge),
            box(146, 58, 108, 16, c.main, 7, c.edge),
            box(136, 196, 128, 12, c.trim),
            box(136, 290, 128, 12, c.trim),
            flower(200, 248, 25, c.light, c.trim),
            paisley(162, 252, 32, c.trim, c.main, -20),
            paisley(240, 252, 32, c.trim, c.main, 20),
        )
    )


def mat(c: Shades) -> str:
    """A prayer mat with its arch."""
    return "".join(
        (
            tassels(112, 62, 176, c.trim, 20, -16),
            tassels(112, 338, 176, c.trim, 20, 16),
            box(108, 58, 184, 284, c.main, 4, c.edge),
            box(118, 68, 164, 264, c.light, 2, c.edge),
            diamonds(122, 78, 156, c.main, 12, 6),
            diamonds(122, 322, 156, c.main, 12, 6),
            box(128, 90, 144, 220, c.dark, 2, c.edge),
            shape("M146 310 V190 Q146 146 200 112 Q254 146 254 190 V310 Z", c.main, c.trim, 4),
            shape("M162 310 V198 Q162 166 200 142 Q238 166 238 198 V310 Z", c.light, c.trim, 2),
            line("M200 144 V178", c.trim, 2),
            shape("M186 180 H214 L220 204 Q200 220 180 204 Z", c.trim, c.edge, 2),
            dot(200, 222, 5, c.trim),
            flower(200, 266, 20, c.main, c.trim, 8),
            star(142, 112, 9, c.trim),
            star(258, 112, 9, c.trim),
        )
    )


DRAWINGS = {
    "bedsheet": bedsheet,
    "towel": towel,
    "cushion": cushion,
    "curtain": curtain,
    "pot": pot,
    "plates": plates,
    "flask": flask,
    "mat": mat,
}
