"""The picture of the satisfaction report: drawn in every language, and Urdu shaped and from right to left."""

import struct
from datetime import UTC, datetime
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from hamrah.bootstrap import languages
from hamrah.charts import fonts
from hamrah.charts.fonts import NoUrduFont, font_families
from hamrah.charts.satisfaction import MOST_GROUPS, draw_satisfaction
from hamrah.cli.report_labels import chart_words
from hamrah.services.satisfaction_intervals import mean_of, net_promoters, share_of
from hamrah.services.satisfaction_report import KINDS, By, Figures, SatisfactionReport, Times
from hamrah.settings import settings

TIMES = Times(4, 90.0, 200.0, 60.0, 90.0)
NO_TIMES = Times(0, None, None, None, None)


def figures(group: str, many: int = 10) -> Figures:
    share = share_of(many // 2, many)
    return Figures(
        group=group,
        satisfied=share,
        csat=mean_of([4] * many, 1, 5),
        nps=net_promoters([9, 3, 8][: many or 0]),
        effort=mean_of([], 1, 7),
        answered=dict.fromkeys(KINDS, share),
        tickets=many,
        first_answer=TIMES if many else NO_TIMES,
        solution=NO_TIMES,
        answer_kept=share,
        solution_kept=share,
        reopened=share_of(0, 0),
        handovers=0,
        staff_minutes=1.0,
        cost_minor=1000 * many,
    )


def report(by: By, *groups: Figures) -> SatisfactionReport:
    day = datetime(2026, 3, 1, tzinfo=UTC)
    return SatisfactionReport(day, day, by, "PKR", figures("all"), groups)


def size(file: Path) -> tuple[int, int]:
    content = file.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


@pytest.mark.parametrize("language", languages().codes)
def test_it_is_drawn_in_every_language(language: str, tmp_path: Path) -> None:
    few = report("topic", figures("delivery"), figures("quality", 0), figures("none"))
    draw_satisfaction(few, chart_words(few, language, {}), tmp_path / "new" / "few.png")
    many = report("period", *(figures(f"{2020 + n // 12}-{n % 12 + 1:02d}") for n in range(40)))
    draw_satisfaction(many, chart_words(many, language, {}), tmp_path / "many.png")
    assert size(tmp_path / "many.png")[1] > size(tmp_path / "new" / "few.png")[1]
    assert len(many.groups) > MOST_GROUPS


def test_its_title_names_the_days_of_the_shop() -> None:
    """From the first of March to the end of the second in Pakistan."""
    since, until = datetime(2026, 2, 28, 19, tzinfo=UTC), datetime(2026, 3, 2, 19, tzinfo=UTC)
    found = SatisfactionReport(since, until, "topic", "PKR", figures("all"), ())
    assert chart_words(found, "en", {}).title == "Customer satisfaction, 1 March 2026 to 2 March 2026"


def test_nothing_to_draw_is_drawn_too(tmp_path: Path) -> None:
    empty = report("branch")
    draw_satisfaction(empty, chart_words(empty, "ur", {}), tmp_path / "empty.png")
    assert size(tmp_path / "empty.png")[0] > 1000


def ink(text: str) -> np.ndarray:
    """The picture of one line as the chart draws it: where there is ink."""
    with mpl.rc_context({"font.family": font_families("ur")}):
        figure = Figure(figsize=(6, 1.5), dpi=100)
        canvas = FigureCanvasAgg(figure)
        figure.text(0.02, 0.4, text, fontsize=24)
        canvas.draw()
        return np.asarray(canvas.buffer_rgba())[:, :, 0] < 128


def columns(picture: np.ndarray) -> tuple[int, int]:
    inked = np.flatnonzero(picture.any(axis=0))
    return int(inked[0]), int(inked[-1])


@pytest.mark.filterwarnings("error:Glyph")  # a letter that no font has
def test_urdu_letters_are_joined_and_run_from_right_to_left() -> None:
    joined, apart = ink("کپڑا"), ink("\u200c".join("کپڑا"))
    assert columns(joined)[1] < 0.8 * columns(apart)[1]  # joined letters take less room than letters that stand alone
    word, then_number = ink("قیمت"), ink("قیمت 8")
    begin, end = columns(word)
    width = end - begin + 1
    last = columns(then_number)[1]
    # The word comes first, so it stands at the right end; what follows it stands to its left.
    assert np.array_equal(then_number[:, last - width + 1 : last + 1], word[:, begin : end + 1])


def test_no_font_is_one_line_for_the_operator(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "_known", lambda: False)
    monkeypatch.setenv("HAMRAH_WEB_DIR", str(tmp_path))
    settings.cache_clear()
    try:
        with pytest.raises(NoUrduFont, match="make setup"):
            font_families("ur")
        assert font_families("en") == font_families("ur-Latn")
    finally:
        settings.cache_clear()


def test_the_shipped_font_is_made_readable_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A font packed as the widget's is, of the one that draws here, so that the way through the package is walked."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
    from matplotlib import font_manager

    font_families("ur")
    packed = TTFont(font_manager.findfont(fonts.URDU, fallback_to_default=False))
    packed.flavor = "woff"
    (tmp_path / "web" / "vendor").mkdir(parents=True)
    packed.save(tmp_path / "web" / fonts.SHIPPED)
    monkeypatch.setattr(fonts, "_known", lambda: False)
    monkeypatch.setenv("HAMRAH_WEB_DIR", str(tmp_path / "web"))
    monkeypatch.setenv("HAMRAH_VAR_DIR", str(tmp_path / "var"))
    settings.cache_clear()
    try:
        assert font_families("ur")[0] == fonts.URDU
        made = list((tmp_path / "var" / "fonts").iterdir())
        assert [file.suffix for file in made] == [".ttf"]
        before = made[0].stat().st_mtime_ns
        font_families("ur")
        assert made[0].stat().st_mtime_ns == before
    finally:
        settings.cache_clear()
