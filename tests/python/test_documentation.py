"""docs/output.md and a file just written never disagree, and the examples of docs/python.md run as written."""
import contextlib
import inspect
import re
import shutil
import unittest

import h5py

import support
import nephoscope

ROW = re.compile(r"^\| `/([\w/]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def documented():
    """Path → (type, axes, unit, meaning) of the table in docs/output.md."""
    text = (support.ROOT / "docs" / "output.md").read_text()
    return {path: tuple(part.strip() for part in rest) for path, *rest in ROW.findall(text)}


def written(path):
    """The same of a results file: every variable with months, scenarios and replications that holds numbers."""
    found = {}
    with h5py.File(path) as file:

        def look(name, item):
            if not isinstance(item, h5py.Dataset) or item.dtype == object or "axes" not in item.attrs:
                return
            axes = item.attrs["axes"].decode().split()
            if axes[:2] != ["scenario", "replication"]:
                return
            kind = str(item.dtype)
            if item.attrs.get("scale_factor") == 1e-4:
                kind = "int64, 1e-4 USD"
            if item.attrs.get("dtype", b"") == b"bool":
                kind = "int8 (bool)"
            about = (item.attrs[name_].decode() for name_ in ("units", "long_name"))
            found[name] = (kind, ", ".join(axes[2:]) or "-", *about)

        file.visititems(look)
    return found


class Documentation(unittest.TestCase):
    def test_every_variable_of_a_file_is_documented_as_it_is(self):
        listed, there = documented(), written(support.everything())
        self.assertGreater(len(there), 50)
        self.assertEqual(sorted(set(there) - set(listed)), [], "in the file, not in docs/output.md")
        for name, about in there.items():
            self.assertEqual(about, listed[name], name)

    def test_every_documented_variable_is_in_a_file(self):
        self.assertEqual(
            sorted(set(documented()) - set(written(support.everything()))), [], "in docs/output.md, not in the file"
        )

    def test_a_disagreement_is_seen(self):
        listed = documented()
        kind, axes, unit, meaning = listed["outlay"]
        self.assertNotEqual(written(support.pair())["outlay"], (kind, axes, unit, meaning + "!"))

    def test_the_examples_of_the_python_page_run_as_written(self):
        text = (support.ROOT / "docs" / "python.md").read_text()
        blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
        self.assertGreaterEqual(len(blocks), 2)
        folder = support.scratch("examples")
        folder.mkdir(exist_ok=True)
        shutil.copy(support.pair(), folder / "quickstart.nc")
        names = {}
        with contextlib.chdir(folder):
            for block in blocks:
                exec(block, names)
        self.assertTrue((folder / "shares.pdf").stat().st_size > 5000)

    def test_the_python_page_names_functions_that_exist_and_all_of_them(self):
        text = (support.ROOT / "docs" / "python.md").read_text()
        there = set(nephoscope.__all__)
        table = text[text.index("## What there is") : text.index("**Names.**")]
        named = set(re.findall(r"`(\w+)`", table)) - {"nephoscope"}
        self.assertEqual({name for name in named if not name.endswith("nc")} - there - {"show"}, set(), "named, not there")
        unnamed = {name for name in there if not re.search(rf"\b{name}\b", text)}
        self.assertEqual(unnamed, set(), "exported, not named in docs/python.md")

    def test_every_public_function_has_a_docstring_and_types_throughout(self):
        functions = [
            getattr(nephoscope, name) for name in nephoscope.__all__ if inspect.isfunction(getattr(nephoscope, name))
        ]
        self.assertGreater(len(functions), 35)
        for function in functions:
            self.assertTrue(function.__doc__, function.__name__)
            signature = inspect.signature(function)
            untyped = [name for name, p in signature.parameters.items() if p.annotation is inspect.Parameter.empty]
            self.assertEqual(untyped, [], function.__name__)
            self.assertIsNot(signature.return_annotation, inspect.Signature.empty, function.__name__)

    def test_root_texts_and_attributes_are_those_documented(self):
        text = (support.ROOT / "docs" / "output.md").read_text()
        begin = text.index("Root attributes:")
        attributes = set(re.findall(r"`(\w+)`", text[begin : text.index("\n\n", begin)]))
        with h5py.File(support.pair()) as file:
            self.assertEqual(set(file.attrs) - {"_NCProperties"} - attributes, set(), "not in docs/output.md")
            missing = attributes - set(file.attrs)
            self.assertEqual(missing, set(), "in docs/output.md, not in the file")
            texts = re.findall(r"`(\w+)\((?:scenario|scenario, replication)\)`", text)
            self.assertGreaterEqual(len(texts), 5)
            for name in texts:
                self.assertIn(name, file)


if __name__ == "__main__":
    unittest.main()
