"""Opening files: sound ones, and every kind of wrong one with a message that says so."""
import shutil
import unittest

import h5py
import numpy as np
import xarray as xr

import support
import nephoscope as n


class Opening(unittest.TestCase):
    def test_a_comparison_opens_with_labels_units_and_usd(self):
        results = n.open_results(support.pair())
        self.assertEqual(list(results.scenario.values), ["exclusive_2032", "nonexclusive_2026"])
        self.assertEqual(results.replication.size, 3)
        self.assertEqual(str(results.month.values[0])[:10], "2026-05-01")
        self.assertEqual(results["outlay"].attrs["units"], "USD")
        self.assertLess(abs(float(results["outlay"][0, 0, 0]) - 6.5e9), 0.5e9)
        for name, array in results.data_vars.items():
            if array.dtype != object and not name.startswith("present_"):
                self.assertTrue(array.attrs.get("units") and array.attrs.get("long_name"), name)

    def test_groups_keep_their_paths_as_names(self):
        results = n.open_results(support.single())
        self.assertEqual(results["ledger/flow"].dims[:4], ("scenario", "replication", "month", "posting"))
        self.assertIn("consumer_surplus", results)
        self.assertIn("segments/consumer_surplus", results)

    def test_it_is_what_xarray_gives_group_by_group(self):
        for path in (support.pair(), support.absent(), support.sweep_by_hand()):
            ours = n.open_sweep(path) if path == support.sweep_by_hand() else n.open_results(path)
            with h5py.File(path) as file:
                groups = [None] + [name for name, item in file.items() if isinstance(item, h5py.Group)]
            seen = 0
            for group in groups:
                with xr.open_dataset(path, engine="h5netcdf", group=group) as theirs:
                    for name, array in theirs.variables.items():
                        mine = ours[f"{group}/{name}" if group else name].variable
                        xr.testing.assert_identical(mine.load(), array.load())
                        seen += 1
            self.assertEqual(seen, len(ours.variables))

    def test_parts_are_read_as_numpy_would_take_them(self):
        results = n.open_results(support.pair())
        whole = results["spend_share_by_venue"].values
        part = n.open_results(support.pair())["spend_share_by_venue"]
        for key in ((0, 1, slice(None), 2), (slice(1), slice(None, None, 2), -1, [3, 1]), (1, [2, 0], slice(3, 7), [0, 5])):
            np.testing.assert_array_equal(part[key].values, part.variable[key].values)
            outer = np.ix_(*(np.atleast_1d(np.arange(size)[k]) for size, k in zip(whole.shape, key)))
            np.testing.assert_array_equal(part[key].values.ravel(), whole[outer].ravel())
        where = xr.DataArray([0, 2], dims="replication")
        np.testing.assert_array_equal(part[0, where, 1, 1].values, whole[0, [0, 2], 1, 1])

    def test_a_file_may_be_replaced_while_it_is_open(self):
        path = support.scratch("again.nc")
        shutil.copy(support.single(), path)
        results = n.open_results(path)
        first = float(results["outlay"][0, 0, 0])
        with h5py.File(path, "r+") as file:
            file["outlay"][0, 0, 1] = 10_000
        self.assertEqual((float(results["outlay"][0, 0, 0]), float(results["outlay"][0, 0, 1])), (first, 1.0))

    def test_ticks_are_exact_integers_and_balances_sum_to_zero(self):
        balance = n.read_ticks(support.pair(), "ledger/balance")
        self.assertEqual(balance.dtype, np.int64)
        self.assertEqual(int(np.abs(balance.sum("account")).max()), 0)
        usd = n.open_results(support.pair())["ledger/balance"]
        np.testing.assert_allclose(balance.values * 1e-4, usd.values)
        with self.assertRaisesRegex(n.NotRecordedError, "is not money; its unit is 1"):
            n.read_ticks(support.pair(), "spend_share_by_venue")

    def test_an_unknown_variable_is_answered_with_near_names(self):
        results = n.open_results(support.single())
        with self.assertRaisesRegex(n.NotRecordedError, "no variable 'ledger/flows'; did you mean 'ledger/flow'"):
            n.require(results, "ledger/flows")


class WrongFiles(unittest.TestCase):
    def refused(self, path, error, message):
        for reader in (n.open_results, n.open_sweep):
            with self.assertRaisesRegex(error, message):
                reader(path)

    def test_a_missing_file(self):
        self.refused(support.scratch("none.nc"), FileNotFoundError, "none.nc: no such file")

    def test_a_folder(self):
        self.refused(support.scratch("."), n.NotResultsError, "is a folder")

    def test_a_file_that_is_not_hdf5(self):
        path = support.scratch("text.nc")
        path.write_text("month,outlay\n")
        self.refused(path, n.NotResultsError, "it is not HDF5")

    def test_hdf5_of_someone_else(self):
        path = support.scratch("foreign.nc")
        with h5py.File(path, "w") as file:
            file["x"] = [1, 2]
        self.refused(path, n.NotResultsError, "nephoscope did not write it")

    def test_a_newer_and_an_older_format(self):
        for version, remedy in ((n.FORMAT_VERSION + 1, "newer package"), (0, "package of its program_version")):
            path = support.scratch(f"format{version}.nc")
            shutil.copy(support.single(), path)
            with h5py.File(path, "r+") as file:
                file.attrs["format_version"] = version
            self.refused(path, n.OtherVersionError, f"format_version {version}, this package reads 1; take (a|the) {remedy}")

    def test_a_file_cut_short_at_any_place(self):
        whole = support.single().read_bytes()
        for part in (0.02, 0.3, 0.6, 0.999):
            path = support.scratch("cut.nc")
            path.write_bytes(whole[: int(len(whole) * part)])
            self.refused(path, n.DamagedFileError, "cut short")

    def test_a_file_without_its_hashes(self):
        path = support.scratch("bare.nc")
        shutil.copy(support.single(), path)
        with h5py.File(path, "r+") as file:
            del file["result_hash"]
        with self.assertRaisesRegex(n.DamagedFileError, "has no scenario, replication or result_hash"):
            n.open_results(path)

    def test_runs_are_no_sweep(self):
        with self.assertRaisesRegex(n.NotResultsError, r"holds runs, not a sweep; open it with open_results\(\)"):
            n.open_sweep(support.single())


if __name__ == "__main__":
    unittest.main()
