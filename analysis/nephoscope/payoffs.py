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
    "shadow value of a licence": "payoffs/licence",
    "net present value": "npv",
}
"""Recorded parts of a payoff; those before the last sum to it."""


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
) -> xr.Dataset:
    """The incumbent's trade-off line by line: paired_difference() over axes line, incumbent; USD.

    The lines are the variables of the group `tradeoff`, the last of which, npv, is their sum. Raises NotRecordedError
    for a file without an incumbent; payoff_difference() works on every file.
    """
    names = [str(name) for name in results.data_vars if str(name).startswith("tradeoff/")]
    if not names:
        raise NotRecordedError("the file has no incumbent's trade-off; payoff_difference() gives the parts that it has")
    lines = [name.partition("/")[2].replace("_", " ") for name in names]
    data = xr.concat([results[name] for name in names], "line", coords="minimal", compat="override")
    data = data.assign_coords(line=lines)
    data.attrs = {"units": "USD", "long_name": "Lines of the incumbent's net present value"}
    return paired_difference(results, data, alternative, base, level)


def _parts(results: xr.Dataset) -> xr.DataArray:
    each = [require(results, name) for name in PARTS.values()]
    data = xr.concat(each, "part", coords="minimal", compat="override").assign_coords(part=list(PARTS))
    data.attrs = {"units": "USD", "long_name": "Present value of the party"}
    return data
