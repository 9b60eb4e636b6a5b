"""check_netcdf.py FILE: opens the sample of results_sample.h as a notebook would, with both engines of xarray."""
import sys

import numpy as np
import xarray as xr

path = sys.argv[1]


def check(engine):
    root = xr.open_dataset(path, engine=engine)
    offers = xr.open_dataset(path, engine=engine, group="offers")
    assert root.attrs["Conventions"] == "CF-1.10" and root.attrs["title"] and root.attrs["seed"] == 7
    assert root.share.dims == ("scenario", "replication", "month", "venue"), root.share.dims
    assert offers.legal.dims == ("scenario", "replication", "venue", "segment"), offers.legal.dims
    assert list(root.venue.values) == ["aws", "süd"] and list(root.scenario.values) == ["one", "zwei"]
    assert root.month.dtype.kind == "M" and str(root.month.values[0])[:10] == "2026-11-01"
    assert list(root.replication.values) == [0, 1]
    for data in (root, offers):
        for name, variable in data.variables.items():
            assert variable.attrs.get("long_name"), name
            # xarray moves the units of dates to the encoding.
            assert variable.attrs.get("units") or variable.encoding.get("units"), name
    run = root.sel(scenario="zwei", replication=1)
    assert float(run.share.sel(venue="süd", month="2026-12-01")) == 210
    assert np.isnan(root.share.sel(scenario="one", venue="süd")).all(), "absent is not zero"
    np.testing.assert_allclose(run.outlay.values, [0.011, 0.021, 0.031], err_msg="money reads in USD")
    assert root.outlay.attrs["units"] == "USD"
    assert offers.legal.dtype == bool
    assert not offers.legal.isel(scenario=0, venue=1).any(), "an absent flag is not true"
    assert offers.legal.isel(scenario=1, replication=0).values.tolist() == [[True, False], [True, False]]
    assert root.present_venue.dtype == bool
    assert root.present_venue.values.tolist() == [[True, False], [True, True]]
    assert root.result_hash.sel(scenario="zwei", replication=0).item() == "zwei0"
    assert root.scenario_text.sel(scenario="one").item() == "# Frage: süß?\nx = 1\n"
    assert root.difference.dims == ("scenario", "metric")
    return root.load(), offers.load()


for a, b in zip(check("h5netcdf"), check("netcdf4")):
    xr.testing.assert_identical(a, b)
print("xarray reads it with both engines")
