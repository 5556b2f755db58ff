"""Pictures of what is worn over the clothes, on a field of 400 by 400."""

from hamrah.demo.drawings.motifs import box, buttons, diamonds, dot, dots, flower, line, paisley, shape, star, tassels
from hamrah.demo.palette import PAPER, Shades


def waistcoat(c: Shades) -> str:
    """A waistcoat with a band collar, over a white kameez."""
    left = "M152 78 L196 150 L196 318 L176 334 L130 312 L126 168 Q142 138 128 92 Z"
    right = "M248 78 L204 150 L204 318 L224 334 L270 312 L274 168 Q258 138 272 92 Z"
    return "".join(
        (
            shape("M154 76 Q200 100 246 76 L224 176 H176 Z", PAPER, c.edge, 2),
            line("M200 92 V150", c.edge, 1.6),
            buttons(200, 104, 140, 3, c.edge),
            shape(left, c.main, c.edge),
            shape(right, c.main, c.edge),
            shape(
                "M126 168 L130 312 L150 321 L148 150 Q140 150 126 168 Z"
                " M274 168 L270 312 L250 321 L252 150 Q260 150 274 168 Z",
                c.dark,
                more='opacity=".3"',
            ),
            shape("M152 78 L164 58 Q200 74 236 58 L248 78 L236 98 Q200 74 164 98 Z", c.light, c.edge, 2),
            buttons(200, 168, 300, 5, c.trim),
            line("M144 246 L180 252 M256 246 L220 252", c.trim, 5),
            line("M232 182 L258 178", c.trim, 4),
            star(162, 206, 8, c.trim),
            star(238, 210, 8, c.trim),
            star(160, 286, 8, c.trim),
            star(240, 286, 8, c.trim),
        )
    )


def sherwani(c: Shades) -> str:
    """A long coat with a band collar, worked at collar, chest and cuffs."""
    coat = "M160 76 H240 L282 96 L322 258 L288 268 L264 180 L276 338 H124 L136 180 L112 268 L78 258 L118 96 Z"
    return "".join(
        (
            shape(coat, c.main, c.edge),
            shape("M136 180 L124 338 H154 L158 166 Z M264 180 L276 338 H246 L242 166 Z", c.dark, more='opacity=".35"'),
            shape("M190 92 H210 V338 H190 Z", c.dark, more='opacity=".45"'),
            shape("M160 76 L172 56 Q200 68 228 56 L240 76 L210 100 L200 92 L190 100 Z", c.light, c.edge),
            line("M190 100 V338 M210 100 V338", c.trim, 3),
            buttons(200, 116, 262, 7, c.trim),
            paisley(166, 142, 40, c.trim, c.light, 8),
            paisley(234, 142, 40, c.trim, c.light, -8),
            dots(150, 176, 32, c.trim, 3, 2.6),
            dots(218, 176, 32, c.trim, 3, 2.6),
            line("M146 246 L176 250 M254 246 L224 250", c.trim, 4),
            shape("M78 258 L112 268 L117 248 L83 239 Z M322 258 L288 268 L283 248 L317 239 Z", c.trim, c.edge, 1.6),
            diamonds(128, 326, 60, c.trim, 5, 5),
            diamonds(212, 326, 60, c.trim, 5, 5),
        )
    )


def dupatta(c: Shades) -> str:
    """A long veil over a rod, both ends hanging."""
    front = "M132 92 Q176 80 216 92 L222 200 L212 316 L126 316 L136 200 Z"
    back = "M206 92 Q244 80 276 92 L290 190 L280 274 L214 274 L218 190 Z"
    spots = "".join(
        flower(x, y, 9, c.light, c.trim, 5)
        for x, y in ((158, 128), (194, 146), (156, 178), (192, 206), (156, 232), (190, 258))
    )
    return "".join(
        (
            box(92, 84, 216, 9, "#a9794a", 4),
            dot(92, 88, 8, "#8a5f37"),
            dot(308, 88, 8, "#8a5f37"),
            shape(back, c.dark, c.edge),
            shape("M216.500 244 H285 L282 264 H214.500 Z", c.trim),
            tassels(220, 275, 56, c.trim, 8, 15),
            shape(front, c.main, c.edge),
            line("M162 90 Q154 200 156 270 M190 88 Q194 190 186 270", c.dark, 2, 'opacity=".6"'),
            spots,
            shape("M130.500 284 H214.500 L213 304 H128 Z", c.trim),
            diamonds(132, 294, 80, c.main, 8),
            tassels(132, 317, 76, c.trim, 10, 16),
        )
    )


def shawl(c: Shades) -> str:
    """A folded wool shawl with a paisley border and a fringe."""
    return "".join(
        (
            shape("M84 120 Q200 96 316 120 L322 170 Q200 148 78 170 Z", c.dark, c.edge),
            shape("M80 152 Q200 128 320 152 L324 206 Q200 184 76 206 Z", c.light, c.edge),
            shape("M76 190 Q200 164 324 190 L330 310 Q200 288 70 310 Z", c.main, c.edge),
            shape("M72.500 268 Q200 244 327.500 268 L329 292 Q200 269 71 292 Z", c.trim),
            "".join(
                paisley(104 + 32 * step, 236 - 6 * (1 - abs(step - 3) / 3) * 2, 44, c.trim, c.light, 8)
                for step in range(7)
            ),
            line("M78 206 Q200 182 322 206", c.light, 3),
            line(
                "".join(f"M{x} {312 - 20 * (1 - ((x - 200) / 128) ** 2):.0f} v18 " for x in range(76, 330, 12)),
                c.edge,
                2.6,
            ),
        )
    )


def abaya(c: Shades) -> str:
    """A long loose gown with its scarf."""
    gown = "M164 104 L236 104 L262 124 L334 262 L290 284 L258 214 L290 338 H110 L142 214 L110 284 L66 262 L138 124 Z"
    scarf = "M200 40 C160 40 150 84 154 112 C164 138 236 138 246 112 C250 84 240 40 200 40 Z"
    return "".join(
        (
            shape(gown, c.main, c.edge),
            shape("M142 214 L110 338 H146 L160 200 Z M258 214 L290 338 H254 L240 200 Z", c.dark, more='opacity=".45"'),
            line("M200 132 V338", c.light, 2.4),
            line("M176 220 L168 336 M224 220 L232 336", c.dark, 2),
            shape("M290 284 L334 262 L325 244 L281 266 Z M110 284 L66 262 L75 244 L119 266 Z", c.trim),
            dots(186, 158, 28, c.trim, 2, 3),
            dots(186, 182, 28, c.trim, 2, 3),
            dots(186, 206, 28, c.trim, 2, 3),
            dots(186, 230, 28, c.trim, 2, 3),
            shape("M113 326 H287 L290 338 H110 Z", c.trim),
            shape(scarf, c.dark, c.edge),
            shape("M200 58 C180 58 174 82 178 96 C184 110 216 110 222 96 C226 82 220 58 200 58 Z", c.halo),
            shape("M154 112 C176 140 224 140 246 112 L256 148 Q200 178 144 148 Z", c.main, c.edge),
        )
    )


def sweater(c: Shades) -> str:
    """A knitted jumper with a patterned chest."""
    body = (
        "M158 84 Q200 104 242 84 L280 102 L326 256 L286 268 L264 190 L264 312 H136 L136 190 L114 268 L74 256 L120 102 Z"
    )
    return "".join(
        (
            shape(body, c.main, c.edge),
            shape("M136 190 V312 H158 V164 Z M264 190 V312 H242 V164 Z", c.dark, more='opacity=".22"'),
            shape("M134.500 150 H265.500 V196 H134.500 Z", c.light),
            diamonds(138, 173, 124, c.main, 7, 9),
            diamonds(138, 173, 124, c.trim, 7, 4),
            dots(138, 156, 124, c.trim, 14),
            dots(138, 190, 124, c.trim, 14),
            shape("M154 84 Q200 112 246 84 L240 70 Q200 90 160 70 Z", c.dark, c.edge),
            box(134, 306, 132, 24, c.dark, 6, c.edge),
            line(
                "M148 308 V328 M164 308 V328 M180 308 V328 M196 308 V328 M212 308 V328 M228 308 V328 M244 308 V328",
                c.light,
                2,
            ),
            shape("M286 268 L326 256 L331 274 L291 286 Z M114 268 L74 256 L69 274 L109 286 Z", c.dark, c.edge),
        )
    )


def jacket(c: Shades) -> str:
    """A quilted jacket with a zip."""
    body = "M156 84 L244 84 L284 102 L330 268 L288 280 L266 196 L268 318 H132 L134 196 L112 280 L70 268 L116 102 Z"
    return "".join(
        (
            shape(body, c.main, c.edge),
            shape("M134 196 L132 318 H160 V168 Z M266 196 L268 318 H240 V168 Z", c.dark, more='opacity=".3"'),
            line(
                "M134 160 Q168 172 198 160 M202 160 Q232 172 266 160"
                " M134 206 Q168 218 198 206 M202 206 Q232 218 266 206",
                c.edge,
                2,
            ),
            line("M133 252 Q168 264 198 252 M202 252 Q232 264 267 252 M104 178 L132 186 M296 178 L268 186", c.edge, 2),
            line("M92 222 L121 231 M308 222 L279 231", c.edge, 2),
            shape("M150 88 L170 60 H230 L250 88 L226 112 L200 96 L174 112 Z", c.light, c.edge),
            shape("M176 66 H224 L212 92 H188 Z", c.dark),
            line("M200 96 V318", "#e6e2d8", 5),
            line("M200 100 V318", c.edge, 1.6, 'stroke-dasharray="3 4"'),
            box(195, 118, 10, 20, c.trim, 3),
            line("M150 270 L176 238 M250 270 L224 238", c.light, 5),
            box(130, 312, 140, 18, c.dark, 6, c.edge),
        )
    )


DRAWINGS = {
    "waistcoat": waistcoat,
    "sherwani": sherwani,
    "dupatta": dupatta,
    "shawl": shawl,
    "abaya": abaya,
    "sweater": sweater,
    "jacket": jacket,
}
