"""The notebooks are stored without output and run, each in a fresh kernel, on results made here."""
import os
import re
import unittest

import nbformat
from nbclient import NotebookClient

import support

FOLDER = support.NOTEBOOKS
PICTURES = {"first_look": 7, "what_changed": 4, "check_it_yourself": 0, "sweep_and_sensitivity": 4}
"""Least number of pictures that each notebook draws."""


def run(name: str) -> nbformat.NotebookNode:
    """The notebook with its outputs; raises CellExecutionError where a cell fails."""
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    NotebookClient(notebook, timeout=240, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}).execute()
    return notebook


def outputs(notebook):
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


class Notebooks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        limit = support.made("no_frictions.nc", "run", str(FOLDER / "no_frictions.toml"))
        os.environ.update(NEPHOSCOPE_RESULTS=str(support.pair()), NEPHOSCOPE_CLOSED_FORM=str(limit))
        os.environ.update(NEPHOSCOPE_TRACED=str(support.traced()))
        os.environ.update(NEPHOSCOPE_SWEEP=str(support.swept("lag_study")))
        os.environ.update(
            NEPHOSCOPE_DRIVERS=str(support.swept("drivers_study")), NEPHOSCOPE_SENSITIVITY=str(support.indices())
        )
        os.environ.update(PYTHONPATH=str(support.ROOT / "analysis"), JUPYTER_DATA_DIR=str(support.scratch("jupyter")))
        os.environ.update(IPYTHONDIR=str(support.scratch("ipython")))

    def runs(self, name):
        made = outputs(run(name))
        pictures = [output for output in made if "image/png" in output.get("data", {})]
        self.assertGreaterEqual(len(pictures), PICTURES[name])
        warnings = [output.text for output in made if output.output_type == "stream" and output.name == "stderr"]
        self.assertEqual(warnings, [])
        return made

    def test_first_look(self):
        self.runs("first_look")

    def test_what_changed(self):
        self.runs("what_changed")

    def test_check_it_yourself(self):
        self.runs("check_it_yourself")

    def test_sweep_and_sensitivity(self):
        self.runs("sweep_and_sensitivity")

    def test_all_are_known_here_and_stored_without_output(self):
        self.assertEqual({path.stem for path in FOLDER.glob("*.ipynb")}, set(PICTURES))
        for path in FOLDER.glob("*.ipynb"):
            for cell in nbformat.read(path, as_version=4).cells:
                if cell.cell_type == "code":
                    self.assertEqual((cell.outputs, cell.execution_count), ([], None), path.name)

    def test_every_variable_they_name_is_in_the_documentation(self):
        listed = set(re.findall(r"^\| `/([\w/]+)` \|", (support.ROOT / "docs" / "output.md").read_text(), re.MULTILINE))
        self.assertGreater(len(listed), 50)
        named = set()
        for path in FOLDER.glob("*.ipynb"):
            code = "\n".join(c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code")
            named |= set(
                re.findall(
                    r'"((?:offers|segments|ledger|labs|clouds|flows|counters|payoffs|start|tradeoff|panel)/\w+)"', code
                )
            )
        self.assertGreater(len(named), 8)
        self.assertEqual(named - listed, set())


if __name__ == "__main__":
    unittest.main()
