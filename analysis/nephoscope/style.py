"""How every picture looks: palette, units, labels on the lines, the question on top, the run's hash in a corner."""
from __future__ import annotations

import io
import textwrap
from dataclasses import dataclass
from typing import Dict, List, Sequence, Tuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000", "#882255")
"""Okabe & Ito 2008, with wine (Tol 2021) for yellow, which paper does not show: told apart with any colour vision."""

DASHES = ("solid", (0, (5, 1.5)), (0, (1.5, 1)), (0, (6, 1.5, 1.5, 1.5)))
"""Line styles, so that lines stay apart in grey print and beyond the palette."""

TEXT = {"family": "DejaVu Sans", "parse_math": False}
GREY = "#595959"


@dataclass(frozen=True)
class Shown:
    """How a stored number is shown: shown = stored × scale, in `unit`."""

    scale: float
    unit: str


class Picture(Figure):
    """A figure that a notebook draws without being told to by a magic line."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png")
        return buffer.getvalue()


def shown(units: str, difference: bool = False, share: bool = False) -> Shown:
    """Shares in % (differences in percentage points), USD in bn, everything else as stored."""
    if share:
        return Shown(100, "percentage points" if difference else "%")
    if units == "USD":
        return Shown(1e-9, "USD bn")
    return Shown(1, "" if units == "1" else units)


def line_style(position: int) -> Dict[str, object]:
    """Colour and dash of the line at this place of the display order."""
    return {"color": PALETTE[position % len(PALETTE)], "linestyle": DASHES[position % len(DASHES)]}


def new_figure(
    results: xr.Dataset,
    question: str,
    what: str,
    panels: int = 1,
    labels: Sequence[str] = (),
    panel: Tuple[float, float] = (4.8, 3.0),
    left: float = 0.7,
    head: float = 0.0,
) -> Tuple[Figure, List[Axes]]:
    """A figure with panels side by side: the question as title, what is drawn beneath it, the run's hash in a corner.

    `panel` is the drawing area of one panel [inch], `labels` what is written to the right of each, `left` the room for
    the numbers at the left, `head` further room above the panels [inch].
    No display is needed: the figure belongs to no window.
    """
    beside = 0.3 + 0.068 * max((len(label) for label in labels), default=0)
    width = max(left + panels * (panel[0] + beside) + (panels - 1) * 0.4, 5.5)
    blocks = [(textwrap.wrap(question, int(width * 9.5)), 11.5, {"weight": "bold"})]
    blocks += [(textwrap.wrap(what, int(width * 14)), 8.5, {"color": GREY})]
    foot = textwrap.wrap(stamp(results), int(width * 18))
    above = 0.5 + head + sum(len(lines) * points * 1.4 / 72 for lines, points, _ in blocks)
    below = 0.5 + len(foot) * 6.5 * 1.3 / 72
    height = above + panel[1] + below
    figure = Picture(figsize=(width, height), facecolor="white", dpi=110)
    top = height - 0.12
    for lines, points, look in blocks:
        text = "\n".join(lines)
        figure.text(0.12 / width, top / height, text, fontsize=points, va="top", linespacing=1.25, **look, **TEXT)
        top -= len(lines) * points * 1.4 / 72 + 0.03
    at = {"x": 1 - 0.1 / width, "y": 0.07 / height, "ha": "right", "va": "bottom"}
    figure.text(s="\n".join(foot), fontsize=6.5, color=GREY, **at, **TEXT)
    axes = []
    for i in range(panels):
        begin = left + i * (panel[0] + beside + 0.4)
        axis = figure.add_axes([begin / width, below / height, panel[0] / width, panel[1] / height])
        axis.spines[["top", "right"]].set_visible(False)
        axis.tick_params(labelsize=8)
        axis.grid(axis="y", color="#E5E5E5", linewidth=0.6)
        axis.set_axisbelow(True)
        axes.append(axis)
    return figure, axes


def question_of(results: xr.Dataset, scenario: str) -> str:
    """The first line of the scenario file: what it asks; its name where it asks nothing."""
    text = str(results["question"].sel(scenario=scenario).item()) if "question" in results else ""
    return text or scenario


def stamp(results: xr.Dataset) -> str:
    """Which run a picture is of: short result hash of each scenario's first run, seed, version, caveat.

    Of a sweep, or what was made from one: the study and the short hash of all its outcomes.
    """
    parts = []
    if "study" in results.attrs:
        parts.append(f"{results.attrs['study']} {str(results.attrs.get('outcome_hash', '?'))[:12]}")
    elif "result_hash" in results:
        for scenario in results["scenario"].values:
            first = str(results["result_hash"].sel(scenario=scenario).isel(replication=0).item())
            parts.append(f"{scenario} {first[:12] or 'not finished'}")
    version = results.attrs.get("program_version", "?")
    parts += [f"seed {results.attrs['seed']}"] if "seed" in results.attrs else []
    parts += [f"nephoscope {version}", str(results.attrs.get("limitations", ""))]
    return " · ".join(part for part in parts if part)


def interval_text(data: xr.Dataset) -> str:
    """ "95 % interval over 16 replications", or that one run has none."""
    counts = np.unique(data["replications"].values)
    most = int(counts.max()) if counts.size else 0
    if most < 2:
        return "one replication: no interval can be told"
    return f"{100 * data.attrs['level']:g} % interval of the mean over {most} replications"


def label_ends(axis: Axes, ends: Sequence[Tuple[float, str, str]]) -> None:
    """Writes each line's name at its right end: (height, name, colour), spread until no two overlap."""
    axis.margins(x=0)
    low, high = axis.get_ylim()
    room = axis.get_position().height * axis.figure.get_size_inches()[1] * 72
    step = (high - low) * 9.5 / max(room, 1)
    places = sorted((height, name, colour) for height, name, colour in ends if np.isfinite(height))
    heights = [height for height, _, _ in places]
    for _ in range(200):
        moved = False
        for i in range(len(heights) - 1):
            gap = heights[i + 1] - heights[i]
            if gap < step * 0.999:
                heights[i] -= (step - gap) / 2
                heights[i + 1] += (step - gap) / 2
                moved = True
        if not moved:
            break
    right = axis.get_xlim()[1]
    for (height, name, colour), at in zip(places, heights):
        axis.annotate(
            name,
            (right, height),
            (12, (at - height) / (high - low) * room),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=colour,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "lw": 0.5},
            **TEXT,
        )
