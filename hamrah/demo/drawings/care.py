"""Pictures of what stands in a bathroom or on a dressing table, and of a present, on a field of 400 by 400."""

from hamrah.demo.drawings.motifs import box, diamonds, dot, dots, flower, line, oval, paisley, shape, star
from hamrah.demo.palette import PAPER, Shades


def bottle(c: Shades) -> str:
    """A bottle with a cap and a label."""
    glass = "M168 132 H232 V152 Q284 168 284 220 V314 Q284 336 262 336 H138 Q116 336 116 314 V220 Q116 168 168 152 Z"
    return "".join(
        (
            box(164, 66, 72, 60, c.trim, 8, c.edge),
            line("M178 74 V118 M192 74 V118 M206 74 V118 M220 74 V118", c.edge, 1.6, 'opacity=".5"'),
            box(174, 122, 52, 14, c.edge, 3),
            shape(glass, c.main, c.edge),
            shape("M132 224 Q134 190 160 174 L160 322 H146 Q132 322 132 310 Z", c.light, more='opacity=".65"'),
            box(146, 214, 108, 92, PAPER, 10, c.edge),
            star(200, 252, 26, c.main, c.trim),
            diamonds(156, 292, 88, c.trim, 8, 4),
            line("M160 226 H240", c.edge, 1.6),
        )
    )


def tube(c: Shades) -> str:
    """A tube of cream standing on its cap."""
    return "".join(
        (
            shape("M134 66 H266 L246 284 H154 Z", c.main, c.edge),
            box(128, 54, 144, 26, c.light, 4, c.edge),
            line(
                "M142 58 V76 M158 58 V76 M174 58 V76 M190 58 V76 M206 58 V76 M222 58 V76 M238 58 V76 M254 58 V76",
                c.edge,
                1.6,
                'opacity=".6"',
            ),
            shape("M146 84 L162 278 H176 L164 84 Z", c.light, more='opacity=".7"'),
            flower(204, 132, 26, PAPER, c.trim),
            line("M172 182 H236 M178 198 H230 M186 214 H222", PAPER, 4.5),
            diamonds(162, 252, 78, c.trim, 7, 5),
            box(150, 282, 100, 54, c.trim, 8, c.edge),
            line("M166 290 V328 M182 290 V328 M198 290 V328 M214 290 V328 M232 290 V328", c.edge, 1.6, 'opacity=".45"'),
        )
    )


def jar(c: Shades) -> str:
    """A squat jar with a lid."""
    return "".join(
        (
            shape("M98 200 H302 L310 306 Q308 336 274 336 H126 Q92 336 90 306 Z", c.main, c.edge),
            shape("M108 208 H132 L136 324 H126 Q104 324 102 304 Z", c.light, more='opacity=".7"'),
            box(142, 226, 116, 84, PAPER, 12, c.edge),
            flower(200, 260, 25, c.main, c.trim),
            diamonds(154, 298, 92, c.trim, 8, 4),
            box(84, 134, 232, 70, c.trim, 16, c.edge),
            oval(200, 138, 104, 18, c.light, c.edge),
            star(200, 138, 11, c.trim),
            line(
                "M104 168 V196 M128 170 V198 M152 171 V199 M176 172 V199 M200 172"
                " V199 M224 172 V199 M248 171 V199 M272 170 V198 M296 168 V196",
                c.edge,
                2,
                'opacity=".4"',
            ),
        )
    )


def soap(c: Shades) -> str:
    """A bar of soap with foam."""
    bubbles = (
        (112, 152, 24),
        (150, 118, 17),
        (258, 112, 28),
        (300, 152, 17),
        (214, 92, 12),
        (86, 204, 12),
        (318, 206, 12),
    )
    return "".join(
        (
            "".join(
                dot(x, y, r, "#ffffff", c.edge, 1.8) + dot(x - r * 0.3, y - r * 0.3, r * 0.25, c.light)
                for x, y, r in bubbles
            ),
            shape(
                "M76 228 Q76 176 130 176 H270 Q324 176 324 228 V256 Q324 308 270 308 H130 Q76 308 76 256 Z",
                c.dark,
                c.edge,
            ),
            shape(
                "M76 220 Q76 168 130 168 H270 Q324 168 324 220 V232 Q324 284 270 284 H130 Q76 284 76 232 Z",
                c.main,
                c.edge,
            ),
            oval(200, 226, 94, 40, c.light, c.edge, 2),
            paisley(160, 226, 46, c.main, c.light, -60),
            paisley(240, 226, 46, c.main, c.light, 60),
            star(200, 226, 18, c.trim, c.light),
            oval(200, 330, 112, 9, "#ffffff", c.edge, 1.6),
        )
    )


def box_of_gifts(c: Shades) -> str:
    """A present with a ribbon and a bow: what is drawn when nothing else fits."""
    return "".join(
        (
            box(96, 196, 208, 138, c.main, 8, c.edge),
            shape("M96 196 H128 V334 H104 Q96 334 96 326 Z", c.dark, more='opacity=".25"'),
            star(140, 268, 15, c.light),
            star(262, 292, 15, c.light),
            star(262, 238, 10, c.light),
            star(140, 310, 9, c.light),
            box(84, 152, 232, 52, c.light, 8, c.edge),
            dots(92, 178, 216, c.main, 13, 3.4),
            box(182, 152, 36, 182, c.trim),
            line("M182 152 V334 M218 152 V334", c.edge, 1.6, 'opacity=".5"'),
            shape(
                "M200 150 C150 148 118 118 140 92 C164 70 194 108 200 150 Z"
                " M200 150 C250 148 282 118 260 92 C236 70 206 108 200 150 Z",
                c.trim,
                c.edge,
            ),
            shape(
                "M200 146 C172 142 152 122 160 108 C172 100 192 124 200 146 Z"
                " M200 146 C228 142 248 122 240 108 C228 100 208 124 200 146 Z",
                c.edge,
                more='opacity=".35"',
            ),
            dot(200, 148, 15, c.trim, c.edge),
        )
    )


DRAWINGS = {"bottle": bottle, "tube": tube, "jar": jar, "soap": soap, "box": box_of_gifts}
