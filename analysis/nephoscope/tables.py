"""Tidy tables: one row per number, with its interval, its unit and what it is of."""
from __future__ import annotations

from typing import Dict, List, Optional

import numpy as np
import pandas as pd
import xarray as xr

from nephoscope.market import in_display_order
from nephoscope.reading import require
from nephoscope.statistics import LEVEL, band, pair_of, paired_difference, window_mean

HEADLINES = (
    "spend_share_by_venue",
    "spend_share_by_lab",
    "customer_share_by_venue",
    "customer_share_by_lab",
    "hhi_clouds",
    "hhi_labs",
    "venue_multi_homing",
    "lab_multi_homing",
    "single_binding_rate",
    "outlay",
    "consumer_surplus",
    "consumer_surplus_net",
    "cash_flow",
    "npv",
)
"""The metrics of `nephoscope show`, in its order."""

QUOTED_MONTHS = ("2027-04", "2028-12", "2032-12")
"""Months at which headlines are quoted, as far as the file has them; else its last month."""


def tidy(data: xr.Dataset) -> pd.DataFrame:
    """A band() or paired_difference() as a table: its axes as columns (months as "2026-05"), its numbers, its unit."""
    table = data.to_dataframe().reset_index() if data.dims else pd.DataFrame([{n: v.item() for n, v in data.items()}])
    if "month" in table:
        table["month"] = table["month"].dt.strftime("%Y-%m")
    keep = [name for name in table.columns if name in data.data_vars or name in data.dims]
    return table[keep].dropna(subset=["mean"]).assign(unit=data.attrs.get("units", "1")).reset_index(drop=True)


def headlines(results: xr.Dataset, level: float = LEVEL) -> pd.DataFrame:
    """Levels of every headline metric of every scenario: the rows of `nephoscope show --format csv` for a run.

    Columns: scenario, metric, entity, month, mean, low, high, replications, unit. A value at a month is the mean of the
    four months that end in it; NPV has no month.
    """
    return _headline_table(results, lambda data: band(data, level))


def differences(
    results: xr.Dataset, alternative: Optional[str] = None, base: Optional[str] = None, level: float = LEVEL
) -> pd.DataFrame:
    """Paired differences of every headline metric, alternative minus base: the rows that `nephoscope compare` prints.

    Columns: metric, entity, month, what paired_difference() returns, unit, and `told`: "higher" or "lower" where the
    interval excludes 0, "no difference" where every replication has none, else "cannot be told".
    """
    table = _headline_table(results, lambda data: paired_difference(results, data, alternative, base, level))
    table["scenario"] = pair_of(results, alternative, base)[1]
    table["told"] = [told(row.mean, row.low, row.high) for row in table.itertuples()]
    return table[["scenario"] + [name for name in table.columns if name != "scenario"]]


def told(mean: float, low: float, high: float) -> str:
    """What an interval says of a difference: "higher", "lower", "no difference" (exactly 0) or "cannot be told"."""
    if mean == low == high == 0:
        return "no difference"
    return "higher" if low > 0 else "lower" if high < 0 else "cannot be told"


def describe(results: xr.Dataset) -> pd.DataFrame:
    """Every recorded variable with its axes, unit and meaning, as docs/output.md lists them."""
    rows = []
    for name, array in results.data_vars.items():
        if array.dtype != object:
            axes = ", ".join(str(d) for d in array.dims if d not in ("scenario", "replication"))
            unit, meaning = array.attrs.get("units", "1"), array.attrs.get("long_name", "")
            rows.append({"variable": name, "axes": axes, "unit": unit, "meaning": meaning})
    return pd.DataFrame(rows)


def last_month(results: xr.Dataset) -> str:
    """The last recorded month, "2032-12"."""
    return str(results["month"].values[-1].astype("datetime64[M]"))


def _headline_table(results: xr.Dataset, summary) -> pd.DataFrame:
    recorded = [str(m) for m in results["month"].values.astype("datetime64[M]")] if "month" in results else []
    quoted = [month for month in QUOTED_MONTHS if month in recorded] or recorded[-1:]
    rows: List[pd.DataFrame] = []
    for metric in (name for name in HEADLINES if name in results):
        data = require(results, metric)
        for month in quoted if "month" in data.dims else [""]:
            values = in_display_order(window_mean(data, month) if month else data, results)
            rows.append(_entities(tidy(summary(values))).assign(metric=metric, month=month))
    table = pd.concat(rows, ignore_index=True)
    if "scenario" in table:
        table = table.sort_values("scenario", kind="stable", ignore_index=True)
    leading = [name for name in ("scenario", "metric", "entity", "month") if name in table]
    return table[leading + [name for name in table.columns if name not in leading]]


def _entities(table: pd.DataFrame) -> pd.DataFrame:
    axis = next((name for name in ("venue", "lab", "party") if name in table), None)
    return table.rename(columns={axis: "entity"}) if axis else table.assign(entity="")


def provenance(results: xr.Dataset) -> Dict[str, str]:
    """What tells where the numbers come from: version, commit, compiler, seed, command, the hash of every run."""
    names = ("title", "program_version", "commit", "compiler", "command", "seed", "results_version", "format_version")
    facts = {name: str(results.attrs[name]) for name in names if name in results.attrs}
    for scenario in results["scenario"].values:
        hashes = np.atleast_1d(results["result_hash"].sel(scenario=scenario).values)
        facts[f"result_hash of {scenario}"] = ", ".join(str(h) or "not finished" for h in hashes)
    return facts
