"""Pictures of electronics, stationery and toys, on a field of 400 by 400."""

from hamrah.demo.drawings.motifs import box, diamonds, dot, dots, flower, line, paisley, shape, star
from hamrah.demo.palette import GOLD, INK, PAPER, Shades

BOLT = "M0 -34 L-22 6 H-4 L-10 34 L20 -8 H3 L10 -34 Z"


def phonecase(c: Shades) -> str:
    """The back of a telephone in its cover."""
    return "".join(
        (
            box(124, 48, 152, 296, c.edge, 30),
            box(128, 52, 144, 288, c.main, 27, c.edge),
            box(138, 62, 124, 268, "none", 20, c.light),
            box(142, 68, 62, 66, INK, 16),
            dot(160, 86, 11, "#5b6672", "#11151a", 3),
            dot(160, 116, 11, "#5b6672", "#11151a", 3),
            dot(186, 101, 8, "#5b6672", "#11151a", 3),
            dot(187, 82, 4, "#f6e7ae"),
            flower(200, 218, 40, c.light, c.trim, 8),
            star(200, 218, 16, c.main, c.trim),
            paisley(162, 288, 38, c.trim, c.light, -24),
            paisley(238, 288, 38, c.trim, c.light, 24),
            paisley(240, 160, 34, c.trim, c.light, 20),
            dots(150, 316, 100, c.light, 9, 3),
        )
    )


def charger(c: Shades) -> str:
    """A wall charger and its cable."""
    return "".join(
        (
            line("M232 268 C232 350 330 340 322 262 C316 204 286 200 296 148", c.edge, 11),
            line("M232 268 C232 350 330 340 322 262 C316 204 286 200 296 148", c.light, 6.5),
            box(282, 92, 30, 58, c.main, 7, c.edge),
            box(287, 66, 20, 28, "#c9ced4", 4, INK),
            line("M297 72 V86", INK, 3),
            line("M120 106 V66 M176 106 V66", "#aeb4ba", 13),
            line("M120 104 V68 M176 104 V68", "#dfe3e7", 7),
            shape(
                "M92 118 Q92 104 106 104 H190 Q204 104 204 118 L214 214 Q214 236 192 236 H104 Q82 236 82 214 Z",
                c.main,
                c.edge,
            ),
            shape("M100 120 H116 L110 224 Q94 224 94 212 Z", c.light, more='opacity=".7"'),
            f'<g transform="translate(148 168)">{shape(BOLT, c.trim, c.edge, 2)}</g>',
            box(214, 224, 36, 48, c.main, 8, c.edge),
            line("M196 226 Q206 232 216 236", c.edge, 3),
            dot(178, 218, 4.5, "#6fd08c"),
        )
    )


def earphones(c: Shades) -> str:
    """Headphones."""
    cup = "".join(
        (
            box(-30, -56, 60, 112, c.edge, 28),
            box(-27, -53, 54, 106, c.main, 26, c.edge),
            box(-12, -40, 24, 80, c.light, 12, c.edge),
        )
    )
    return "".join(
        (
            line("M98 236 V202 C98 64 302 64 302 202 V236", c.edge, 27),
            line("M98 236 V202 C98 64 302 64 302 202 V236", c.main, 21),
            line("M128 138 C164 84 236 84 272 138", c.light, 7),
            line("M92 214 V190 M308 214 V190", "#c9ced4", 9),
            f'<g transform="translate(100 262)">{cup}</g><g transform="translate(300 262)">{cup}</g>',
            box(126, 222, 22, 80, INK, 11),
            box(252, 222, 22, 80, INK, 11),
            star(100, 262, 12, c.trim),
            star(300, 262, 12, c.trim),
            line("M178 250 V274 M194 236 V288 M210 226 V298 M226 244 V280", c.trim, 7),
        )
    )


def powerbank(c: Shades) -> str:
    """A power bank with its lights and a cable."""
    return "".join(
        (
            line("M246 92 C246 44 326 52 322 120 V190", c.edge, 10),
            line("M246 92 C246 44 326 52 322 120 V190", PAPER, 5.5),
            box(306, 186, 32, 48, c.main, 7, c.edge),
            box(312, 232, 20, 22, "#c9ced4", 3, INK),
            box(104, 88, 176, 252, c.edge, 28),
            box(107, 91, 170, 246, c.main, 25, c.edge),
            box(120, 104, 24, 220, c.light, 12),
            box(164, 94, 28, 9, INK, 3),
            box(232, 84, 28, 16, c.edge, 4),
            f'<g transform="translate(204 196) scale(1.7)">{shape(BOLT, c.trim, c.edge, 1.6)}</g>',
            dots(160, 290, 92, "#7be09a", 3, 6),
            dot(244, 290, 6, c.dark, c.edge, 1.6),
            diamonds(156, 318, 100, c.trim, 9, 4),
        )
    )


def notebook(c: Shades) -> str:
    """A bound exercise book with a label."""
    rings = "".join(box(92, y, 30, 9, "#c9ced4", 4, INK) for y in range(84, 320, 27))
    return "".join(
        (
            shape("M126 70 H312 Q318 70 318 78 V334 Q318 342 310 342 H126 Z", PAPER, c.edge),
            line("M310 78 V338 M304 78 V338", c.edge, 1.2, 'opacity=".5"'),
            box(106, 58, 196, 278, c.main, 10, c.edge),
            box(106, 58, 34, 278, c.dark, 10, c.edge),
            rings,
            box(166, 98, 112, 76, PAPER, 6, c.edge),
            line("M178 122 H266 M178 138 H266 M178 154 H236", c.edge, 2.4, 'opacity=".6"'),
            star(222, 252, 44, c.light, c.trim),
            star(222, 252, 24, c.main, c.trim),
            diamonds(160, 318, 126, c.trim, 10, 5),
        )
    )


def pen(c: Shades) -> str:
    """A fountain pen, and the line it has written."""
    body = "".join(
        (
            shape("M-24 -172 Q0 -188 24 -172 V-34 H-24 Z", c.main, c.edge),
            box(-26, -40, 52, 16, c.trim, 3, c.edge),
            shape("M-22 -24 H22 L18 70 H-18 Z", c.dark, c.edge),
            shape("M-17 70 H17 L11 112 Q4 136 0 146 Q-4 136 -11 112 Z", GOLD, "#8a6a1f"),
            line("M0 142 V104", INK, 2.2),
            dot(0, 101, 4, INK),
            box(12, -160, 11, 92, c.trim, 5, c.edge),
            box(-16, -158, 9, 110, c.light, 4),
            diamonds(-18, -52, 36, c.trim, 4, 4),
        )
    )
    written = "M72 318 C92 282 112 350 132 314 C146 290 160 336 178 312"
    return line(written, INK, 5) + f'<g transform="translate(238 186) rotate(28)">{body}</g>'


def toy(c: Shades) -> str:
    """A painted truck."""

    def wheel(x: float) -> str:
        return dot(x, 314, 31, INK) + dot(x, 314, 18, c.trim, c.edge, 2) + star(x, 314, 11, c.main, PAPER)

    return "".join(
        (
            shape("M58 112 Q58 104 66 104 H238 V292 H58 Z", c.main, c.edge),
            shape("M46 104 Q60 76 90 84 Q118 64 148 82 Q180 64 206 84 Q236 76 250 104 Z", c.trim, c.edge),
            dots(66, 98, 164, c.main, 11, 4),
            box(72, 122, 152, 96, PAPER, 8, c.edge),
            flower(148, 170, 36, "#d9534f", GOLD, 8),
            paisley(98, 172, 48, c.main, GOLD, -14),
            paisley(198, 172, 48, c.main, GOLD, 14),
            diamonds(66, 240, 164, c.trim, 11, 9),
            diamonds(66, 240, 164, "#2c8652", 11, 4),
            shape("M238 154 H292 Q302 154 308 164 L336 224 Q342 232 342 244 V292 H238 Z", c.light, c.edge),
            shape("M254 170 H288 L312 224 H254 Z", "#bfe0ee", c.edge),
            star(286, 258, 16, c.main, c.trim),
            dot(338, 268, 8, "#f7e08c", c.edge, 2),
            box(48, 286, 302, 16, c.dark, 5, c.edge),
            line("M58 302 v14 M72 302 v14 M178 302 v12 M196 302 v12 M214 302 v12", c.trim, 4),
            wheel(114),
            wheel(288),
        )
    )


DRAWINGS = {
    "phonecase": phonecase,
    "charger": charger,
    "earphones": earphones,
    "powerbank": powerbank,
    "notebook": notebook,
    "pen": pen,
    "toy": toy,
}
