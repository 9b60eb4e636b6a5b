"""Pictures of a sweep: an outcome against a swept key, with the interval of every point."""
from __future__ import annotations

from typing import Optional

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from nephoscope.errors import NotRecordedError
from nephoscope.plots import is_share
from nephoscope.statistics import LEVEL
from nephoscope.style import PALETTE, new_figure, shown
from nephoscope.sweeps import drivers, outcome, outcomes_of, parameters_of, response


def plot_response(sweep: xr.Dataset, name: str, parameter: Optional[str] = None, scenario: Optional[str] = None) -> Figure:
    """An outcome against one swept key (the first by default): a point with its interval for every point of the sweep.

    A line joins the points where that key alone was swept. Raises NotRecordedError for a key that was not swept.
    """
    keys = parameters_of(sweep)
    parameter = parameter or keys[0]
    if parameter not in keys:
        raise NotRecordedError(f"'{parameter}' was not swept; the sweep has {', '.join(keys)}")
    table = response(sweep, name, scenario).sort_values(parameter)
    about = outcomes_of(sweep).set_index("outcome").loc[name]
    unit = shown(about.unit, difference=bool(about.paired), share=is_share(str(about.variable)))
    meaning = outcome(sweep, name, scenario).attrs["long_name"]
    month = f", mean of the four months to {about.month}" if about.month else ""
    most = int(table["replications"].max()) if len(table) else 0
    interval = (
        f"{100 * LEVEL:g} % interval over {most} replications" if most > 1 else "one replication: no interval can be told"
    )
    figure, (axis,) = new_figure(
        sweep,
        str(sweep.attrs.get("question") or sweep.attrs.get("study", "")),
        f"{meaning} [{unit.unit}]{month}; {interval}",
    )
    x = table[parameter].to_numpy()
    mean, low, high = (table[column].to_numpy() * unit.scale for column in ("mean", "low", "high"))
    axis.axhline(0, color="black", linewidth=0.8, visible=bool(about.paired))
    error = np.nan_to_num(np.array([mean - low, high - mean]))
    line = "-" if len(keys) == 1 else ""
    axis.errorbar(x, mean, yerr=error, fmt="o" + line, color=PALETTE[0], markersize=4, linewidth=1.2, elinewidth=1)
    if bool(sweep["parameter_logarithmic"].sel(parameter=parameter)):
        axis.set_xscale("log")
    axis.set_xlabel(parameter, fontsize=8.5, parse_math=False)
    axis.set_ylabel(f"[{unit.unit}]", fontsize=8.5)
    return figure


MEASURES = {
    "total": "total index",
    "first_order": "first-order index",
    "mu_star": "mean absolute effect",
    "sigma": "spread of effects",
}
"""Measures that plot_drivers() draws, as far as the file has them."""


def plot_drivers(sensitivity: xr.Dataset, name: str, scenario: Optional[str] = None, count: int = 12) -> Figure:
    """The `count` strongest parameters of an outcome with their indices and intervals, the strongest on top.

    Sobol' indices are shares of the parameters' variance; Morris effects are in the outcome's unit, of the whole range.
    """
    table = drivers(sensitivity, name, scenario).head(count)
    measures = [measure for measure in MEASURES if measure in table]
    unit = "1" if "total" in measures else str(sensitivity["outcome_units"].sel(outcome=name).item())
    look = shown(unit)
    level = float(sensitivity.attrs.get("confidence", LEVEL))
    what = (
        f"{name}, {' and '.join(MEASURES[m] for m in measures)} [{look.unit or '1'}]; {100 * level:g} % bootstrap intervals"
    )
    rows = np.arange(len(table))[::-1]
    left = 0.5 + 0.075 * max(len(str(key)) for key in table["parameter"])
    figure, (axis,) = new_figure(
        sensitivity,
        f"What drives {name}?",
        what,
        labels=list(MEASURES.values()),
        left=left,
        panel=(4.0, max(0.32 * len(table), 0.8)),
    )
    axis.axvline(0, color="black", linewidth=0.8)
    axis.grid(axis="y", visible=False)
    axis.grid(axis="x", color="#E5E5E5", linewidth=0.6)
    for i, measure in enumerate(measures):
        value, low, high = (table[f"{measure}{end}"].to_numpy() * look.scale for end in ("", "_lower", "_upper"))
        axis.hlines(rows + 0.12 - 0.24 * i, low, high, color=PALETTE[i], linewidth=1.2)
        axis.plot(value, rows + 0.12 - 0.24 * i, "os"[i % 2], color=PALETTE[i], markersize=4.5, label=MEASURES[measure])
    axis.set_yticks(rows, table["parameter"], fontsize=7.5, parse_math=False)
    axis.set_xlabel(f"[{look.unit or '1'}]", fontsize=8.5)
    axis.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8, frameon=False)
    return figure
