"""Opens results files. Nothing is read from disk before it is used, so large files open at once."""
from __future__ import annotations

import os
from typing import Union

import h5py
import numpy as np
import xarray as xr

from nephoscope.errors import DamagedFileError, NotRecordedError, NotResultsError, OtherVersionError
from nephoscope.stored import read_variables

FORMAT_VERSION = 1
"""The format_version (docs/output.md) that this package reads."""

Path = Union[str, "os.PathLike[str]"]


def open_results(path: Path) -> xr.Dataset:
    """The file that `nephoscope run` or `compare` wrote, with labels and units.

    Variables have the names of docs/output.md without the leading slash: `ds["spend_share_by_venue"]`,
    `ds["ledger/flow"]`. Their axes start with scenario and replication; money is in USD (float64), months are dates,
    cells that a scenario or an unfinished run does not have are NaN. Every variable carries `units` and `long_name`.

    Raises FileNotFoundError, NotResultsError, OtherVersionError or DamagedFileError.
    """
    root = _open_checked(path, "runs")
    if "scenario" not in root.dims or "replication" not in root.dims or "result_hash" not in root:
        raise DamagedFileError(f"{path}: has no scenario, replication or result_hash, which every results file has")
    return root


def open_sweep(path: Path) -> xr.Dataset:
    """The file that `nephoscope sweep` collected: dimensions point, replication, outcome; swept keys are coordinates.

    Raises FileNotFoundError, NotResultsError, OtherVersionError or DamagedFileError.
    """
    root = _open_checked(path, "a sweep")
    swept = [name for name, array in root.data_vars.items() if array.dims == ("point",) and array.dtype.kind in "fi"]
    return root.set_coords(swept)


def open_sensitivity(path: Path) -> xr.Dataset:
    """The file that `nephoscope sensitivity` wrote: indices with intervals over scenario, outcome, parameter.

    A Saltelli design has `first_order` and `total`, Morris trajectories have `mu`, `mu_star` and `sigma`, each with
    `_lower` and `_upper`. Raises FileNotFoundError, NotResultsError, OtherVersionError or DamagedFileError.
    """
    return _open_checked(path, "sensitivity indices")


def read_ticks(path: Path, name: str) -> xr.DataArray:
    """Money as stored: int64 ticks of 1e-4 USD, exact, with the labels of open_results().

    `name` is as in open_results(), e.g. "ledger/flow". Cells that are not there hold the smallest int64. Raises
    NotRecordedError where `name` is not money.
    """
    money = open_results(path)
    array = require(money, name)
    group, _, leaf = name.rpartition("/")
    with h5py.File(path, "r") as file:
        stored = file[f"{group}/{leaf}"]
        if stored.dtype != np.int64 or "scale_factor" not in stored.attrs:
            raise NotRecordedError(f"{path}: '{name}' is not money; its unit is {array.attrs.get('units')}")
        attributes = {**array.attrs, "units": "1e-4 USD"}
        return xr.DataArray(stored[...], dims=array.dims, coords=array.coords, name=name, attrs=attributes)


def require(data: xr.Dataset, name: str) -> xr.DataArray:
    """`data[name]`; NotRecordedError with the nearest names where the file has no such variable."""
    if name in data.variables:
        return data[name]
    import difflib  # only on the way to an error

    near = difflib.get_close_matches(name, [str(n) for n in data.variables], n=3)
    hint = f"; did you mean {', '.join(repr(n) for n in near)}?" if near else ""
    raise NotRecordedError(f"the file holds no variable '{name}'{hint}")


def check(path: Path) -> None:
    """Raises the error that opening the file would raise; returns None for a file that this package reads."""
    path = os.fspath(path)
    if not os.path.exists(path):
        raise FileNotFoundError(f"{path}: no such file")
    if os.path.isdir(path):
        raise NotResultsError(f"{path}: is a folder, not a results file")
    if not h5py.is_hdf5(path):
        raise NotResultsError(f"{path}: is no results file: it is not HDF5")
    try:
        with h5py.File(path, "r") as file:
            version = file.attrs.get("format_version")
    except OSError as error:
        if "truncated" in str(error):
            raise DamagedFileError(f"{path}: was cut short; copy it again, or run it again") from error
        raise DamagedFileError(f"{path}: cannot be read: {error}") from error
    if version is None:
        raise NotResultsError(f"{path}: is HDF5, but nephoscope did not write it: it has no format_version")
    if int(version) != FORMAT_VERSION:
        newer = "take a newer package" if int(version) > FORMAT_VERSION else "take the package of its program_version"
        raise OtherVersionError(f"{path}: has format_version {version}, this package reads {FORMAT_VERSION}; {newer}")


KINDS = {"runs": "open_results()", "a sweep": "open_sweep()", "sensitivity indices": "open_sensitivity()"}


def _kind(root: xr.Dataset) -> str:
    if "point" in root.dims:
        return "a sweep"
    return "sensitivity indices" if root.attrs.get("title") == "nephoscope sensitivity" else "runs"


def _open_checked(path: Path, wanted: str) -> xr.Dataset:
    check(path)
    path = os.fspath(path)
    try:
        variables, coordinates, attributes = read_variables(path)
        root = xr.Dataset(variables, coordinates, attributes)
    except (OSError, ValueError, KeyError) as error:
        raise DamagedFileError(f"{path}: cannot be read as netCDF-4: {error}") from error
    if _kind(root) != wanted:
        raise NotResultsError(f"{path}: holds {_kind(root)}, not {wanted}; open it with {KINDS[_kind(root)]}")
    return root.assign_attrs(path=path)
