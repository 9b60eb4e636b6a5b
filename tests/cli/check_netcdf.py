"""check_netcdf.py RESULTS: opens the file with both engines of xarray and checks labels, units, values and docs/output.md's promise
that every variable has unit and meaning."""
import sys

import numpy as np
import xarray as xr

path = sys.argv[1]
GROUPS = [None, "offers", "segments", "ledger", "labs", "clouds", "flows", "counters", "payoffs", "start"]


def check(engine):
    opened = {}
    for group in GROUPS:
        data = xr.open_dataset(path, engine=engine, group=group)
        opened[group] = data
        for name, variable in data.data_vars.items():
            if variable.dtype == object:  # texts
                continue
            assert "long_name" in variable.attrs, (engine, group, name)
            assert "units" in variable.attrs, (engine, group, name)
            assert all(not str(d).startswith("phony") for d in variable.dims), (engine, group, name, variable.dims)
    root = opened[None]
    assert list(root.venue.values) == sorted(root.venue.values), "labels are text in byte order"
    assert root.month.dtype.kind == "M", "months are dates"
    first = root.sel(scenario="exclusive_2032", replication=0, month="2026-05-01")
    np.testing.assert_allclose(float(first.spend_share_by_venue.sum()), 1, atol=1e-12)
    np.testing.assert_allclose(float(first.spend_share_by_lab.sum()), 1, atol=1e-12)
    assert abs(float(first.outlay) - 6.5e9) < 0.5e9, "money reads in USD"
    flows = xr.open_dataset(path, engine=engine, group="ledger")
    balance = flows.balance.values
    np.testing.assert_allclose(np.nansum(balance, axis=-1), 0, atol=1e-2, err_msg="balances sum to 0")
    text = root.scenario_text.sel(scenario="exclusive_2032").item()
    assert "[agreement" in text and "taste_precision" in text, "the full resolved input is inside"
    assert len(root.result_hash.sel(scenario="exclusive_2032", replication=0).item()) == 32
    assert bool(root.present_lab.sel(scenario="exclusive_2032", lab="openai").item()) is True
    return root


h5netcdf, netcdf4 = check("h5netcdf"), check("netcdf4")
xr.testing.assert_equal(h5netcdf.drop_vars(["present_lab", "present_venue", "present_segment", "present_workload"]),
                        netcdf4.drop_vars(["present_lab", "present_venue", "present_segment", "present_workload"]))
for attribute in ("Conventions", "program_version", "commit", "compiler", "results_version", "format_version", "seed", "threads", "ranks",
                  "limitations", "complete"):
    assert attribute in netcdf4.attrs, attribute
print("xarray reads", path, "with both engines")
