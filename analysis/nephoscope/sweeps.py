"""What a sweep found: outcomes by swept key, failed points, and the indices that `nephoscope sensitivity` wrote."""
from __future__ import annotations

from typing import List, Optional

import numpy as np
import pandas as pd
import xarray as xr

from nephoscope.errors import NotRecordedError
from nephoscope.reading import require
from nephoscope.statistics import LEVEL, band


def parameters_of(sweep: xr.Dataset) -> List[str]:
    """The swept keys, "agreement.first-ship.window_months", in the study's order."""
    return [str(key) for key in require(sweep, "parameter").values]


def outcomes_of(sweep: xr.Dataset) -> pd.DataFrame:
    """One row an outcome: its recorded variable and labels, month, unit, and whether it is a paired difference."""
    columns = ("variable", "labels", "month", "units", "paired")
    table = {"outcome": [str(name) for name in require(sweep, "outcome").values]}
    table.update({column: list(require(sweep, f"outcome_{column}").values) for column in columns})
    return pd.DataFrame(table).rename(columns={"units": "unit"})


def outcome(sweep: xr.Dataset, name: str, scenario: Optional[str] = None) -> xr.DataArray:
    """One outcome in its unit: axes point, replication; NaN where a run failed.

    `scenario` defaults to the one that is not the base where there is one only. Raises NotRecordedError for an outcome
    or a scenario that the sweep does not have.
    """
    names = [str(label) for label in require(sweep, "outcome").values]
    if name not in names:
        raise NotRecordedError(f"no outcome '{name}' in the sweep; it holds {', '.join(names)}")
    scenario = _scenario(sweep, scenario)
    data = require(sweep, "outcome_value").sel(outcome=name, scenario=scenario, drop=True)
    units = str(require(sweep, "outcome_units").sel(outcome=name).item())
    difference = " minus " + str(sweep.attrs["base_scenario"]) if bool(sweep["outcome_paired"].sel(outcome=name)) else ""
    return data.assign_attrs(units=units, long_name=f"{name}, {scenario}{difference}")


def response(sweep: xr.Dataset, name: str, scenario: Optional[str] = None, level: float = LEVEL) -> pd.DataFrame:
    """One row a point: the value of every swept key, then mean, low, high, replications and unit of the outcome.

    The interval is over the replications of the point; points of which every replication failed are left out.
    """
    data = band(outcome(sweep, name, scenario), level)
    keys = parameters_of(sweep)
    values = require(sweep, "parameter_value").transpose("point", "parameter").values
    table = pd.DataFrame(values, columns=keys, index=pd.Index(sweep["point"].values, name="point"))
    for column in ("mean", "low", "high", "replications"):
        table[column] = data[column].values
    return table.assign(unit=data.attrs["units"]).dropna(subset=["mean"]).reset_index()


def failed(sweep: xr.Dataset) -> pd.DataFrame:
    """Points with a failed replication: how many failed, the first message, and the command that reproduces it."""
    count = (require(sweep, "status") == 2).sum("replication").values
    points = np.flatnonzero(count)
    table = {"point": sweep["point"].values[points], "failed": count[points]}
    table.update({column: require(sweep, column).values[points] for column in ("message", "command")})
    return pd.DataFrame(table)


def drivers(sensitivity: xr.Dataset, name: str, scenario: Optional[str] = None) -> pd.DataFrame:
    """What drives an outcome: one row a parameter, the strongest first, with every recorded measure of it.

    Columns: parameter, then each measure with its `_lower` and `_upper`. Strength is the total index, or mu_star for
    Morris trajectories, as `nephoscope sensitivity` ranks. Raises NotRecordedError as outcome() does.
    """
    names = [str(label) for label in require(sensitivity, "outcome").values]
    if name not in names:
        raise NotRecordedError(f"no outcome '{name}' in the file; it holds {', '.join(names)}")
    cell = sensitivity.sel(outcome=name, scenario=_scenario(sensitivity, scenario), drop=True)
    measures = [str(n) for n, array in cell.data_vars.items() if array.dims == ("parameter",)]
    table = cell[measures].to_dataframe().reset_index()
    strength = "total" if "total" in measures else "mu_star"
    if strength not in measures or table[strength].isna().all():
        raise NotRecordedError(f"the file has no indices of '{name}': too few base points or trajectories were whole")
    return table.sort_values(strength, ascending=False, kind="stable", ignore_index=True)


def _scenario(sweep: xr.Dataset, wanted: Optional[str]) -> str:
    there = [str(s) for s in require(sweep, "scenario").values]
    others = [s for s in there if s != str(sweep.attrs.get("base_scenario", ""))]
    if wanted is None and len(others) == 1:
        return others[0]
    if wanted is None:
        raise NotRecordedError(f"say which scenario; the sweep holds {', '.join(there)}")
    if wanted not in there:
        raise NotRecordedError(f"no scenario '{wanted}' in the sweep; it holds {', '.join(there)}")
    return wanted
