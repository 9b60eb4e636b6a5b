"""Numbers of a results file, worked out here from what is recorded, to hold a page against."""

import h5py
import numpy as np

WINDOW = 4  # months of a headline's mean
T975 = {1: 12.706204736, 2: 4.302652730, 3: 3.182446305}  # Student's t by degrees of freedom


class Results:
    def __init__(self, path):
        self.file = h5py.File(path)
        days = self.file["month"][:].astype("timedelta64[D]") + np.datetime64("2000-01-01")
        self.months = [str(month)[:7] for month in days]

    def labels(self, axis):
        return [label.decode() for label in self.file[axis][:]]

    def values(self, name):
        """Cells [scenario, replication, ...] in stored units, money in USD."""
        variable = self.file[name]
        return variable[:] * variable.attrs.get("scale_factor", 1.0)

    def shown_scale(self, name):
        """Money is shown in billions, an HHI in points, any other share in per cent."""
        if self.file[name].attrs["units"] in (b"USD", "USD"):
            return 1e-9
        return 1.0 if name.startswith("hhi") else 100.0

    def axis_of(self, name):
        """The labels of the last axis behind scenario, replication and month, or [""]."""
        axes = self.file[name].attrs["axes"]
        axes = (axes.decode() if isinstance(axes, bytes) else axes).split()
        own = [axis for axis in axes if axis not in ("scenario", "replication", "month")]
        return self.labels(own[0]) if own else [""]

    def headline(self, name, month, entity):
        """[scenario, replication] of a headline metric."""
        values = self.values(name)
        if month:
            last = self.months.index(month) + 1
            values = values[:, :, last - WINDOW:last].mean(axis=2)
        return values[..., self.axis_of(name).index(entity)] if entity else values

    def spend_share(self, axis, segment):
        """[scenario, replication, month, entity] of what a segment's customers paid."""
        paid = self.values("offers/seller_paid") + self.values("offers/egress_paid")
        paid = paid[..., self.labels("segment").index(segment)].sum(axis=4 if axis == "lab" else 3)
        return paid / paid.sum(axis=3, keepdims=True)


def interval(values):
    """Mean and half-width of the 95 % interval of one number per replication."""
    n = len(values)
    return values.mean(), T975[n - 1] * values.std(ddof=1) / np.sqrt(n)
