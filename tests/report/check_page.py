"""check_page.py PROGRAM [CLASS]: writes pages of small runs with the program, and looks at them in headless Chromium.
With a folder in NEPHOSCOPE_PICTURES it keeps screenshots there: wide, phone, dark, and the printed page."""

import html.parser
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np

from browser import Browser
from results import Results, interval

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
PICTURES = os.environ.get("NEPHOSCOPE_PICTURES")
SIZE = ["--agents", "300", "--set", "simulation.end=2029-03", "--quiet", "--threads", "1"]
MINUS = "\u2212"
HOSTILE = [
    "</script><script>document.title='owned'</script>",
    "\"><img src=x onerror=\"document.title='owned'\">",
    "'; document.title='owned'; '${document.title='owned'}",
    "\u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd",
    "x" * 200,
    "a & b <b>bold</b> &lt;",
    "=HYPERLINK(\"http://example.invalid\")",
    "datum['x']\\ signal]}",
]


def number(text):
    return float(text.replace(MINUS, "-").replace("+", "").replace("\u2013", "nan"))


class Pages(unittest.TestCase):
    """A folder with results of three scenarios and their page."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="nephoscope-report-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        cls.run_program("compare", "exclusive_2032", "nonexclusive_2026", "nonexclusive_without_neocloud", *SIZE,
                        "--replications", "3", "--output", "three.nc")
        cls.run_program("report", "three.nc")
        cls.page = cls.folder / "three.html"

    @classmethod
    def run_program(cls, *arguments, code=0):
        done = subprocess.run([PROGRAM, *arguments], cwd=cls.folder, capture_output=True, text=True)
        if done.returncode != code:
            raise AssertionError(f"{arguments}: exit {done.returncode}, expected {code}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def hostile_file(self):
        """The same results with labels and texts of someone who means harm."""
        path = self.folder / "hostile.nc"
        shutil.copy(self.folder / "three.nc", path)
        with h5py.File(path, "r+") as file:
            for axis in ("venue", "lab", "segment", "party", "venue_from", "venue_to", "account_from", "posting"):
                for i in range(len(file[axis])):
                    file[axis][i] = f"{HOSTILE[i % len(HOSTILE)]}{i}"
            for i in range(len(file["scenario"])):
                file["scenario"][i] = HOSTILE[i] + str(i)
                file["question"][i] = HOSTILE[0] + HOSTILE[1]
                file["inactive_clauses"][i] = HOSTILE[1]
                file["result_hash"][i, 0] = HOSTILE[0]
            file["scenario_text"][0] = "# " + HOSTILE[0]
            file["scenario_text"][1] = f'[lab."{HOSTILE[0]}"]\nkind = "{HOSTILE[5]}"\n'
            file["scenario_text"][2] = HOSTILE[0]
            for name, text in (("base_scenario", HOSTILE[0] + "0"), ("limitations", HOSTILE[1]), ("command", HOSTILE[0]), ("title", HOSTILE[0])):
                file.attrs[name] = np.bytes_(text)
        return path


class Elements(html.parser.HTMLParser):
    """The tags and the names of attributes of a page, and the ends of its script elements."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attributes)


class FilesTest(Pages):
    """What the program writes or refuses to write, without a browser."""

    def test_hostile_texts_make_no_element(self):
        path = self.hostile_file()
        self.run_program("report", path, "--force")
        hostile, plain = (Elements(page.read_text(encoding="utf-8")) for page in (path.with_suffix(".html"), self.page))
        self.assertEqual(set(hostile.tags) - set(plain.tags), set())
        self.assertEqual(hostile.attributes, plain.attributes)
        self.assertEqual(hostile.tags.count("script"), 2)

    def test_files_that_make_no_page(self):
        self.assertIn("three.html", self.run_program("report", "three.nc", code=3))  # it exists
        whole = (self.folder / "three.nc").read_bytes()
        (self.folder / "short.nc").write_bytes(whole[:len(whole) // 2])
        self.run_program("report", "short.nc", code=5)
        (self.folder / "text.nc").write_text("not HDF5")
        self.run_program("report", "text.nc", code=5)
        self.run_program("report", "missing.nc", code=3)
        shutil.copy(self.folder / "three.nc", self.folder / "newer.nc")
        with h5py.File(self.folder / "newer.nc", "r+") as file:
            file.attrs["format_version"] = np.int64(99)
        self.assertIn("99", self.run_program("report", "newer.nc", code=5))
        self.assertEqual(list(self.folder.glob("*.tmp.*")), [])


class BrowserTest(Pages):
    """The page as a reader meets it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browser = Browser().__enter__()
        cls.addClassCleanup(cls.browser.__exit__, None, None, None)

    def open(self, path=None, **how):
        self.browser.open(path or self.page, **how)

    def choose(self, name, position):
        self.browser.evaluate(f"""(() => {{ const box = document.querySelector('select[name="{name}"]');
            box.value = '{position}'; box.dispatchEvent(new Event('change')); }})()""")

    def figures(self):
        return self.browser.evaluate("[...document.querySelectorAll('figure')].map((f) => f.dataset.chart)")

    def paths(self, chart):
        """Everything that a chart drew, as one text."""
        return self.browser.evaluate(f"""[...document.querySelector('figure[data-chart="{chart}"]').querySelectorAll(
            '.role-mark path, .role-mark text')].map((n) => (n.getAttribute('d') || '') + (n.getAttribute('transform') || '') + n.textContent).join()""")

    def table(self, chart):
        """The rows of a chart's table."""
        figure = f"document.querySelector('figure[data-chart=\"{chart}\"]')"
        self.browser.evaluate(f"{figure}.querySelector('details').open = true")
        self.browser.wait(f"{figure}.querySelector('tbody tr')")
        return self.browser.evaluate(f"[...{figure}.querySelectorAll('tbody tr')].map((r) => [...r.cells].map((c) => c.textContent))")

    def assert_quiet(self, path):
        self.assertEqual(self.browser.complaints, [])
        self.assertEqual(self.browser.requests, [pathlib.Path(path).resolve().as_uri()])

    def test_opens_without_complaint_and_asks_for_nothing(self):
        for how in ({}, {"width": 390, "height": 800}, {"dark": True}):
            self.open(**how)
            self.assert_quiet(self.page)
            self.assertEqual(self.browser.evaluate("document.documentElement.scrollWidth > innerWidth"), False, how)
        text = self.page.read_text(encoding="utf-8")
        self.assertLess(self.page.stat().st_size, 3_000_000)
        self.assertNotRegex(text, r"<(link|img|iframe|object|embed|base)\b")
        self.assertTrue(self.browser.evaluate("document.body.innerText.trim().split('\\n')[0].includes('Uncalibrated')"))

    def test_every_chart_drew_marks(self):
        self.open()
        figures = self.figures()
        self.assertGreater(len(figures), 30)
        for chart in ("venue-levels", "lab-difference", "venue-flow", "payments", "npv-difference", "hhi_clouds"):
            self.assertIn(chart, figures)
        drawn = self.browser.evaluate("""Object.fromEntries([...document.querySelectorAll('figure')].map((f) => [f.dataset.chart,
            [...f.querySelectorAll('.mean path, .cell path')].filter((n) => (n.getAttribute('d') || '').length > 4).length]))""")
        self.assertEqual([chart for chart, marks in drawn.items() if marks == 0], [])
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('figure details').length"), len(figures))

    def test_headline_numbers_are_those_of_the_file(self):
        self.open()
        results = Results(self.folder / "three.nc")
        scenarios = results.labels("scenario")
        base = scenarios.index("exclusive_2032")
        rows = self.browser.evaluate("""[...document.querySelectorAll('#headlines h3')].flatMap((h, i) => { const rows = [];
            for (let n = h.nextElementSibling; n && n.tagName !== 'H3'; n = n.nextElementSibling)
              rows.push(...[...n.querySelectorAll('tr[data-metric]')].map((r) => [i, r.dataset.metric, r.dataset.entity, r.dataset.month,
                [...r.querySelectorAll('[data-value]')].map((c) => [Number(c.dataset.value), c.textContent]), r.cells[4].textContent]));
            return rows; })""")
        self.assertGreater(len(rows), 150)
        alternatives = [name for name in ("nonexclusive_2026", "nonexclusive_without_neocloud")]
        for which, metric, entity, month, cells, band in rows:
            values = results.headline(metric, month, entity)
            other = scenarios.index(alternatives[which])
            difference, half = interval(values[other] - values[base])
            expected = [values[base].mean(), values[other].mean(), difference]
            size = np.abs(expected).max()
            scale = results.shown_scale(metric)
            for value, (exact, shown) in zip(expected, cells):
                self.assertAlmostEqual(exact, value, delta=1e-9 * size + 1e-12, msg=(metric, entity, month))
                decimals = len(shown.partition(".")[2])
                self.assertAlmostEqual(number(shown), value * scale, delta=0.50001 * 10 ** -decimals, msg=(metric, entity, month, shown))
            ends = [number(end) for end in band.strip("[]").split(", ")]
            decimals = len(band.strip("[]").split(", ")[0].partition(".")[2])
            for end, value in zip(ends, (difference - half, difference + half)):
                self.assertAlmostEqual(end, value * scale, delta=0.50001 * 10 ** -decimals + 1e-6 * size * scale, msg=(metric, entity, month, band))

    def test_chart_tables_are_those_of_the_file(self):
        self.open()
        results = Results(self.folder / "three.nc")
        scenario = results.labels("scenario").index("nonexclusive_2026")
        base = results.labels("scenario").index("exclusive_2032")
        for axis in ("venue", "lab"):
            shares = results.values(f"spend_share_by_{axis}")
            self.check_rows(self.table(f"{axis}-difference"), results, axis, shares[scenario] - shares[base])
            rows = [row for row in self.table(f"{axis}-levels") if "(" not in row[1]]
            self.check_rows(rows, results, axis, shares[scenario])
            position = self.browser.evaluate("[...document.querySelector('select[name=segment]').options].findIndex((o) => o.text === 'enterprise')")
            self.choose("segment", position)
            self.check_rows([row for row in self.table(f"{axis}-levels") if "(" not in row[1]], results, axis,
                            results.spend_share(axis, "enterprise")[scenario])
            self.choose("segment", 0)

    def check_rows(self, rows, results, axis, values):
        """Rows [month, entity, mean, low, high] in per cent, against values [replication, month, entity]."""
        self.assertEqual(len(rows), len(results.months) * len(results.labels(axis)))
        for month, entity, *cells in rows:
            mean, half = interval(values[:, results.months.index(month), results.labels(axis).index(entity)])
            for cell, value in zip(cells, (mean, mean - half, mean + half)):
                self.assertAlmostEqual(number(cell), 100 * value, delta=0.011, msg=(month, entity))

    def test_money_tables_are_those_of_the_file(self):
        self.open()
        results = Results(self.folder / "three.nc")
        scenario = results.labels("scenario").index("nonexclusive_2026")
        self.choose("year", 1)
        months = [m for m, month in enumerate(results.months) if month.startswith("2027")]
        posting = results.labels("posting").index("model_purchase")
        paid = results.values("ledger/flow")[scenario][:, months, posting].sum(axis=1)
        payer = results.labels("account_from").index("customers")
        payee = results.labels("account_to").index("cloud:azure")
        rows = {row[0]: row for row in self.table("payments")}
        self.assertAlmostEqual(number(rows["customers \u2192 azure: model purchase"][1]), 1e-9 * paid[:, payer, payee].mean(), delta=0.0051)
        moved = results.values("flows/venue_flow")[scenario][:, months].sum(axis=1).mean(axis=0) / 1000
        names = results.labels("venue_from")
        for source, target, mean, *_ in self.table("venue-flow"):
            self.assertAlmostEqual(number(mean), moved[names.index(source), results.labels("venue_to").index(target)], delta=0.051)

    def test_choosing_a_scenario_changes_the_charts(self):
        self.open()
        charts = ("venue-levels", "lab-levels", "venue-difference", "npv-difference", "venue-flow", "payments")
        before = {chart: self.paths(chart) for chart in charts}
        self.choose("scenario", 2)
        self.assertEqual([chart for chart in charts if self.paths(chart) == before[chart]], [])
        self.choose("scenario", 0)  # the base has no difference from itself
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('figure[data-chart=\"venue-difference\"] svg').length"), 0)
        self.choose("scenario", 1)
        self.assertEqual({chart: self.paths(chart) for chart in charts}, before)
        self.assert_quiet(self.page)

    def test_months_can_be_chosen_and_dragged(self):
        self.open()
        whole, single = self.paths("venue-levels"), self.paths("venue-month")
        self.choose("month", 3)
        self.assertNotEqual(self.paths("venue-month"), single)
        self.choose("from", 12)
        self.assertNotEqual(self.paths("venue-levels"), whole)
        self.assertNotIn("2026-05", [row[0] for row in self.table("venue-levels")])
        self.browser.evaluate("document.querySelector('#controls button').click()")
        self.assertEqual(self.paths("venue-levels"), whole)
        x, y, width = self.browser.evaluate("""(() => { const chart = document.querySelector('figure[data-chart="venue-difference"] .chart');
            chart.scrollIntoView({block: 'center'}); const box = chart.getBoundingClientRect(); return [box.left, box.top + 100, box.width]; })()""")
        mouse = lambda kind, at: self.browser.call("Input.dispatchMouseEvent", type=kind, x=at, y=y, button="left", buttons=1, clickCount=1)
        mouse("mousePressed", x + 0.3 * width)
        mouse("mouseMoved", x + 0.4 * width)
        mouse("mouseReleased", x + 0.5 * width)
        self.assertGreater(int(self.browser.evaluate("document.querySelector('select[name=from]').value")), 0)
        self.assertNotEqual(self.paths("venue-levels"), whole)

    def test_hovering_tells_the_numbers(self):
        self.open()
        x, y = self.browser.evaluate("""(() => { const chart = document.querySelector('figure[data-chart="venue-difference"] .chart');
            chart.scrollIntoView({block: 'center'}); const box = chart.getBoundingClientRect(); return [box.left + 0.4 * box.width, box.top + 100]; })()""")
        self.browser.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        self.browser.wait("document.querySelector('.tip') && !document.querySelector('.tip').hidden")
        tip = self.browser.evaluate("[...document.querySelectorAll('.tip > div')].map((r) => [r.querySelector('bdi').textContent, r.querySelector('b').textContent])")
        month = self.browser.evaluate("document.querySelector('.tip strong').textContent")
        rows = {row[1]: row[2:] for row in self.table("venue-difference") if row[0] == month}
        self.assertEqual({name: number(text.split()[0]) for name, text in tip}, {name: number(row[0]) for name, row in rows.items()})

    def test_dark_pages_have_other_colours_and_print_is_light(self):
        colour = "document.querySelector('figure[data-chart=\"venue-levels\"] .mean path').getAttribute('stroke')"
        self.open()
        light = self.browser.evaluate(colour)
        self.open(dark=True)
        self.assertNotEqual(self.browser.evaluate(colour), light)
        self.browser.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        self.assertEqual(self.browser.evaluate(colour), light)
        self.browser.evaluate("window.dispatchEvent(new Event('afterprint'))")

    def test_hostile_labels_stay_text(self):
        path = self.hostile_file()
        self.run_program("report", path, "--force")
        page = path.with_suffix(".html")
        self.open(page)
        self.choose("scenario", 1)
        for chart in ("venue-levels", "venue-flow", "payments"):
            self.table(chart)
        x, y = self.browser.evaluate("""(() => { const chart = document.querySelector('figure[data-chart="venue-levels"] .chart');
            chart.scrollIntoView({block: 'center'}); const box = chart.getBoundingClientRect(); return [box.left + 0.4 * box.width, box.top + 100]; })()""")
        self.browser.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        self.browser.wait("document.querySelector('.tip') && !document.querySelector('.tip').hidden")
        self.assert_quiet(page)
        self.assertNotIn("owned", self.browser.evaluate("document.title.replace(/document.title='owned'/g, '')"))
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('img, iframe, object, a').length"), 0)
        self.assertEqual(self.browser.evaluate("document.scripts.length"), 2)
        self.assertEqual(self.browser.evaluate("[...document.querySelectorAll('*')].filter((n) => [...n.attributes].some((a) => /^on/.test(a.name))).length"), 0)
        names = {row[1] for row in self.table("venue-levels")}
        for i, label in enumerate(Results(path).labels("venue")):
            self.assertIn(label, names, i)
        self.assertEqual(self.browser.evaluate("document.documentElement.scrollWidth > innerWidth"), False)

    def test_the_policy_stops_a_script_that_got_in(self):
        """Shows that the checks above could fail: a script written into the page is refused, and the refusal is seen."""
        broken = self.folder / "broken.html"
        broken.write_text(self.page.read_text(encoding="utf-8").replace(
            "<main>", "<main><script>document.title = 'owned'</script><img src='http://example.invalid/x.png'>"), encoding="utf-8")
        self.open(broken)
        self.assertNotEqual(self.browser.evaluate("document.title"), "owned")
        self.assertTrue(any("Content Security Policy" in complaint for complaint in self.browser.complaints), self.browser.complaints)

    def test_one_scenario_and_one_replication(self):
        self.run_program("run", "duopoly", *SIZE, "--replications", "2", "--output", "one.nc")
        self.run_program("report", "one.nc")
        self.open(self.folder / "one.html")
        self.assert_quiet(self.folder / "one.html")
        self.assertIn("venue-levels", self.figures())
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('figure:not(.empty) svg').length > 10"), True)
        self.run_program("compare", "duopoly", "duopoly_exclusive", *SIZE, "--replications", "1", "--output", "single.nc")
        self.run_program("report", "single.nc")
        self.open(self.folder / "single.html")
        self.assert_quiet(self.folder / "single.html")
        self.assertIn("cannot be told, because one replication has no interval", self.browser.evaluate("document.getElementById('answer').textContent"))

    @unittest.skipUnless(PICTURES, "no folder for pictures was given")
    def test_pictures(self):
        for name, how in (("wide", {}), ("phone", {"width": 390, "height": 800}), ("dark", {"dark": True})):
            self.open(**how)
            self.browser.screenshot(f"{PICTURES}/{name}.png")
        self.browser.pdf(f"{PICTURES}/print.pdf")


if __name__ == "__main__":
    unittest.main()
