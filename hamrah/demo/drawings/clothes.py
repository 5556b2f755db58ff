"""Pictures of clothes, on a field of 400 by 400."""

from hamrah.demo.drawings.motifs import box, buttons, diamonds, dot, dots, flower, line, paisley, shape, star
from hamrah.demo.palette import INK, PAPER, Shades


def kurta(c: Shades) -> str:
    """A long tunic with an embroidered neck and side slits."""
    body = (
        "M160 70 Q200 92 240 70 L274 86 L338 226 L302 244 L262 166 L268 250 L280 328 L120 328 L132 250 L138 166 L98 244"
        " L62 226 L126 86 Z"
    )
    neck = "M164 71 Q200 91 236 71 L216 120 L216 176 L200 192 L184 176 L184 120 Z"
    cuffs = "M302 244 L338 226 L331 211 L295 229 Z M98 244 L62 226 L69 211 L105 229 Z"
    return "".join(
        (
            shape(body, c.main, c.edge),
            shape(
                "M138 166 L132 250 L120 328 L150 328 L150 150 Z M262 166 L268 250 L280 328 L250 328 L250 150 Z",
                c.dark,
                more='opacity=".28"',
            ),
            shape(neck, c.light, c.trim, 3),
            line("M200 92 V178", c.edge, 2),
            buttons(200, 112, 166, 4, c.trim),
            star(175, 214, 9, c.trim),
            star(225, 214, 9, c.trim),
            star(200, 240, 9, c.trim),
            star(160, 262, 9, c.trim),
            star(240, 262, 9, c.trim),
            shape("M124.500 300 L275.500 300 L278.500 320 L121.500 320 Z", c.light, more='opacity=".85"'),
            diamonds(128, 310, 144, c.trim, 11),
            shape(cuffs, c.trim),
            line("M132 264 L128 328 M268 264 L272 328", c.edge, 2),
        )
    )


def suit(c: Shades) -> str:
    """Kameez over shalwar."""
    shalwar = "M134 214 L266 214 L290 292 L266 340 L216 340 L204 268 L196 268 L184 340 L134 340 L110 292 Z"
    kameez = "M166 58 L234 58 L266 72 L318 190 L286 206 L256 146 L266 252 L134 252 L144 146 L114 206 L82 190 L134 72 Z"
    folds = "M146 262 Q160 300 154 336 M168 262 Q174 300 170 336 M254 262 Q240 300 246 336 M232 262 Q226 300 230 336"
    return "".join(
        (
            shape(shalwar, c.light, c.edge),
            line(folds, c.edge, 1.8),
            box(132, 328, 54, 13, c.main, 3, c.edge),
            box(214, 328, 54, 13, c.main, 3, c.edge),
            shape(kameez, c.main, c.edge),
            shape(
                "M144 146 L134 252 L162 252 L156 132 Z M256 146 L266 252 L238 252 L244 132 Z",
                c.dark,
                more='opacity=".26"',
            ),
            shape("M170 58 Q200 78 230 58 L226 48 Q200 62 174 48 Z", c.light, c.edge),
            shape("M190 72 H210 V158 L200 168 L190 158 Z", c.light, c.trim, 2.5),
            buttons(200, 88, 148, 5, c.trim),
            shape("M136.500 230 L263.500 230 L265 244 L135 244 Z", c.light, more='opacity=".9"'),
            dots(139, 237, 122, c.trim, 14, 3),
            shape("M286 206 L318 190 L313 178 L281 194 Z M114 206 L82 190 L87 178 L119 194 Z", c.trim),
            paisley(164, 196, 32, c.trim, c.main, -12),
            paisley(236, 196, 32, c.trim, c.main, 12),
        )
    )


def shirt(c: Shades) -> str:
    """A buttoned shirt with a collar and a pocket."""
    body = (
        "M158 76 L242 76 L282 94 L330 222 L292 238 L264 170 L266 316"
        " Q200 328 134 316 L136 170 L108 238 L70 222 L118 94 Z"
    )
    return "".join(
        (
            shape(body, c.main, c.edge),
            shape(
                "M136 170 L134 316 Q146 319 160 320 L152 150 Z M264 170 L266 316 Q254 319 240 320 L248 150 Z",
                c.dark,
                more='opacity=".22"',
            ),
            line("M200 106 V322", c.edge, 2),
            line("M190 106 V322", c.edge, 1.4, 'opacity=".5"'),
            buttons(200, 130, 300, 6, c.edge),
            shape("M158 76 L176 60 H224 L242 76 L222 122 L200 96 L178 122 Z", c.light, c.edge),
            shape("M178 66 H222 L200 92 Z", c.dark, c.edge, 2),
            shape("M222 150 H256 V186 L239 196 L222 186 Z", c.light, c.edge, 2),
            line("M222 160 H256", c.edge, 1.6),
            shape("M292 238 L330 222 L323 204 L285 220 Z M108 238 L70 222 L77 204 L115 220 Z", c.light, c.edge, 2),
        )
    )


def trousers(c: Shades) -> str:
    """Trousers seen from the front."""
    legs = "M138 66 H262 L284 336 H220 L202 158 H198 L180 336 H116 Z"
    return "".join(
        (
            shape(legs, c.main, c.edge),
            shape("M138 66 L116 336 H140 L164 110 Z M262 66 L284 336 H260 L236 110 Z", c.dark, more='opacity=".24"'),
            box(136, 58, 128, 24, c.light, 4, c.edge),
            line("M200 82 V150", c.edge, 2),
            line("M200 118 Q216 116 214 84", c.edge, 1.8),
            line("M143 100 Q164 104 168 84 M257 100 Q236 104 232 84", c.edge, 2.2),
            box(156, 54, 8, 32, c.dark, 2),
            box(236, 54, 8, 32, c.dark, 2),
            dot(200, 70, 5, c.trim),
            line("M158 130 L150 322 M242 130 L250 322", c.light, 2),
            shape("M117.500 318 H181.500 L180 336 H116 Z M218.500 318 H282.500 L284 336 H220 Z", c.light, c.edge, 2),
        )
    )


def frock(c: Shades) -> str:
    """A girl's dress with puffed sleeves and a bow."""
    skirt = (
        "M158 190 H242 L312 308 Q298 326 282 312 Q268 330 252 314 Q236 332 220 316 Q200 334 180 316 Q164 332 148 314"
        " Q132 330 118 312 Q102 326 88 308 Z"
    )
    blossoms = ((140, 280), (176, 252), (212, 288), (248, 256), (268, 292), (190, 220), (224, 226))
    return "".join(
        (
            shape(
                "M156 92 C120 84 100 120 112 146 L150 152 Z M244 92 C280 84 300 120 288 146 L250 152 Z", c.light, c.edge
            ),
            shape(skirt, c.main, c.edge),
            line("M178 200 L150 304 M200 200 V312 M222 200 L250 304", c.dark, 2.2, 'opacity=".5"'),
            "".join(flower(x, y, 10, c.light, c.trim, 5) for x, y in blossoms),
            shape("M154 86 Q200 118 246 86 L242 192 H158 Z", c.main, c.edge),
            shape("M162 84 Q200 124 238 84 L228 76 Q200 104 172 76 Z", PAPER, c.edge, 2),
            box(154, 180, 92, 18, c.trim, 4),
            shape("M200 189 L168 170 Q160 190 168 208 Z M200 189 L232 170 Q240 190 232 208 Z", c.trim, c.edge, 1.6),
            dot(200, 189, 8, c.edge),
            buttons(200, 122, 166, 3, c.trim),
        )
    )


def uniform(c: Shades) -> str:
    """A school shirt with tie and badge."""
    tie = "#243a73"
    return "".join(
        (
            shirt(c),
            shape("M190 98 H210 L214 114 L206 120 L216 210 L200 232 L184 210 L194 120 L186 114 Z", tie, INK, 2),
            line("M190 156 L211 144 M187 184 L214 170 M190 212 L212 198", "#e0b04c", 5),
            shape("M158 76 L176 60 H192 L200 96 L178 122 Z M242 76 L224 60 H208 L200 96 L222 122 Z", c.light, c.edge),
            star(239, 172, 10, "#b3372f", "#f2d184"),
        )
    )


DRAWINGS = {"kurta": kurta, "suit": suit, "shirt": shirt, "trousers": trousers, "frock": frock, "uniform": uniform}
