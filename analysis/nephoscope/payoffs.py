"""What a party ends up with, and which parts that is made of. The caveat of `limitations` belongs to every figure."""
from __future__ import annotations

from typing import Optional

import xarray as xr

from nephoscope.errors import NotRecordedError
from nephoscope.market import in_display_order
from nephoscope.reading import require
from nephoscope.statistics import LEVEL, band, paired_difference

PARTS = {
    "cash flow to the horizon": "payoffs/flows",
    "business beyond the horizon": "payoffs/terminal",
    "stakes at the horizon": "payoffs/equity",
    "net present value": "npv",
}
"""Recorded parts of a payoff; the first three sum to the last."""


def payoffs(results: xr.Dataset, level: float = LEVEL) -> xr.Dataset:
    """Net present value of each party and its parts: band() over axes part (keys of PARTS), scenario, party; USD."""
    return in_display_order(band(_parts(results), level), results)


def payoff_difference(
    results: xr.Dataset, alternative: Optional[str] = None, base: Optional[str] = None, level: float = LEVEL
) -> xr.Dataset:
    """What each part of each party's payoff gains in the alternative: paired_difference() over part, party; USD."""
    return in_display_order(paired_difference(results, _parts(results), alternative, base, level), results)


def trade_off(
    results: xr.Dataset, alternative: Optional[str] = None, base: Optional[str] = None, level: float = LEVEL
) -> "dict[str, xr.Dataset]":
    """The incumbent's trade-off line by line: paired_difference() of every variable of the group `tradeoff`.

    Raises NotRecordedError for a file of a version that did not record it; payoff_difference() works on every file.
    """
    names = [str(name) for name in results.data_vars if str(name).startswith("tradeoff/")]
    if not names:
        raise NotRecordedError("the file has no group 'tradeoff'; payoff_difference() gives the parts that it has")
    return {name.partition("/")[2]: paired_difference(results, name, alternative, base, level) for name in names}


def _parts(results: xr.Dataset) -> xr.DataArray:
    each = [require(results, name) for name in PARTS.values()]
    data = xr.concat(each, "part", coords="minimal", compat="override").assign_coords(part=list(PARTS))
    data.attrs = {"units": "USD", "long_name": "Present value of the party"}
    return data
