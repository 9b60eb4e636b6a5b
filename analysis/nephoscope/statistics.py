"""Intervals over replications and paired differences, as `nephoscope compare` defines them (docs/model.md#statistics)."""
from __future__ import annotations

import math
from typing import Optional, Union

import numpy as np
import xarray as xr

from nephoscope.errors import NotRecordedError
from nephoscope.reading import require

LEVEL = 0.95
"""Level of every interval unless another one is asked for."""

Variable = Union[str, xr.DataArray]


def student_t_quantile(degrees: int, level: float = LEVEL) -> float:
    """The t with P(|T| <= t) = `level` for a whole number of degrees of freedom >= 1.

    Source: the finite series of Abramowitz & Stegun 1964, 26.7.3 and 26.7.4, inverted by bisection.
    """
    low, high = 0.0, 1.0
    while _student_t_inside(high, degrees) < level:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if _student_t_inside(middle, degrees) < level else (low, middle)
    return high


def _student_t_inside(t: float, degrees: int) -> float:
    theta = math.atan(t / math.sqrt(degrees))
    cosine2 = math.cos(theta) ** 2
    if degrees % 2:
        term, total = math.cos(theta), 0.0
        for k in range(1, (degrees - 1) // 2 + 1):
            total += term
            term *= cosine2 * 2 * k / (2 * k + 1)
        return 2 / math.pi * (theta + math.sin(theta) * total)
    term, total = 1.0, 0.0
    for k in range(1, degrees // 2 + 1):
        total += term
        term *= cosine2 * (2 * k - 1) / (2 * k)
    return math.sin(theta) * total


def band(data: xr.DataArray, level: float = LEVEL) -> xr.Dataset:
    """Mean over replications with its Student t interval.

    `data`: any axes with `replication` among them, in any unit. Returns a Dataset over the other axes with `mean`,
    `low`, `high` in that unit and `replications`, how many were finished. Low and high are NaN with fewer than two
    replications: a single run has no interval.
    """
    count = data.notnull().sum("replication")
    first = data.isel(replication=data.notnull().argmax("replication")).drop_vars("replication", errors="ignore")
    # Around the first value, so that equal values have exactly that mean and no width.
    mean = first + (data - first).mean("replication")
    deviation = ((data - mean) ** 2).sum("replication") / (count - 1).where(count > 1)
    factors = {int(n): student_t_quantile(int(n) - 1, level) for n in np.unique(count.values) if n > 1}
    factor = xr.apply_ufunc(np.vectorize(lambda n: factors.get(int(n), math.nan), otypes=[float]), count)
    half_width = factor * np.sqrt(deviation / count.where(count > 0))
    out = xr.Dataset({"mean": mean, "low": mean - half_width, "high": mean + half_width, "replications": count})
    return _described(out, data, level)


def paired_difference(
    results: xr.Dataset,
    variable: Variable,
    alternative: Optional[str] = None,
    base: Optional[str] = None,
    level: float = LEVEL,
) -> xr.Dataset:
    """Alternative minus base, replication by replication: both worlds share every draw that they have in common.

    `variable` is a name of open_results() or an array with axes scenario and replication. `base` defaults to the base
    of the comparison that wrote the file, `alternative` to the other scenario where there is one only. Returns what
    band() returns for the difference, with `base` and `alternative` (means), `sign_share` (share of replications whose
    difference has the sign of the mean; NaN where it is 0) and `variance_reduction` (variance of unpaired over paired
    differences).

    Raises NotRecordedError where a scenario is not in the file or it is not clear which one is meant.
    """
    data = require(results, variable) if isinstance(variable, str) else variable
    base, alternative = pair_of(results, alternative, base)
    x, y = data.sel(scenario=base, drop=True), data.sel(scenario=alternative, drop=True)
    difference = y - x
    out = band(difference, level)
    mean = out["mean"]
    out["base"], out["alternative"] = band(x)["mean"], band(y)["mean"]
    out["sign_share"] = (((difference * mean) > 0).sum("replication") / out.replications).where(mean != 0)
    paired = difference.var("replication", ddof=1)
    apart = x.var("replication", ddof=1) + y.var("replication", ddof=1)
    out["variance_reduction"] = (apart / paired).where((paired > 0) | (apart > 0))
    out = _described(out, data, level)
    return out.assign_attrs(base_scenario=base, alternative_scenario=alternative)


def pair_of(results: xr.Dataset, alternative: Optional[str] = None, base: Optional[str] = None) -> tuple[str, str]:
    """(base, alternative) as paired_difference() takes them; raises NotRecordedError where that is not clear."""
    scenarios = [str(s) for s in results["scenario"].values]
    base = base or str(results.attrs.get("base_scenario") or "")
    if not base and len(scenarios) == 2 and alternative:
        base = next(s for s in scenarios if s != alternative)
    others = [s for s in scenarios if s != base]
    if alternative is None and len(others) == 1:
        alternative = others[0]
    for role, name in (("base", base), ("alternative", alternative)):
        if not name:
            raise NotRecordedError(f"say which scenario is the {role}; the file holds {', '.join(scenarios)}")
        if name not in scenarios:
            raise NotRecordedError(f"no scenario '{name}' in the file; it holds {', '.join(scenarios)}")
    if base == alternative:
        raise NotRecordedError(f"base and alternative are both '{base}'; the file holds {', '.join(scenarios)}")
    return base, str(alternative)


def window_mean(data: xr.DataArray, month: str, months: int = 4) -> xr.DataArray:
    """Mean of the recorded months among the `months` that end in `month` ("2032-12"), the window of all headlines.

    Raises NotRecordedError where `month` is not recorded.
    """
    end = np.datetime64(month, "M")
    recorded = data["month"].values.astype("datetime64[M]")
    if end not in recorded:
        raise NotRecordedError(f"month {month} is not recorded; the file holds {recorded[0]} to {recorded[-1]}")
    inside = (recorded > end - months) & (recorded <= end)
    return data.isel(month=inside).mean("month", skipna=False, keep_attrs=True)


def _described(out: xr.Dataset, data: xr.DataArray, level: float) -> xr.Dataset:
    units = data.attrs.get("units", "1")
    for name in out.data_vars:
        unitless = name in ("replications", "sign_share", "variance_reduction")
        out[name].attrs = {"units": "1" if unitless else units}
    return out.assign_attrs(units=units, long_name=data.attrs.get("long_name", str(data.name)), level=level)
