"""Draws a chart plan: rows or columns, whiskers for intervals; a right-to-left picture is mirrored."""

import threading
from io import BytesIO
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from hamrah.charts.fonts import LATIN, font_families
from hamrah.charts.plan import Bar, ChartPlan
from hamrah.charts.satisfaction import BAR, DPI, INK, QUIET, WHISKER

WIDTH, ROW, AROUND, COLUMNS_HIGH, EDGE = 8.0, 0.46, 1.6, 4.4, 0.1
"""Inches: of the picture, of a row, of what stands around the rows, of a picture with columns, left at its edge."""
MOST_ROWS, MOST_TICKS, MOST_WRITTEN = 24, 8, 8
LONGEST_LABEL = 34
ROOM = 1.18
_DRAWING = threading.Lock()
"""The drawing library keeps fonts and styles for the whole process: one picture at a time."""


def draw_plan(plan: ChartPlan) -> bytes:
    """A plan as a PNG, the first `MOST_ROWS` rows of it. Raises `NoUrduFont`."""
    settings: Any = {"font.family": font_families(plan.language), "axes.unicode_minus": False, "text.color": INK}
    made = BytesIO()
    with _DRAWING, mpl.rc_context(settings):
        rows = min(max(len(plan.bars), 2), MOST_ROWS)
        height = COLUMNS_HIGH if plan.calendar else AROUND + ROW * rows
        figure = Figure(figsize=(WIDTH, height), dpi=DPI, layout=ConstrainedLayoutEngine(h_pad=EDGE, w_pad=EDGE))
        FigureCanvasAgg(figure)
        figure.suptitle(plan.title, fontsize=13)
        axes = figure.subplots()
        axes.set_title(plan.figure, fontsize=11, color=QUIET)
        (_draw_columns if plan.calendar else _draw_rows)(axes, plan)
        _dress(axes, plan)
        figure.savefig(made, format="png")
        figure.clear()
    return made.getvalue()


def _draw_rows(axes: Axes, plan: ChartPlan) -> None:
    bars = plan.bars[:MOST_ROWS]
    for row, bar in enumerate(bars):
        if bar.value is None:
            continue
        axes.barh(row, bar.value, height=0.62, color=BAR)
        if bar.low is not None and bar.high is not None:
            axes.hlines(row, bar.low, bar.high, color=WHISKER, linewidth=1.6)
        end = max(bar.value, bar.high if bar.high is not None else bar.value, 0.0)
        away = -4 if plan.right_to_left else 4
        side = "right" if plan.right_to_left else "left"
        _write(axes, bar.written, (end, row), (away, 0), ha=side, va="center")
    axes.set_xlim(*_limits(bars, plan.scale))
    axes.set_yticks(range(len(bars)), [_short(bar.label) for bar in bars])
    axes.set_ylim(max(len(bars), 2) - 0.4, -0.6)
    axes.grid(axis="x", color="#e5e7eb", linewidth=0.8)
    axes.set_xticklabels([])


def _draw_columns(axes: Axes, plan: ChartPlan) -> None:
    for place, bar in enumerate(plan.bars):
        if bar.value is None:
            continue
        axes.bar(place, bar.value, width=0.72, color=BAR)
        if bar.low is not None and bar.high is not None:
            axes.vlines(place, bar.low, bar.high, color=WHISKER, linewidth=1.6)
        if len(plan.bars) <= MOST_WRITTEN:
            _write(axes, bar.written, (place, max(bar.value, 0.0)), (0, 3), ha="center", va="bottom", fontsize=7)
    axes.set_ylim(*_limits(plan.bars, plan.scale))
    every = max(1, -(-len(plan.bars) // MOST_TICKS))
    ticks = range(0, len(plan.bars), every)
    axes.set_xticks(list(ticks), [plan.bars[place].label for place in ticks])
    axes.set_xlim(-0.6, max(len(plan.bars), 1) - 0.4)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.grid(axis="y", color="#e5e7eb", linewidth=0.8)
    for label in axes.get_yticklabels():
        label.set_fontfamily(LATIN)


def _write(axes: Axes, text: str, at: tuple[float, float], away: tuple[float, float], **style: Any) -> None:
    plain: Any = {"fontsize": 9} | ({"family": LATIN} if text.isascii() else {})  # figures alone are plainest in Latin
    axes.annotate(text, at, xytext=away, textcoords="offset points", **(plain | style))


def _limits(bars: tuple[Bar, ...], scale: tuple[float, float] | None) -> tuple[float, float]:
    if scale is not None:
        low, high = scale
        return low, low + ROOM * (high - low)
    known = [end for bar in bars for end in (bar.value, bar.low, bar.high) if end is not None]
    return min(0.0, ROOM * min(known, default=0.0)), ROOM * (max(known, default=0.0) or 1.0)


def _dress(axes: Axes, plan: ChartPlan) -> None:
    axes.tick_params(colors=QUIET, labelsize=9, length=0)
    axes.spines[:].set_visible(False)
    axes.set_axisbelow(True)
    if plan.right_to_left:
        axes.invert_xaxis()
        axes.yaxis.tick_right()
        axes.tick_params(axis="y", length=0)


def _short(label: str) -> str:
    """A label that leaves room for the bars, cut between words: within one, Urdu letters would lose their shapes."""
    if len(label) <= LONGEST_LABEL:
        return label
    return label[: label.rfind(" ", 0, LONGEST_LABEL)] + " …"
