"""What the tests share: results made once by the program under test, and files with something wrong."""
import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

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
