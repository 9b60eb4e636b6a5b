"""Sweeps: outcomes by swept key, points that failed, and files that are no sweep."""
import csv
import io
import math
import subprocess
import unittest

import support
import nephoscope as n


class Sweeps(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sweep = n.open_sweep(support.sweep_by_hand())

    def test_a_swept_key_is_a_coordinate(self):
        self.assertIn("agreement_first_ship_window_months", self.sweep.coords)
        self.assertEqual(n.parameters_of(self.sweep), ["agreement.first-ship.window_months"])

    def test_outcomes_tell_variable_month_unit_and_whether_they_are_paired(self):
        first = n.outcomes_of(self.sweep).iloc[0]
        self.assertEqual(
            (first.outcome, first.variable, first.labels, first.month, first.unit, bool(first.paired)),
            ("aws", "spend_share_by_venue", "venue=aws", "2027-06", "1", True),
        )

    def test_the_response_has_the_key_the_mean_and_the_interval_of_every_point_that_ran(self):
        table = n.response(self.sweep, "aws")
        self.assertEqual(list(table.point), [0, 1, 2, 3])
        for row in table.to_dict("records"):
            self.assertAlmostEqual(row["mean"], 0.1 * row["agreement.first-ship.window_months"])
            self.assertEqual((row["low"], row["high"]), (row["mean"], row["mean"]))
        noise = n.response(self.sweep, "noise", "closed").iloc[0]
        self.assertAlmostEqual(noise["high"], 4.302653 / math.sqrt(3), places=5)
        self.assertEqual((noise["mean"], noise["unit"], noise["replications"]), (0, "USD", 3))

    def test_failed_points_come_with_message_and_command(self):
        row = n.failed(self.sweep).iloc[0]
        self.assertEqual((row.point, row.failed, row.message, row.command), (4, 3, "money leaked", "nephoscope run x"))

    def test_what_is_not_there_is_said(self):
        with self.assertRaisesRegex(n.NotRecordedError, "no outcome 'gcp' in the sweep; it holds aws, noise"):
            n.response(self.sweep, "gcp")
        with self.assertRaisesRegex(n.NotRecordedError, "no scenario 'half' in the sweep; it holds closed, open"):
            n.response(self.sweep, "aws", "half")
        with self.assertRaisesRegex(n.NotRecordedError, "'x' was not swept; the sweep has agreement.first-ship"):
            n.plot_response(self.sweep, "aws", "x")

    def test_a_sweep_is_no_file_of_runs(self):
        with self.assertRaisesRegex(n.NotResultsError, r"holds a sweep, not runs; open it with open_sweep\(\)"):
            n.open_results(support.sweep_by_hand())

    def test_the_picture_has_question_unit_key_and_points(self):
        figure = n.plot_response(self.sweep, "aws")
        texts = [text.get_text() for text in figure.texts]
        self.assertIn("Does a first-ship window matter?", texts)
        self.assertTrue(any("percentage points" in text and "aws, open minus closed" in text for text in texts), texts)
        self.assertTrue(any("windows 0123456789ab" in text and "uncalibrated" in text for text in texts), texts)
        axis = figure.axes[0]
        self.assertEqual(axis.get_xlabel(), "agreement.first-ship.window_months")
        heights = [line for line in axis.lines if len(line.get_ydata()) == 4][0].get_ydata()
        self.assertAlmostEqual(heights[3], 30)


class MadeByTheProgram(unittest.TestCase):
    def test_a_collected_grid_has_every_point_and_its_response(self):
        sweep = n.open_sweep(support.swept("lag_study"))
        table = n.response(sweep, "south-share")
        self.assertEqual(list(table["agreement.alpha-at-south.lag_months"]), [0, 1, 3, 6, 12])
        values = sweep["outcome_value"].sel(scenario="duopoly", outcome="south-share")
        for row, cell in zip(table.to_dict("records"), values.mean("replication").values):
            self.assertAlmostEqual(row["mean"], cell, places=12)
        self.assertEqual(len(n.failed(sweep)), 0)
        about = n.outcomes_of(sweep).set_index("outcome")
        self.assertEqual((about.unit["alpha-npv"], about.month["south-share"]), ("USD", "2028-12"))
        self.assertEqual(str(sweep.attrs["question"])[:22], "How much is it worth t")

    def test_drivers_stand_by_strength_as_the_program_ranks_them(self):
        indices = n.open_sensitivity(support.indices())
        table = n.drivers(indices, "south-share")
        printed = support.program(
            "sensitivity", str(support.swept("drivers_study")), "--output", str(support.indices()), "--format", "csv"
        )
        rows = list(csv.DictReader(io.StringIO(printed)))
        ranked = sorted(rows, key=lambda row: int(row["rank"]))
        self.assertEqual(list(table.parameter), [row["parameter"] for row in ranked])
        self.assertTrue((table.mu_star_lower <= table.mu_star).all() and (table.mu_star <= table.mu_star_upper).all())
        figure = n.plot_drivers(indices, "south-share", count=2)
        self.assertEqual([label.get_text() for label in figure.axes[0].get_yticklabels()], list(table.parameter[:2]))
        with self.assertRaisesRegex(n.NotRecordedError, "no outcome 'x' in the file; it holds south-share"):
            n.drivers(indices, "x")

    def test_the_program_shows_runs_alone_and_says_what_else_a_file_is(self):
        for path, what in ((support.swept("lag_study"), "a sweep"), (support.indices(), "sensitivity indices")):
            done = subprocess.run([support.PROGRAM, "show", str(path)], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout), (5, ""))
            self.assertIn(f"holds {what}, not runs", done.stderr)

    def test_kinds_of_files_are_told_apart(self):
        for path, kind, right in (
            (support.indices(), "sensitivity indices", n.open_sensitivity),
            (support.swept("lag_study"), "a sweep", n.open_sweep),
            (support.single(), "runs", n.open_results),
        ):
            right(path)
            for wrong in {n.open_results, n.open_sweep, n.open_sensitivity} - {right}:
                with self.assertRaisesRegex(n.NotResultsError, f"holds {kind}, not .*; open it with {right.__name__}"):
                    wrong(path)


if __name__ == "__main__":
    unittest.main()
