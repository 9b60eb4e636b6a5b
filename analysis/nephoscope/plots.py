"""Pictures over time: shares, differences, single measures. Each has its unit, its interval, its question and its run.

Every function returns a matplotlib Figure; `figure.savefig("name.pdf")` writes it.
"""
from __future__ import annotations

from typing import List, Optional, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nephoscope.errors import NotRecordedError
from nephoscope.market import concentration, in_display_order, multi_homing, shares
from nephoscope.reading import require
from nephoscope.statistics import band, paired_difference
from nephoscope.style import Shown, interval_text, label_ends, line_style, new_figure, question_of, shown

Scenarios = Optional[Sequence[str]]
QUESTIONS = {
    "venue": "Where do customers buy?",
    "lab": "Whose models do customers buy?",
    "seller": "Whom do customers pay?",
    "host": "Whose machines serve customers?",
}


def plot_shares(results: xr.Dataset, by: str = "venue", of: str = "spend", scenarios: Scenarios = None) -> Figure:
    """Shares over time, one panel a scenario, one line a venue, lab, seller or host, in % with bands."""
    data = shares(results, by, of)
    names = scenarios_of(results, scenarios)
    question = QUESTIONS[by]
    figure, axes = new_figure(
        results,
        question,
        f"{data.attrs['long_name']} [%]; {interval_text(data)}",
        len(names),
        labels=[str(label) for label in data[by].values],
        panel=(4.8 if len(names) == 1 else 3.0, 3.2),
    )
    top = 100 * float(data["high"].fillna(data["mean"]).sel(scenario=names).max())
    for axis, name in zip(axes, names):
        axis.set_title(name, fontsize=9, loc="left", parse_math=False)
        axis.set_ylim(0, top * 1.03)
        _entity_lines(axis, data.sel(scenario=name), by, shown("1", share=True))
    axes[0].set_ylabel(f"share of {of} [%]", fontsize=8.5)
    return figure


def plot_difference(
    results: xr.Dataset,
    variable: str = "spend_share_by_venue",
    alternative: Optional[str] = None,
    base: Optional[str] = None,
) -> Figure:
    """Paired difference over time, alternative minus base, one line an entity, with bands around it and a line at 0.

    `variable` has a month axis and at most one more besides scenario and replication; NotRecordedError otherwise.
    """
    data = in_display_order(paired_difference(results, variable, alternative, base), results)
    entities = [str(axis) for axis in data["mean"].dims if axis != "month"]
    if "month" not in data.dims or len(entities) > 1:
        raise NotRecordedError(
            f"'{variable}' cannot be drawn over months: its axes are {', '.join(map(str, data['mean'].dims))}"
        )
    unit = shown(data.attrs["units"], difference=True, share=is_share(variable))
    alternative = str(data.attrs["alternative_scenario"])
    labels = [str(label) for label in data[entities[0]].values] if entities else [""]
    what = (
        f"{data.attrs['long_name']}: {alternative} minus {data.attrs['base_scenario']} [{unit.unit}]; {interval_text(data)}"
    )
    figure, axes = new_figure(results, question_of(results, alternative), what, labels=labels)
    axes[0].axhline(0, color="black", linewidth=0.8)
    _entity_lines(axes[0], data, entities[0] if entities else None, unit)
    axes[0].set_ylabel(f"difference [{unit.unit}]", fontsize=8.5)
    return figure


def plot_over_time(results: xr.Dataset, variable: str = "outlay", scenarios: Scenarios = None) -> Figure:
    """A measure without entities (outlay, hhi_clouds, ...) over time, one line a scenario, with bands."""
    data = band(require(results, variable))
    if set(data["mean"].dims) != {"scenario", "month"}:
        raise NotRecordedError(f"'{variable}' has other axes than scenario, replication and month; see plot_difference()")
    unit = shown(data.attrs["units"], share=is_share(variable))
    names = scenarios_of(results, scenarios)
    question = question_of(results, names[-1])
    what = f"{data.attrs['long_name']} [{unit.unit}]; {interval_text(data)}"
    figure, axes = new_figure(results, question, what, labels=names)
    _scenario_lines(axes[0], data, names, unit)
    axes[0].set_ylabel(f"[{unit.unit}]", fontsize=8.5)
    return figure


def plot_concentration(results: xr.Dataset, scenarios: Scenarios = None) -> Figure:
    """HHI over clouds and over labs side by side, one line a scenario, with bands."""
    data = concentration(results)
    names = scenarios_of(results, scenarios)
    what = f"Herfindahl-Hirschman index of AI spend [points; 10 000 = one seller]; {interval_text(data)}"
    figure, axes = new_figure(results, "Does the market concentrate?", what, 2, labels=names, panel=(3.0, 3.0))
    for axis, market in zip(axes, ("clouds", "labs")):
        axis.set_title(f"over {market}", fontsize=9, loc="left")
        _scenario_lines(axis, data.sel(market=market), names, Shown(1, "points"))
    axes[0].set_ylabel("HHI [points]", fontsize=8.5)
    return figure


def plot_multi_homing(results: xr.Dataset, scenarios: Scenarios = None) -> Figure:
    """Customers at several venues and customers with several labs, each in a panel of its own, with bands."""
    data = multi_homing(results)
    names = scenarios_of(results, scenarios)
    what = f"Share of served customers [%]; {interval_text(data)}"
    question = "Do customers use several venues? Several labs?"
    figure, axes = new_figure(results, question, what, 2, labels=names, panel=(3.0, 3.0))
    for axis, use in zip(axes, ("two or more venues", "two or more labs")):
        axis.set_title(use, fontsize=9, loc="left")
        _scenario_lines(axis, data.sel(use=use), names, shown("1", share=True))
    axes[0].set_ylabel("customers [%]", fontsize=8.5)
    return figure


def is_share(variable: str) -> bool:
    """Whether a recorded variable is a share of something, shown in %."""
    return (
        "share" in variable
        and "revenue" not in variable
        or variable.endswith(("multi_homing", "multi_homing_3", "_rate", "_churn"))
    )


def scenarios_of(results: xr.Dataset, wanted: Scenarios = None) -> List[str]:
    """`wanted`, or all of the file with the base first; NotRecordedError for a name that is not there."""
    there = [str(s) for s in results["scenario"].values]
    for name in wanted or ():
        if name not in there:
            raise NotRecordedError(f"no scenario '{name}' in the file; it holds {', '.join(there)}")
    base = results.attrs.get("base_scenario")
    return list(wanted or sorted(there, key=lambda name: (name != base, name)))


def _entity_lines(axis: Axes, data: xr.Dataset, entity: Optional[str], unit: Shown) -> None:
    ends = []
    labels = [str(label) for label in data[entity].values] if entity else [""]
    for i, label in enumerate(labels):
        line = data.sel({entity: label}) if entity else data
        if bool(line["mean"].notnull().any()):
            ends.append((_draw(axis, line, unit, i), label, str(line_style(i)["color"])))
    label_ends(axis, ends)


def _scenario_lines(axis: Axes, data: xr.Dataset, names: Sequence[str], unit: Shown) -> None:
    ends = [(_draw(axis, data.sel(scenario=n), unit, i), n, str(line_style(i)["color"])) for i, n in enumerate(names)]
    label_ends(axis, ends)


def _draw(axis: Axes, line: xr.Dataset, unit: Shown, position: int) -> float:
    """Draws one line with its band; returns the height of its last point.

    Months without a value are left out: what is told once a year is joined from year to year, each year with its mark.
    """
    there = line["mean"].notnull().values
    line = line.isel(month=there)
    months = line["month"].values
    mean, low, high = (line[name].values * unit.scale for name in ("mean", "low", "high"))
    if np.isfinite(low).any():
        axis.fill_between(months, low, high, color=str(line_style(position)["color"]), alpha=0.14, linewidth=0)
    first, last = int(there.argmax()), len(there) - int(there[::-1].argmax())
    sparse = len(months) == 1 or not there[first:last].all()
    axis.plot(months, mean, linewidth=1.6, marker="o" if sparse else "", markersize=4, **line_style(position))
    return float(mean[-1]) if mean.size else float("nan")
