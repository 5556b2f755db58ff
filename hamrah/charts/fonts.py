"""The font that Urdu is drawn in: the widget's own, made readable for the drawing library, or one of the system."""

from pathlib import Path

from matplotlib import font_manager

from hamrah.settings import settings

URDU = "Noto Nastaliq Urdu"
LATIN = "DejaVu Sans"
"""It comes with the drawing library."""
SHIPPED = Path("vendor") / "noto-nastaliq-urdu-400.woff"


class NoUrduFont(Exception):
    """There is no font for Urdu; the message is one line for the operator."""


def font_families(language: str) -> list[str]:
    """The families for a language's texts, the first being asked first. Raises `NoUrduFont`."""
    if language != "ur":
        return [LATIN]
    if not _known():
        shipped = settings().web_dir / SHIPPED
        if not shipped.is_file():
            raise NoUrduFont(f"{shipped} is missing, which Urdu is drawn in: run `make setup`")
        font_manager.fontManager.addfont(_unpacked(shipped))
    return [URDU, LATIN]


def _known() -> bool:
    return any(entry.name == URDU for entry in font_manager.fontManager.ttflist)


def _unpacked(shipped: Path) -> Path:
    """The font as TrueType: the drawing library's FreeType reads no WOFF. Made once, by renaming a finished file."""
    made = settings().var_dir / "fonts" / f"{shipped.stem}.ttf"
    if not made.is_file() or made.stat().st_mtime < shipped.stat().st_mtime:
        from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

        made.parent.mkdir(parents=True, exist_ok=True)
        font = TTFont(shipped)
        font.flavor = None
        unfinished = made.with_suffix(".part")
        font.save(unfinished)
        unfinished.replace(made)
    return made
