"""Shares, concentration and multi-homing with bands. Whatever the file says is read from it, never computed again."""
from __future__ import annotations

from typing import TypeVar

import numpy as np
import xarray as xr

from nephoscope.reading import require
from nephoscope.statistics import LEVEL, band

SHARES = {
    ("spend", "venue"): "spend_share_by_venue",
    ("spend", "lab"): "spend_share_by_lab",
    ("customers", "venue"): "customer_share_by_venue",
    ("customers", "lab"): "customer_share_by_lab",
    ("spend", "seller"): "spend_share_by_seller",
    ("spend", "host"): "spend_share_by_host",
}
"""Recorded share of each (of, by). Customers' shares sum to more than 1: one customer may be at several. The seller is who
is paid, the host whose machines serve."""


def shares(results: xr.Dataset, by: str = "venue", of: str = "spend", level: float = LEVEL) -> xr.Dataset:
    """Shares of "spend" by "venue", "lab", "seller" or "host", of "customers" by "venue" or "lab": band() over axes scenario, month, `by`, unit 1.

    Entities stand in the file's display order. Raises ValueError for another pie: the four must never be mixed.
    """
    if (of, by) not in SHARES:
        raise ValueError(f"no share of '{of}' by '{by}'; there are {', '.join(f'{o} by {b}' for o, b in SHARES)}")
    return in_display_order(band(require(results, SHARES[of, by]), level), results)


def spend_by_segment(results: xr.Dataset, by: str = "venue") -> xr.DataArray:
    """What each segment spends by "venue" or "lab", egress included: axes scenario, replication, month, segment, `by`; USD.

    The file holds it by lab, venue and segment; this sums over the axis that was not asked for. Cells of labs or
    venues that a scenario does not have stay NaN.
    """
    if by not in ("venue", "lab"):
        raise ValueError(f"spend by '{by}' is not recorded; say venue or lab")
    spend = require(results, "offers/seller_paid") + require(results, "offers/egress_paid")
    other = "lab" if by == "venue" else "venue"
    total = spend.sum(other, min_count=1).transpose("scenario", "replication", "month", "segment", by)
    total.attrs = {"units": "USD", "long_name": f"Customers' AI outlay in the month by segment and {by}"}
    return in_display_order(total, results)


def concentration(results: xr.Dataset, level: float = LEVEL) -> xr.Dataset:
    """HHI of AI spend, 0 to 10000: band() over axes market ("clouds", "labs"), scenario, month."""
    both = [require(results, name) for name in ("hhi_clouds", "hhi_labs")]
    data = xr.concat(both, "market", coords="minimal", compat="override").assign_coords(market=["clouds", "labs"])
    data.attrs = {"units": "points", "long_name": "Herfindahl-Hirschman index of AI spend"}
    return band(data, level)


HOMING = {
    "two or more venues": "venue_multi_homing",
    "two or more labs": "lab_multi_homing",
    "three or more labs": "lab_multi_homing_3",
    "one lab at one venue": "single_binding_rate",
}
"""Recorded share of each way to use venues and labs. Venues and labs are two questions, maybe of opposite sign."""


def multi_homing(results: xr.Dataset, level: float = LEVEL) -> xr.Dataset:
    """Shares of served customers, unit 1: band() over axes `use` (the keys of HOMING), scenario, month."""
    each = [require(results, name) for name in HOMING.values()]
    data = xr.concat(each, "use", coords="minimal", compat="override").assign_coords(use=list(HOMING))
    data.attrs = {"units": "1", "long_name": "Share of served customers by use of venues and labs"}
    return band(data, level)


Labelled = TypeVar("Labelled", xr.DataArray, xr.Dataset)


def in_display_order(data: Labelled, results: xr.Dataset) -> Labelled:
    """The same array or Dataset with labs, venues and their like in the file's `display_order`, others behind."""
    wanted = str(results.attrs.get("display_order", "")).split(",")
    for axis in ("lab", "venue", "party", "seller", "host", "cloud"):
        if axis in data.dims:
            labels = [str(label) for label in data[axis].values]
            place = {label: i for i, label in enumerate(wanted)}
            order = sorted(range(len(labels)), key=lambda i: (place.get(labels[i], len(wanted)), labels[i]))
            data = data.isel({axis: np.array(order)})
    return data
