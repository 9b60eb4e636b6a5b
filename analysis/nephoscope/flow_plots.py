"""Pictures of matrices, who moves where and who pays whom, and of payoffs with their parts."""
from __future__ import annotations

from typing import Optional

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from nephoscope.flows import Months, moves, who_pays_whom
from nephoscope.payoffs import PARTS, payoff_difference, trade_off
from nephoscope.plots import scenarios_of
from nephoscope.style import GREY, PALETTE, TEXT, interval_text, new_figure, question_of


def plot_moves(results: xr.Dataset, scenario: str, by: str = "venue", months: Months = None) -> Figure:
    """Workloads that moved from one venue or lab (row) to another (column), millions of organisations, with intervals."""
    scenarios_of(results, [scenario])
    data = moves(results.sel(scenario=[scenario]), by, months).isel(scenario=0)
    what = f"Workloads that moved between {by}s [millions of organisations], {_months(results, months)}, {scenario}"
    return _matrix(results, data, f"Which {by}s do customers leave, and for which?", what, 1e-6, "from", "to")


def plot_who_pays_whom(results: xr.Dataset, scenario: str, months: Months = None) -> Figure:
    """Payments from one account (row) to another (column), USD bn, with intervals."""
    scenarios_of(results, [scenario])
    data = who_pays_whom(results.sel(scenario=[scenario]), months).isel(scenario=0)
    data["mean"] = data["mean"].where(data["mean"] != 0)
    what = f"Payments [USD bn], {_months(results, months)}, {scenario}"
    return _matrix(results, data, "Who pays whom?", what, 1e-9, "payer", "payee")


def plot_payoff_difference(results: xr.Dataset, alternative: Optional[str] = None, base: Optional[str] = None) -> Figure:
    """What each party gains in the alternative: net present value with its interval and the parts it is made of, USD bn."""
    data = payoff_difference(results, alternative, base)
    alternative = str(data.attrs["alternative_scenario"])
    data = data.isel(party=data["mean"].notnull().any("part").values)
    parts = [part for part in PARTS if (data["mean"].sel(part=part).fillna(0) != 0).any() or part == "net present value"]
    parties = [str(party) for party in data["party"].values]
    what = (
        f"Net present value and its parts, {alternative} minus {data.attrs['base_scenario']} [USD bn]; {interval_text(data)}"
    )
    height = 0.62 * len(parties)
    figure, (axis,) = new_figure(
        results, question_of(results, alternative), what, panel=(4.6, height), labels=parts, left=1.5
    )
    axis.axvline(0, color="black", linewidth=0.8)
    axis.grid(axis="y", visible=False)
    axis.grid(axis="x", color="#E5E5E5", linewidth=0.6)
    markers = {"net present value": ("o", "black", 5.5)}
    others = zip((part for part in parts if part not in markers), ("s", "^", "D", "v"), PALETTE)
    markers.update({part: (marker, colour, 4) for part, marker, colour in others})
    rows = np.arange(len(parties))[::-1]
    for i, (part, (marker, colour, size)) in enumerate(markers.items()):
        line = data.sel(part=part) * 1e-9
        mean, low, high = (line[name].values for name in ("mean", "low", "high"))
        error = np.nan_to_num(np.array([mean - low, high - mean]))
        axis.errorbar(
            mean, rows + 0.24 - 0.16 * i, xerr=error, fmt=marker, color=colour, markersize=size, elinewidth=1.2, label=part
        )
    axis.set_yticks(rows, parties, parse_math=False)
    axis.set_xlabel("difference [USD bn]", fontsize=8.5)
    axis.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8, frameon=False)
    return figure


def plot_trade_off(results: xr.Dataset, alternative: Optional[str] = None, base: Optional[str] = None) -> Figure:
    """What the incumbent gains and loses, line by line, in the alternative: present values with intervals, USD bn."""
    data = trade_off(results, alternative, base)
    incumbents = [str(incumbent) for incumbent in data["incumbent"].values]
    lines = [str(line) for line in data["line"].values if (data["mean"].sel(line=line) != 0).any()]
    alternative = str(data.attrs["alternative_scenario"])
    what = f"{data.attrs['long_name']}, {alternative} minus {data.attrs['base_scenario']} [USD bn]; {interval_text(data)}"
    figure, axes = new_figure(
        results, question_of(results, alternative), what, len(incumbents), panel=(4.6, 0.34 * len(lines)), left=1.3
    )
    for axis, incumbent in zip(axes, incumbents):
        cells = data.sel(incumbent=incumbent, line=lines) * 1e-9
        mean, low, high = (cells[name].values for name in ("mean", "low", "high"))
        rows = np.arange(len(lines))[::-1]
        colours = [
            "black" if line == "npv" else PALETTE[0] if value >= 0 else PALETTE[1] for line, value in zip(lines, mean)
        ]
        axis.barh(rows, mean, color=colours, height=0.55, alpha=0.85)
        error = np.nan_to_num(np.array([mean - low, high - mean]))
        axis.errorbar(mean, rows, xerr=error, fmt="none", ecolor=GREY, elinewidth=1.2, capsize=2)
        axis.axvline(0, color="black", linewidth=0.8)
        axis.grid(axis="y", visible=False)
        axis.grid(axis="x", color="#E5E5E5", linewidth=0.6)
        axis.set_yticks(rows, lines, parse_math=False)
        axis.set_xlabel("difference [USD bn]", fontsize=8.5)
        axis.set_title(incumbent, fontsize=9, loc="left", parse_math=False)
    return figure


def _matrix(
    results: xr.Dataset, data: xr.Dataset, question: str, what: str, scale: float, rows: str, columns: str
) -> Figure:
    mean = data["mean"] * scale
    keep = [mean.notnull().any(mean.dims[1 - i]).values for i in (0, 1)]  # accounts that never pay, or are never paid
    data = data.isel({mean.dims[i]: keep[i] for i in (0, 1)})
    mean = data["mean"].values * scale
    half = (data["high"] - data["mean"]).values * scale
    names = [[str(label) for label in data[axis].values] for axis in data["mean"].dims]
    panel = (0.82 * len(names[1]), 0.46 * len(names[0]))
    figure, (axis,) = new_figure(
        results,
        question,
        f"{what}; below each, the half width of the {interval_text(data)}",
        panel=panel,
        left=1.7,
        head=0.75,
    )
    axis.imshow(np.sqrt(np.abs(mean)), cmap="Blues", aspect="auto", vmax=1.6 * np.sqrt(np.nanmax(np.abs(mean))))
    axis.grid(visible=False)
    axis.xaxis.tick_top()
    axis.xaxis.set_label_position("top")
    axis.set_xticks(range(len(names[1])), names[1], rotation=25, ha="left", fontsize=7.5, parse_math=False)
    axis.set_yticks(range(len(names[0])), names[0], fontsize=7.5, parse_math=False)
    axis.set_xlabel(columns, fontsize=8.5)
    axis.set_ylabel(rows, fontsize=8.5)
    axis.spines[["left", "bottom"]].set_visible(False)
    axis.tick_params(length=0)
    for row, column in np.argwhere(np.isfinite(mean)):
        if mean[row, column] == 0:
            continue
        text = _short(mean[row, column])
        if np.isfinite(half[row, column]):
            text += f"\n±{_short(half[row, column])}"
        axis.text(column, row, text, ha="center", va="center", fontsize=6.5, **TEXT)
    return figure


def _short(value: float) -> str:
    return "<0.01" if 0 < value < 0.005 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def _months(results: xr.Dataset, months: Months) -> str:
    recorded = results["month"].values.astype("datetime64[M]")
    first, last = months or (recorded[0], recorded[-1])
    return f"{first} to {last}"
