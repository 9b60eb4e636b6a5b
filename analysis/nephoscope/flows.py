"""Who moves from where to where, and who pays whom, over a stretch of months."""
from __future__ import annotations

from typing import Hashable, Optional, Tuple

import numpy as np
import xarray as xr

from nephoscope.errors import NotRecordedError
from nephoscope.reading import require
from nephoscope.statistics import LEVEL, band

Months = Optional[Tuple[str, str]]


def moves(results: xr.Dataset, by: str = "venue", months: Months = None, level: float = LEVEL) -> xr.Dataset:
    """Workloads that moved between venues or labs, summed over months: band() over scenario, `by`_from, `by`_to.

    Unit: organisations, each workload of a customer counted with the customer's weight. `months` is ("2026-05",
    "2027-04"), both included; all by default. Who stayed is NaN, so that the moves are not drowned.
    """
    if by not in ("venue", "lab"):
        raise ValueError(f"moves by '{by}' are not recorded; say venue or lab")
    origin, destination = f"{by}_from", f"{by}_to"
    flow = _sum_over_months(require(results, f"flows/{by}_flow"), months)
    stayed = flow[origin].values[:, None] == flow[destination].values[None, :]
    return band(flow.where(~xr.DataArray(stayed, dims=(origin, destination))), level)


def who_pays_whom(results: xr.Dataset, months: Months = None, by_posting: bool = False, level: float = LEVEL) -> xr.Dataset:
    """Payments of the ledger, summed over months: band() over scenario, account_from, account_to, USD.

    `by_posting` keeps the axis posting (royalty, revenue_share, ...). `months` as in moves().
    """
    flow = require(results, "ledger/flow")
    scenarios = []
    for scenario in range(flow.sizes["scenario"]):  # a run at a time: the whole ledger need not fit into memory
        runs = []
        for replication in range(flow.sizes["replication"]):
            total = _sum_over_months(flow.isel(scenario=[scenario], replication=[replication]), months)
            runs.append(total if by_posting else total.sum("posting", min_count=1, keep_attrs=True))
        scenarios.append(xr.concat(runs, "replication"))
    return band(xr.concat(scenarios, "scenario"), level)


def largest(flow: xr.Dataset, count: int = 10) -> "list[dict]":
    """The `count` largest means of a Dataset of moves() or who_pays_whom() for one scenario, as rows of a table."""
    stacked = flow["mean"].stack(pair=flow["mean"].dims).dropna("pair")
    order = np.argsort(-np.abs(stacked.values), kind="stable")[:count]
    names = flow["mean"].dims
    rows = []
    for i in order:
        place = dict(zip(names, stacked["pair"].values[i]))
        cell = flow.sel(place)
        numbers: "dict[Hashable, object]" = {n: float(cell[n]) for n in ("mean", "low", "high")}
        rows.append({**place, **numbers})
    return rows


def _sum_over_months(flow: xr.DataArray, months: Months) -> xr.DataArray:
    if months is not None:
        recorded = flow["month"].values.astype("datetime64[M]")
        first, last = (np.datetime64(month, "M") for month in months)
        if first > last or first < recorded[0] or last > recorded[-1]:
            raise NotRecordedError(f"months {months[0]} to {months[1]}: the file holds {recorded[0]} to {recorded[-1]}")
        flow = flow.isel(month=(recorded >= first) & (recorded <= last))
    return flow.sum("month", min_count=1, keep_attrs=True)
