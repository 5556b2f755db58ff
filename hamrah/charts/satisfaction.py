"""The satisfaction report as a picture: one row a group, one panel a figure, intervals as whiskers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from hamrah.charts.fonts import font_families
from hamrah.services.satisfaction_intervals import Share
from hamrah.services.satisfaction_report import Figures, SatisfactionReport

INK, QUIET, BAR, WHISKER = "#1f2a37", "#6b7280", "#2a7f79", "#123c39"
WIDTH, ROW, AROUND = 19.0, 0.42, 1.5
"""Inches: of the picture, of a group's row in a panel, of what stands around the rows."""
MOST_GROUPS = 24
DPI = 130


@dataclass(frozen=True)
class Words:
    """What is written in the picture: its title, the panels' titles by their name, what a group is called."""

    title: str
    panels: Mapping[str, str]
    groups: Mapping[str, str]
    language: str
    right_to_left: bool


@dataclass(frozen=True)
class Value:
    """What a bar shows, with its interval where there is one."""

    shown: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Panel:
    """A figure: its name, its value in a group (None: nothing is known), its scale and how a value is written."""

    name: str
    value: Callable[[Figures], Value | None]
    scale: tuple[float, float] | None
    written: str


def _percent(share: Share) -> Value | None:
    if share.share is None or share.low is None or share.high is None:
        return None
    return Value(100 * share.share, 100 * share.low, 100 * share.high)


def _nps(found: Figures) -> Value | None:
    return None if found.nps.score is None else Value(found.nps.score, found.nps.low, found.nps.high)


def _effort(found: Figures) -> Value | None:
    return None if found.effort.mean is None else Value(found.effort.mean, found.effort.low, found.effort.high)


def _hours(found: Figures) -> Value | None:
    return None if found.first_answer.median is None else Value(found.first_answer.median / 60)


PANELS = (
    Panel("satisfied", lambda found: _percent(found.satisfied), (0, 100), "{:.0f}%"),
    Panel("nps", _nps, (-100, 100), "{:+.0f}"),
    Panel("effort", _effort, (1, 7), "{:.1f}"),
    Panel("answered", lambda found: _percent(found.answered["csat"]), (0, 100), "{:.0f}%"),
    Panel("first_answer", _hours, None, "{:.1f}"),
    Panel("solution_kept", lambda found: _percent(found.solution_kept), (0, 100), "{:.0f}%"),
    Panel("reopened", lambda found: _percent(found.reopened), (0, 100), "{:.0f}%"),
    Panel("cost", lambda found: Value(found.cost_minor / 100), None, "{:,.0f}"),
)


def draw_satisfaction(report: SatisfactionReport, words: Words, file: Path) -> None:
    """Draw a report into a PNG file, the first `MOST_GROUPS` groups of it. Raises `NoUrduFont`, or OSError."""
    groups = report.groups[:MOST_GROUPS]
    settings: Any = {"font.family": font_families(words.language), "axes.unicode_minus": False, "text.color": INK}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(WIDTH, 2 * (AROUND + ROW * max(len(groups), 2))), dpi=DPI, layout="constrained")
        FigureCanvasAgg(figure)
        figure.suptitle(words.title, fontsize=15)
        across = len(PANELS) // 2
        axes = figure.subplots(2, across, sharey=True)
        for place, panel in enumerate(PANELS):
            column = across - 1 - place % across if words.right_to_left else place % across
            _draw(axes[place // across][column], panel, groups, words)
        file.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(file, format="png")


def _draw(axes: Axes, panel: Panel, groups: Sequence[Figures], words: Words) -> None:
    values = [panel.value(found) for found in groups]
    for row, value in enumerate(values):
        if value is None:
            continue
        axes.barh(row, value.shown, height=0.62, color=BAR)
        if value.low is not None and value.high is not None:
            axes.hlines(row, value.low, value.high, color=WHISKER, linewidth=1.6)
        end = max(value.shown, value.high if value.high is not None else value.shown, 0.0)
        axes.annotate(
            panel.written.format(value.shown),
            (end, row),
            xytext=(-4 if words.right_to_left else 4, 0),
            textcoords="offset points",
            va="center",
            ha="right" if words.right_to_left else "left",
            fontsize=9,
            family="DejaVu Sans",
        )
    if panel.scale is not None:
        room = 0.14 * (panel.scale[1] - panel.scale[0])
        axes.set_xlim(panel.scale[0], panel.scale[1] + room)
    else:
        axes.set_xlim(0, 1.25 * max((value.shown for value in values if value is not None), default=1.0) or 1.0)
    axes.set_yticks(range(len(groups)), [words.groups[found.group] for found in groups])
    axes.set_ylim(len(groups) - 0.4, -0.6)
    axes.set_title(words.panels[panel.name], fontsize=11, color=INK)
    axes.tick_params(colors=QUIET, labelsize=9, length=0)
    axes.spines[:].set_visible(False)
    axes.grid(axis="x", color="#e5e7eb", linewidth=0.8)
    axes.set_axisbelow(True)
    if words.right_to_left:
        axes.invert_xaxis()
        axes.yaxis.tick_right()
        axes.tick_params(labelright=axes.get_subplotspec().is_last_col(), labelleft=False)  # type: ignore[union-attr]
