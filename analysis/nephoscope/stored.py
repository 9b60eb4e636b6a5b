"""Variables of an HDF5 file as lazy xarray variables: what xarray.open_dataset gives, for all groups at once.

xarray opens group by group and looks every axis up for every variable, which takes seconds for a file of many groups.
Here each variable is looked at once, and the file is open only while something is read.
"""
from __future__ import annotations

from typing import Any, Dict, Iterator, List, Tuple

import h5py
import numpy as np
import xarray as xr
from xarray.backends import BackendArray
from xarray.core import indexing

NETCDF_ONLY = {"CLASS", "NAME", "REFERENCE_LIST", "DIMENSION_LIST", "_Netcdf4Dimid", "_Netcdf4Coordinates", "_nc3_strict"}
"""Attributes that say how netCDF-4 lies in HDF5, nothing about the data."""


class StoredArray(BackendArray):
    """One HDF5 dataset; cells are read when they are asked for."""

    def __init__(self, path: str, name: str, shape: Tuple[int, ...], dtype: np.dtype) -> None:
        self.path, self.name, self.shape, self.dtype = path, name, shape, dtype

    def __getitem__(self, key: indexing.ExplicitIndexer) -> Any:
        return indexing.explicit_indexing_adapter(key, self.shape, indexing.IndexingSupport.OUTER_1VECTOR, self._read)

    def _read(self, key: Tuple[Any, ...]) -> Any:
        with h5py.File(self.path, "r") as file:
            stored = file[self.name]
            return (stored.asstr() if self.dtype == object else stored)[key]


def read_variables(path: str) -> Tuple[Dict[str, xr.Variable], Dict[str, xr.Variable], Dict[str, Any]]:
    """(variables, coordinates, attributes) of the file, decoded by xarray's rules: fill values, scale factors, times.

    Variables of a group are named "group/name". Axes and the variables that the attribute `coordinates` names are
    coordinates; axes without labels are not there. Raises OSError, KeyError or ValueError for a file that is no
    netCDF-4.
    """
    variables: Dict[str, xr.Variable] = {}
    scales: Dict[int, str] = {}
    with h5py.File(path, "r") as file:
        attributes = {name: _text(value) for name, value in file.attrs.items() if name != "_NCProperties"}
        for name, stored in _datasets(file):
            about = {key: _text(value) for key, value in stored.attrs.items() if key not in NETCDF_ONLY}
            text = h5py.check_string_dtype(stored.dtype) is not None
            array = StoredArray(path, stored.name, stored.shape, np.dtype(object) if text else stored.dtype)
            raw = xr.Variable(_axes(file, stored, name, scales), indexing.LazilyIndexedArray(array), about)
            variables[name] = xr.conventions.decode_cf_variable(name, raw)
    named = str(attributes.pop("coordinates", "")).split()
    coordinates = {name: variables.pop(name) for name in list(variables) if variables[name].dims == (name,) or name in named}
    return variables, coordinates, attributes


def _datasets(group: h5py.Group, prefix: str = "") -> Iterator[Tuple[str, h5py.Dataset]]:
    for name, item in group.items():
        if isinstance(item, h5py.Group):
            yield from _datasets(item, f"{prefix}{name}/")
        elif not str(_text(item.attrs.get("NAME", ""))).startswith("This is a netCDF dimension but not"):
            yield prefix + name, item


def _axes(file: h5py.File, stored: h5py.Dataset, name: str, scales: Dict[int, str]) -> List[str]:
    """Names of the axes; `scales` maps the address of each axis in the file to its name, to be found only once."""
    if _text(stored.attrs.get("CLASS", "")) == "DIMENSION_SCALE":
        return [name]
    if stored.ndim and "DIMENSION_LIST" not in stored.attrs:
        raise ValueError(f"'{name}' has no named axes")
    axes = []
    for references in stored.attrs["DIMENSION_LIST"] if stored.ndim else ():
        scale = h5py.h5r.dereference(references[0], file.id)
        address = h5py.h5o.get_info(scale).addr
        if address not in scales:
            scales[address] = h5py.h5i.get_name(scale).decode().lstrip("/")
        axes.append(scales[address])
    return axes


def _text(value: Any) -> Any:
    """An attribute as Python has it: text as str, an array of one number as that number."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, np.ndarray) and value.size == 1:
        return _text(value.reshape(-1)[0])
    return value.decode() if isinstance(value, np.bytes_) else value
