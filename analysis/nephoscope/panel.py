"""The fixed panel: the same customers in every scenario, so that one can ask who of them is better off."""
from __future__ import annotations

from typing import Optional

import numpy as np
import xarray as xr

from nephoscope.reading import require
from nephoscope.statistics import LEVEL, band, pair_of


def winners(
    results: xr.Dataset,
    alternative: Optional[str] = None,
    base: Optional[str] = None,
    by_segment: bool = False,
    level: float = LEVEL,
) -> xr.Dataset:
    """Shares of organisations better off, worse off and as before in the alternative: band() over axis `customers`, unit 1.

    A customer is better off where the present value of its net surplus (panel/surplus_net_pv) is higher than the same
    customer's in the base, replication by replication; each counts for the organisations it stands for. `by_segment`
    adds the axis segment, a customer belonging to its segment in the base.
    """
    base, alternative = pair_of(results, alternative, base)
    gain = require(results, "panel/surplus_net_pv")
    gain = gain.sel(scenario=alternative, drop=True) - gain.sel(scenario=base, drop=True)
    weight = require(results, "panel/organisations").sel(scenario=base, drop=True).where(gain.notnull())
    if by_segment:
        weight = weight * require(results, "panel/in_segment").sel(scenario=base, drop=True)
    total = weight.sum("panel_customer", min_count=1)
    kinds = {"better off": gain > 0, "worse off": gain < 0, "as before": gain == 0}
    each = [(weight * kind).sum("panel_customer", min_count=1) / total.where(total > 0) for kind in kinds.values()]
    data = xr.concat(each, "customers").assign_coords(customers=list(kinds))
    data.attrs = {"units": "1", "long_name": f"Share of organisations by what {alternative} does to them against {base}"}
    return band(data, level).assign_attrs(base_scenario=base, alternative_scenario=alternative)


def spend_of_traced(results: xr.Dataset) -> xr.DataArray:
    """What the traced customers spend at each offer: axes scenario, replication, month, lab, venue; USD.

    Desired spend of each workload, times the organisations that the customer stands for, times the served share of
    the offer that the workload is on. Where every customer of a run is traced and nobody is born, this is the market.
    """
    traced = require(results, "panel/desired_spend")["traced_customer"].values
    weight = require(results, "panel/organisations").sel(panel_customer=traced)
    weight = weight.drop_vars("panel_customer").rename(panel_customer="traced_customer")
    desired = require(results, "panel/desired_spend") * weight
    on_lab, at_venue = (require(results, f"panel/{name}").astype(np.float64) for name in ("on_lab", "at_venue"))
    spend = xr.dot(desired.fillna(0), on_lab, at_venue, dims=["traced_customer", "workload"])
    spend = (spend * require(results, "offers/fill")).transpose("scenario", "replication", "month", "lab", "venue")
    return spend.assign_attrs(units="USD", long_name="Spend of the traced customers by offer")
