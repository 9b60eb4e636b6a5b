"""Every picture has its question, its unit, its interval, direct labels and the run's hash; and large files are quick."""
import io
import time
import unittest

import h5py
import numpy as np

import support
import nephoscope as n
from nephoscope.style import PALETTE

PICTURES = {
    "shares by venue": lambda r: n.plot_shares(r, by="venue"),
    "shares by lab": lambda r: n.plot_shares(r, by="lab", of="customers"),
    "shares by seller": lambda r: n.plot_shares(r, by="seller"),
    "shares by host": lambda r: n.plot_shares(r, by="host"),
    "over time": lambda r: n.plot_over_time(r, "outlay"),
    "concentration": n.plot_concentration,
    "homing": n.plot_multi_homing,
    "moves": lambda r: n.plot_moves(r, n.scenarios_of(r)[0], "lab"),
    "payments": lambda r: n.plot_who_pays_whom(r, n.scenarios_of(r)[0], ("2026-06", "2026-12")),
}
OF_PAIRS = {
    "difference": n.plot_difference,
    "cash": lambda r: n.plot_difference(r, "cash_flow"),
    "payoffs": n.plot_payoff_difference,
    "trade-off": n.plot_trade_off,
}


def texts(figure):
    return [text.get_text() for text in figure.texts]


def drawn(figure):
    """Bytes of the PNG: the picture can be drawn."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


class Pictures(unittest.TestCase):
    def holds(self, figure, results, interval):
        title, what, corner = texts(figure)
        first = str(results["result_hash"].values[0, 0])
        self.assertIn(first[:12], corner.replace("\n", " "))
        self.assertIn("uncalibrated", corner)
        self.assertTrue(title.strip())
        self.assertRegex(what, r"\[[^\]]+\]")
        self.assertIn(interval, what.replace("\n", " "))
        self.assertTrue(drawn(figure).startswith(b"\x89PNG"))

    def test_of_several_scenarios(self):
        results = n.open_results(support.pair())
        for name, draw in {**PICTURES, **OF_PAIRS}.items():
            with self.subTest(name):
                self.holds(draw(results), results, "95 % interval of the mean over 3 replications")

    def test_of_one_scenario(self):
        results = n.open_results(support.single())
        for name, draw in PICTURES.items():
            with self.subTest(name):
                self.holds(draw(results), results, "over 2 replications")

    def test_of_one_replication_say_that_no_interval_can_be_told(self):
        results = n.open_results(support.lone())
        for name, draw in PICTURES.items():
            with self.subTest(name):
                self.holds(draw(results), results, "one replication: no interval can be told")

    def test_of_worlds_with_other_labs_and_venues(self):
        results = n.open_results(support.absent())
        for name, draw in PICTURES.items():
            with self.subTest(name):
                drawn(draw(results))

    def test_lines_are_named_at_their_ends_and_names_do_not_overlap(self):
        figure = n.plot_shares(n.open_results(support.pair()), by="venue")
        drawn(figure)
        for axis in figure.axes:
            named = [child for child in axis.texts if child.get_text()]
            self.assertEqual(len(named), 7)
            boxes = sorted((child.get_window_extent() for child in named), key=lambda box: box.y0)
            for below, above in zip(boxes, boxes[1:]):
                self.assertLess(below.y0 + 0.55 * below.height, above.y0)

    def test_the_line_is_the_recorded_share_in_percent_with_its_band(self):
        results = n.open_results(support.pair())
        axis = n.plot_shares(results, by="venue", scenarios=["exclusive_2032"]).axes[0]
        stored = results["spend_share_by_venue"].sel(scenario="exclusive_2032", venue="azure").mean("replication")
        np.testing.assert_allclose(axis.lines[0].get_ydata(), 100 * stored)
        self.assertEqual(len(axis.collections), 7)

    def test_what_is_told_once_a_year_is_joined_with_a_mark_for_each(self):
        results = n.open_results(support.pair()).copy()
        rare = results["outlay"].where(results["month"].dt.month == 6)
        axis = n.plot_over_time(results.assign(outlay=rare), "outlay").axes[0]
        self.assertEqual((len(axis.lines[0].get_xdata()), axis.lines[0].get_marker()), (2, "o"))
        whole = n.plot_over_time(results, "outlay").axes[0]
        self.assertEqual((len(whole.lines[0].get_xdata()), whole.lines[0].get_marker()), (14, ""))

    def test_the_question_of_the_alternative_is_the_title_of_a_difference(self):
        results = n.open_results(support.pair())
        title = texts(n.plot_difference(results))[0].replace("\n", " ")
        self.assertEqual(title, str(results["question"].sel(scenario="nonexclusive_2026").item()))

    def test_labels_of_someone_else_stay_text(self):
        results = n.open_results(support.pair())
        hostile = ["$\\frac{1}{2}$", "a_b^c", "</script>", "x" * 200, "\u202eright to left", "%s %d", "plain"]
        drawn(n.plot_shares(results.assign_coords(venue=hostile)))
        drawn(n.plot_shares(results.assign_coords(scenario=["$x$", "\\alpha"]).assign_attrs(base_scenario="$x$")))

    def test_what_cannot_be_drawn_is_said(self):
        results = n.open_results(support.pair())
        for draw, message in (
            (lambda: n.plot_difference(results, "npv"), "'npv' cannot be drawn over months: its axes are party"),
            (lambda: n.plot_over_time(results, "cash_flow"), "'cash_flow' has other axes than"),
            (lambda: n.plot_moves(results, "none"), "no scenario 'none' in the file"),
            (lambda: n.plot_shares(results, scenarios=["none"]), "no scenario 'none' in the file"),
        ):
            with self.assertRaisesRegex(n.NotRecordedError, message):
                draw()

    def test_colours_are_told_apart_in_grey_or_by_their_dashes(self):
        # Every two neighbouring lines of the display order differ in dash; no two of eight share colour and dash.
        from nephoscope.style import line_style

        looks = [(line_style(i)["color"], str(line_style(i)["linestyle"])) for i in range(8)]
        self.assertEqual(len(set(looks)), 8)
        self.assertTrue(all(a[1] != b[1] for a, b in zip(looks, looks[1:])))
        self.assertNotIn("#F0E442", PALETTE)  # yellow is lost on paper


class Large(unittest.TestCase):
    """64 replications × 5 scenarios × 80 months."""

    @classmethod
    def setUpClass(cls):
        cls.path = grown(support.pair(), scenarios=5, replications=64, months=80)

    def test_opens_and_draws_quickly(self):
        taken = {}

        def timed(what, function):
            wall, processor = time.perf_counter(), time.process_time()
            answer = function()
            taken[what] = (time.perf_counter() - wall, time.process_time() - processor)
            return answer

        results = timed("open", lambda: n.open_results(self.path))
        picture = timed("shares", lambda: drawn(n.plot_shares(results, by="venue")))
        timed("difference", lambda: drawn(n.plot_difference(results, "spend_share_by_lab", "world 3", "world 0")))
        payments = timed("payments", lambda: drawn(n.plot_who_pays_whom(results, "world 0")))
        self.assertEqual((results.sizes["replication"], results.sizes["month"]), (64, 80))
        self.assertTrue(picture and payments)
        print(
            f"\n64 replications x 5 scenarios x 80 months, {self.path.stat().st_size / 1e6:.0f} MB, seconds (of one processor):"
        )
        for what, (wall, processor) in taken.items():
            print(f"  {what:<11} {wall:5.2f} ({processor:.2f})")
        # 3 s for opening and the first picture are promised; the guard is against another order, on any machine.
        self.assertLess(taken["open"][1] + taken["shares"][1], 15)


def grown(source, scenarios, replications, months):
    """A file of these sizes laid out like `source`: its runs and months repeated, its reals with noise."""
    path = support.scratch("large.nc")
    random = np.random.default_rng(1)
    labels = {
        "scenario": np.array([f"world {i}" for i in range(scenarios)], object),
        "replication": np.arange(replications),
        "month": 9617 + 30 * np.arange(months),
    }
    with h5py.File(source) as old, h5py.File(path, "w", track_order=True) as new:
        variables = []
        old.visititems(lambda name, item: variables.append(item) if isinstance(item, h5py.Dataset) else None)
        for item in sorted(variables, key=lambda one: not is_axis(one)):  # axes first
            name = item.name.lstrip("/")
            axes = axes_of(old, item)
            data = labels[name] if name in labels else item[...]
            for place, axis in enumerate(axes if name not in labels else ()):
                if axis in labels:
                    data = np.take(data, np.arange(len(labels[axis])) % data.shape[place], axis=place)
            if data.dtype == np.float64:
                data = data * (1 + 0.01 * random.standard_normal(data.shape[:2] + (1,) * (data.ndim - 2)))
            slab = axes[:2] == ["scenario", "replication"] and data.dtype != object
            pressed = {"chunks": (1, 1) + data.shape[2:], "compression": 1, "shuffle": True} if slab else {}
            made = new.create_dataset(name, data=data, dtype=item.dtype, track_order=True, **pressed)
            for key, value in item.attrs.items():
                if key not in ("CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST"):
                    made.attrs[key] = value
            if is_axis(item):
                made.make_scale(name)
            for place, axis in enumerate(axes if not is_axis(item) else ()):
                made.dims[place].attach_scale(new[axis])
        for key, value in old.attrs.items():
            new.attrs[key] = value
        new.attrs["base_scenario"] = "world 0"
    return path


def is_axis(item):
    return item.attrs.get("CLASS") == b"DIMENSION_SCALE"


def axes_of(file, item):
    if is_axis(item):
        return [item.name.lstrip("/")]
    return [file[scales[0]].name.lstrip("/") for scales in item.attrs.get("DIMENSION_LIST", ())]


if __name__ == "__main__":
    unittest.main()
