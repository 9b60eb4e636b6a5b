"""What the tests share: results made once by the program under test, and files with something wrong."""
import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import xarray as xr

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))
NOTEBOOKS = ROOT / "analysis" / "notebooks"

PROGRAM = os.environ.get("NEPHOSCOPE_PROGRAM", "")
SMALL = ["--agents", "400", "--quiet", "--set", "simulation.end=2027-06", "--threads", "1"]
_folder = Path(tempfile.mkdtemp(prefix="nephoscope_python_"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)


def program(*arguments: str, code: int = 0) -> str:
    """Standard output of the program under test, which must end with `code`."""
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, cwd=_folder, timeout=240)
    if done.returncode != code:
        raise AssertionError(f"nephoscope {' '.join(arguments)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def scratch(name: str) -> Path:
    """A path in the tests' own folder."""
    return _folder / name


def made(name: str, *arguments: str) -> Path:
    """The results file of this command, run once."""
    path = scratch(name)
    if not path.exists():
        program(*arguments, *SMALL, "-o", str(path))
    return path


def pair() -> Path:
    """Two scenarios, three replications, compared."""
    return made("pair.nc", "compare", "exclusive_2032", "nonexclusive_2026", "--replications", "3")


def single() -> Path:
    """One scenario, two replications."""
    return made("single.nc", "run", "baseline", "--replications", "2")


def lone() -> Path:
    """One scenario, one replication: nothing has an interval."""
    return made("lone.nc", "run", "baseline", "--replications", "1")


def absent() -> Path:
    """Two worlds with other labs and venues in one file: cells that one of them does not have."""
    return made("absent.nc", "run", "baseline", "duopoly", "--replications", "2", "--seed", "7")


def traced() -> Path:
    """A market in which every customer is traced and nobody is born."""
    everyone = ("--set", "metrics.traced=400", "--set", "customers.birth_rate_per_year=0")
    return made("traced.nc", "run", "duopoly", "--replications", "2", *everyone)


def everything() -> Path:
    """A file that holds all that can be recorded: traced customers and counterfactual metrics too."""
    switches = ("--set", "metrics.traced=20", "--set", "metrics.counterfactuals=true")
    return made("everything.nc", "run", "baseline", "--replications", "1", *switches)


def swept(study: str) -> Path:
    """What `nephoscope sweep` collects of a study beside the notebooks, run once."""
    store = scratch(f"{study}.store")
    if not store.exists():
        program("sweep", str(NOTEBOOKS / f"{study}.toml"), "--store", str(store), "--threads", "1", "--quiet")
    return store / "results.nc"


def indices() -> Path:
    """What `nephoscope sensitivity` writes of drivers_study."""
    path = scratch("indices.nc")
    if not path.exists():
        program("sensitivity", str(swept("drivers_study")), "--output", str(path))
    return path


def sweep_by_hand() -> Path:
    """A file laid out as analysis/sweeps/collect.h says: 5 points, 3 replications, the last point failed.

    The outcome "aws" of scenario open is 0.1 × window, a paired difference that is the same in every replication;
    "noise" differs between replications alone.
    """
    path = scratch("by_hand.nc")
    if path.exists():
        return path
    points, replications = np.arange(5), np.arange(3)
    window = points * 1.0
    value = np.full((5, 3, 2, 2), np.nan)
    value[:, :, 1, 0] = 0.1 * window[:, None]
    value[:, :, :, 1] = np.array([-1.0, 0.0, 1.0])[None, :, None]
    value[4] = np.nan
    one = ("outcome",)
    data = xr.Dataset(
        {
            "parameter_value": (("point", "parameter"), window[:, None]),
            "parameter_logarithmic": (("parameter",), [False]),
            "agreement_first_ship_window_months": (("point",), window),
            "outcome_value": (("point", "replication", "scenario", "outcome"), value),
            "outcome_variable": (one, ["spend_share_by_venue", "outlay"]),
            "outcome_labels": (one, ["venue=aws", ""]),
            "outcome_month": (one, ["2027-06", "2027-06"]),
            "outcome_units": (one, ["1", "USD"]),
            "outcome_paired": (one, [True, False]),
            "status": (("point", "replication"), np.where(points[:, None] == 4, 2, 1) * np.ones((1, 3), "int64")),
            "message": (("point",), ["", "", "", "", "money leaked"]),
            "command": (("point",), ["", "", "", "", "nephoscope run x"]),
        },
        coords={
            "point": points,
            "replication": replications,
            "scenario": ["closed", "open"],
            "outcome": ["aws", "noise"],
            "parameter": ["agreement.first-ship.window_months"],
        },
        attrs={
            "format_version": 1,
            "study": "windows",
            "outcome_hash": "0123456789abcdef" * 2,
            "question": "Does a first-ship window matter?",
            "seed": 7,
            "base_scenario": "closed",
            "program_version": "0.1.0",
            "limitations": "uncalibrated",
        },
    )
    data.to_netcdf(path, engine="h5netcdf")
    return path
