"""The numbers of the package are those of the program and of the file."""
import csv
import io
import math
import unittest

import numpy as np
import xarray as xr

import support
import nephoscope as n

IDENTITY = ("scenario", "metric", "entity", "month")


def rows_of(text):
    """The rows of what the program prints with --format csv, by scenario, metric, entity and month."""
    return {tuple(row.get(key, "") for key in IDENTITY): row for row in csv.DictReader(io.StringIO(text))}


def value(text):
    return float(text) if text else math.nan


class AgainstTheProgram(unittest.TestCase):
    def agree(self, table, text, numbers):
        printed = rows_of(text)
        ours = {tuple(str(row.get(key, "")) for key in IDENTITY): row for row in table.to_dict("records")}
        self.assertEqual(set(ours), set(printed))
        self.assertEqual(list(ours), list(printed), "the same order")
        for key, row in ours.items():
            for number in numbers:
                want = value(printed[key][number])
                tolerance = 1e-9 * max(1.0, abs(value(printed[key].get("mean") or printed[key]["base"])))
                same = math.isnan(want) and math.isnan(row[number]) or math.isclose(row[number], want, abs_tol=tolerance)
                self.assertTrue(same, f"{key} {number}: package {row[number]!r}, program {want!r}")

    def test_levels_are_those_that_show_prints(self):
        for path in (support.single(), support.lone(), support.absent()):
            table = n.headlines(n.open_results(path))
            self.agree(table, support.program("show", str(path), "--format", "csv"), ("mean", "low", "high", "replications"))

    def test_differences_are_those_that_compare_prints(self):
        table = n.differences(n.open_results(support.pair()))
        text = support.program("show", str(support.pair()), "--format", "csv")
        self.assertGreater(len(table), 40)
        self.agree(table, text, ("base", "alternative", "low", "high", "replications"))
        # Ratios of sums of squares are less exact than means.
        for row, printed in zip(table.to_dict("records"), rows_of(text).values()):
            factor = value(printed["variance_reduction"])
            if math.isfinite(factor):
                self.assertAlmostEqual(row["variance_reduction"] / factor, 1, delta=1e-6)
            if row["mean"] != 0:
                self.assertEqual(row["sign_share"], float(printed["sign_share"]))

    def test_segments_are_those_that_show_prints_by_segment(self):
        path = support.absent()
        results = n.open_results(path)
        printed = csv.DictReader(io.StringIO(support.program("show", str(path), "--csv", "--by", "segment")))
        served = results["segments/served"]
        several = {
            metric: results[f"segments/{counts}"].sel(number_in_use=["2", "3+"]).sum("number_in_use", min_count=1) / served
            for metric, counts in (("venue_multi_homing", "by_venue_count"), ("lab_multi_homing", "by_lab_count"))
        }
        spend = {by: n.spend_by_segment(results, by) for by in ("venue", "lab")}
        ours = {
            "spend_share_by_venue": spend["venue"] / spend["venue"].sum("venue"),
            "spend_share_by_lab": spend["lab"] / spend["lab"].sum("lab"),
            **several,
            "single_binding_rate": results["segments/single_binding"] / served,
            "outlay": spend["lab"].sum("lab", min_count=1),
            "consumer_surplus": results["segments/consumer_surplus"],
            "consumer_surplus_net": results["segments/consumer_surplus"] - results["segments/customer_cost"],
        }
        seen = set()
        for row in printed:
            data = ours[row["metric"]].sel(scenario=row["scenario"], segment=row["segment"])
            entity = row["metric"].rpartition("_by_")[2]
            data = data.sel({entity: row["entity"]}) if row["entity"] else data
            want = float(n.band(n.window_mean(data, row["month"]))["mean"])
            self.assertTrue(math.isclose(float(row["mean"]), want, rel_tol=1e-9, abs_tol=1e-12), (row, want))
            seen.add((row["scenario"], row["segment"], row["metric"]))
        self.assertEqual(len(seen), 8 * (4 + 2))


class Intervals(unittest.TestCase):
    def test_student_t_has_its_published_quantiles(self):
        # Table 26.10 of Abramowitz & Stegun 1964.
        for degrees, level, quantile in (
            (1, 0.95, 12.706),
            (2, 0.95, 4.303),
            (5, 0.99, 4.032),
            (15, 0.95, 2.131),
            (120, 0.9, 1.658),
        ):
            self.assertAlmostEqual(n.student_t_quantile(degrees, level), quantile, delta=6e-4)

    def test_a_band_holds_the_known_interval_of_four_numbers(self):
        data = xr.DataArray([[1.0, 2.0, 3.0, 6.0]], dims=("scenario", "replication"), attrs={"units": "USD"})
        out = n.band(data).isel(scenario=0)
        half_width = 3.182446 * math.sqrt(14 / 3 / 4)  # t of 3 degrees × standard error
        self.assertAlmostEqual(float(out["mean"]), 3)
        self.assertAlmostEqual(float(out["high"] - out["mean"]), half_width, places=5)
        self.assertAlmostEqual(float(out["mean"] - out["low"]), half_width, places=5)
        self.assertEqual((int(out.replications), out.attrs["units"]), (4, "USD"))

    def test_one_replication_has_a_mean_and_no_interval(self):
        out = n.shares(n.open_results(support.lone()))
        self.assertTrue(bool(out["low"].isnull().all() and out["high"].isnull().all()))
        self.assertAlmostEqual(float(out["mean"].isel(month=0).sum()), 1)

    def test_equal_replications_have_exactly_their_value_and_no_width(self):
        data = xr.DataArray([0.1] * 7, dims="replication")
        out = n.band(data)
        self.assertEqual((float(out["mean"]), float(out["low"]), float(out["high"])), (0.1, 0.1, 0.1))

    def test_unfinished_replications_do_not_count(self):
        data = xr.DataArray([[math.nan, 4.0, 6.0], [1.0, math.nan, math.nan]], dims=("scenario", "replication"))
        out = n.band(data)
        self.assertEqual(list(out.replications.values), [2, 1])
        self.assertEqual(list(out["mean"].values), [5, 1])
        self.assertTrue(math.isnan(out["low"][1]) and not math.isnan(out["low"][0]))

    def test_a_scenario_against_itself_is_refused_and_so_is_an_unknown_one(self):
        results = n.open_results(support.pair())
        with self.assertRaisesRegex(n.NotRecordedError, "are both 'exclusive_2032'"):
            n.paired_difference(results, "outlay", "exclusive_2032")
        with self.assertRaisesRegex(n.NotRecordedError, "no scenario 'baseline' in the file; it holds exclusive_2032, non"):
            n.paired_difference(results, "outlay", "baseline")
        with self.assertRaisesRegex(n.NotRecordedError, "say which scenario is the base"):
            n.paired_difference(n.open_results(support.single()), "outlay")

    def test_a_window_is_the_four_months_that_end_in_it(self):
        outlay = n.open_results(support.single())["outlay"]
        months = ["2027-01-01", "2027-02-01", "2027-03-01", "2027-04-01"]
        np.testing.assert_allclose(n.window_mean(outlay, "2027-04"), outlay.sel(month=months).mean("month"))
        with self.assertRaisesRegex(n.NotRecordedError, "month 2031-01 is not recorded; the file holds 2026-05 to 2027-06"):
            n.window_mean(outlay, "2031-01")


class AgainstTheFile(unittest.TestCase):
    def test_shares_come_as_recorded_in_display_order(self):
        results = n.open_results(support.pair())
        out = n.shares(results, "venue")
        self.assertEqual(list(out.venue.values[:3]), ["azure", "aws", "google-cloud"])
        stored = results["spend_share_by_venue"].mean("replication").sel(venue=out.venue)
        np.testing.assert_allclose(out["mean"], stored, rtol=1e-12)
        with self.assertRaisesRegex(ValueError, "no share of 'spend' by 'segment'; there are spend by venue"):
            n.shares(results, "segment")

    def test_absent_venues_are_absent_not_zero(self):
        out = n.shares(n.open_results(support.absent())).sel(scenario="duopoly")
        self.assertTrue(bool(out["mean"].sel(venue="aws").isnull().all()))
        self.assertTrue(bool(out["mean"].sel(venue="north").notnull().all()))
        self.assertNotIn("aws", set(n.tidy(out).venue))

    def test_spend_by_segment_sums_to_the_outlay(self):
        results = n.open_results(support.absent())
        for by in ("venue", "lab"):
            np.testing.assert_allclose(n.spend_by_segment(results, by).sum(["segment", by]), results["outlay"], rtol=1e-9)

    def test_parts_of_a_payoff_sum_to_it(self):
        out = n.payoffs(n.open_results(support.pair()))["mean"]
        parts = out.sel(part=[p for p in out.part.values if p != "net present value"]).sum("part")
        np.testing.assert_allclose(parts, out.sel(part="net present value"), rtol=1e-9, atol=1)

    def test_the_lines_of_the_trade_off_sum_to_its_npv(self):
        results = n.open_results(support.pair())
        out = n.trade_off(results)
        self.assertEqual((list(out.incumbent.values), str(out.line.values[-1])), (["azure"], "npv"))
        np.testing.assert_allclose(out["mean"].isel(line=slice(-1)).sum("line"), out["mean"].sel(line="npv"), rtol=1e-9)
        npv = n.payoff_difference(results)["mean"].sel(part="net present value", party="azure")
        np.testing.assert_allclose(out["mean"].sel(line="npv", incumbent="azure"), npv, rtol=1e-9)
        without = results.drop_vars([name for name in results.data_vars if name.startswith("tradeoff/")])
        with self.assertRaisesRegex(n.NotRecordedError, "the file has no incumbent's trade-off"):
            n.trade_off(without)

    def test_concentration_and_homing_are_the_recorded_measures(self):
        results = n.open_results(support.pair())
        np.testing.assert_allclose(
            n.concentration(results)["mean"].sel(market="labs"), results["hhi_labs"].mean("replication")
        )
        homing = n.multi_homing(results)["mean"]
        np.testing.assert_allclose(homing.sel(use="two or more venues"), results["venue_multi_homing"].mean("replication"))

    def test_payments_of_a_month_are_the_ledger_s(self):
        results = n.open_results(support.pair())
        paid = n.who_pays_whom(results, ("2026-06", "2026-06"))["mean"]
        want = results["ledger/flow"].sel(month="2026-06-01").sum("posting").mean("replication")
        np.testing.assert_allclose(paid, want, rtol=1e-9, atol=1e-3)
        postings = n.who_pays_whom(results, by_posting=True)["mean"]
        np.testing.assert_allclose(postings.sum("posting"), n.who_pays_whom(results)["mean"], rtol=1e-9, atol=1e-2)
        with self.assertRaisesRegex(n.NotRecordedError, "months 2020-01 to 2026-06: the file holds 2026-05 to"):
            n.who_pays_whom(results, ("2020-01", "2026-06"))

    def test_moves_leave_out_who_stayed(self):
        results = n.open_results(support.pair())
        out = n.moves(results, "lab").sel(scenario="exclusive_2032")
        self.assertTrue(math.isnan(out["mean"].sel(lab_from="openai", lab_to="openai")))
        stored = results["flows/lab_flow"].sel(scenario="exclusive_2032", lab_from="openai", lab_to="anthropic")
        want = float(stored.sum("month").mean())
        self.assertAlmostEqual(float(out["mean"].sel(lab_from="openai", lab_to="anthropic")), want, places=4)
        top = n.largest(out, 3)
        self.assertEqual(len(top), 3)
        self.assertGreaterEqual(top[0]["mean"], top[2]["mean"])

    def test_customers_of_the_panel_are_better_off_worse_off_or_as_before(self):
        results = n.open_results(support.pair())
        out = n.winners(results)["mean"]
        self.assertAlmostEqual(float(out.sum()), 1, places=12)
        gain = results["panel/surplus_net_pv"].sel(scenario="nonexclusive_2026") - results["panel/surplus_net_pv"].sel(
            scenario="exclusive_2032"
        )
        weight = results["panel/organisations"].sel(scenario="exclusive_2032")
        want = ((gain < 0) * weight).sum("panel_customer") / weight.sum("panel_customer")
        self.assertAlmostEqual(float(out.sel(customers="worse off")), float(want.mean()), places=12)
        self.assertGreater(float(want.mean()), 0)
        by_segment = n.winners(results, by_segment=True)["mean"].sum("customers")
        np.testing.assert_allclose(by_segment, 1)
        same = n.winners(results.assign({"panel/surplus_net_pv": results["panel/surplus_net_pv"] * 0}))["mean"]
        self.assertEqual(float(same.sel(customers="as before")), 1)

    def test_what_traced_customers_spend_is_the_market_where_all_are_traced(self):
        results = n.open_results(support.traced())
        recorded = results["offers/seller_paid"] + results["offers/egress_paid"]
        spend = n.spend_of_traced(results).fillna(0)
        np.testing.assert_allclose(spend, recorded.sum("segment").transpose(*spend.dims), rtol=1e-6, atol=1)

    def test_provenance_has_the_hash_of_every_run(self):
        facts = n.provenance(n.open_results(support.pair()))
        self.assertEqual(len(facts["result_hash of exclusive_2032"].split(", ")), 3)
        self.assertIn("seed", facts)


if __name__ == "__main__":
    unittest.main()
