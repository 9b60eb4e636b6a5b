#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/io/child.h"
#include "tests/io/results_sample.h"
#include "tests/io/temporary_folder.h"

namespace nephoscope {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ResultsFile, IsReadByBothEnginesOfXarray) {
    const TemporaryFolder folder;
    write_sample(folder.file("a.nc"));
    const ChildResult python =
        run_command("/usr/bin/python3 " NEPHOSCOPE_SOURCE_DIR "/tests/io/check_netcdf.py " + folder.file("a.nc"));
    EXPECT_EQ(python.code, 0) << python.output;
    EXPECT_THAT(python.output, HasSubstr("xarray reads it with both engines"));
}

TEST(ResultsFile, IsReadByNcdump) {
    const TemporaryFolder folder;
    write_sample(folder.file("a.nc"));
    const ChildResult header = run_command("ncdump -h " + folder.file("a.nc"));
    ASSERT_EQ(header.code, 0) << header.output;
    EXPECT_THAT(header.output, HasSubstr("double share(scenario, replication, month, venue) ;"));
    EXPECT_THAT(header.output, HasSubstr("string venue(venue) ;"));
    EXPECT_THAT(header.output, HasSubstr("outlay:units = \"USD\" ;"));
    EXPECT_THAT(header.output, HasSubstr("outlay:scale_factor = 0.0001 ;"));
    EXPECT_THAT(header.output, HasSubstr("outlay:_FillValue = -9223372036854775808L"));
    EXPECT_THAT(header.output, HasSubstr("month:units = \"days since 2000-01-01 00:00:00\" ;"));
    EXPECT_THAT(header.output, HasSubstr(":Conventions = \"CF-1.10\" ;"));
    EXPECT_THAT(header.output, Not(HasSubstr("phony"))) << "an axis without a name";
    const ChildResult labels = run_command("ncdump -v venue,scenario " + folder.file("a.nc"));
    EXPECT_THAT(labels.output, HasSubstr("venue = \"aws\", \"süd\" ;"));
    EXPECT_THAT(labels.output, HasSubstr("scenario = \"one\", \"zwei\" ;"));
}

TEST(ResultsFile, TakesWhatNetcdfAppends) {
    const TemporaryFolder folder;
    write_sample(folder.file("a.nc"));
    const ChildResult python =
        run_command("/usr/bin/python3 -c \"import netCDF4; d = netCDF4.Dataset('" + folder.file("a.nc") +
                    "', 'a'); v = d.createVariable('note', 'f8', ('venue',)); v[:] = 1; d.close()\"");
    EXPECT_EQ(python.code, 0) << python.output;
    EXPECT_EQ(ResultsReader(folder.file("a.nc")).axis("venue").size(), 2U);
}

}  // namespace
}  // namespace nephoscope
