#include "sim/io/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>

#include <fstream>
#include <functional>
#include <iterator>

#include "sim/core/error.h"
#include "sim/io/results.h"
#include "tests/io/results_sample.h"
#include "tests/io/temporary_folder.h"

namespace nephoscope {
namespace {

using ::testing::HasSubstr;

const CheckpointHeader kHeader{"duopoly", "[simulation]\nagents = 3\n", 2};
constexpr Month kMonth(2027, 4), kLater(2028, 12);

/// Bytes of all values, longer than a chunk of the file, that no packing makes short.
std::string state_of(int number) {
    std::string state;
    std::uint32_t value = static_cast<std::uint32_t>(number);
    for (int i = 0; i < 1'100'000; ++i) {
        value = value * 1664525U + 1013904223U;
        state += static_cast<char>(value >> 24);
    }
    return state;
}

void write_checkpoint(const std::string& path, bool force = false) {
    CheckpointWriter writer(path, kHeader, force);
    writer.write(kLater, 1, "later");
    writer.write(kMonth, 1, state_of(1));
    writer.write(kMonth, 0, state_of(0));
    writer.close();
}

void read_everything(const std::string& path) {
    const CheckpointReader reader(path);
    for (const auto& [month, replications] : reader.months())
        for (int r = 0; r < reader.header().replications; ++r)
            if (replications == reader.header().replications) reader.state(month, r);
}

template <class Error>
std::string message_of(const std::string& path) {
    try {
        read_everything(path);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

std::string content(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(CheckpointFile, GivesBackWhatWasWritten) {
    const TemporaryFolder folder;
    write_checkpoint(folder.file("a.checkpoint"));
    const CheckpointReader reader(folder.file("a.checkpoint"));
    EXPECT_EQ(reader.header().scenario, kHeader.scenario);
    EXPECT_EQ(reader.header().scenario_text, kHeader.scenario_text);
    EXPECT_EQ(reader.header().replications, 2);
    EXPECT_EQ(reader.months(), (std::map<Month, int>{{kMonth, 2}, {kLater, 1}}));
    for (const int r : {0, 1}) EXPECT_TRUE(reader.state(kMonth, r) == state_of(r));
    EXPECT_EQ(reader.state(kLater, 1), "later");
    EXPECT_THROW(reader.state(kLater, 0), FormatError);
    EXPECT_THROW(reader.state(kMonth + 1, 0), FormatError);
}

TEST(CheckpointFile, IsNotReplacedWithoutForceNorLeftUnfinished) {
    const TemporaryFolder folder;
    const std::string path = folder.file("a.checkpoint");
    write_checkpoint(path);
    EXPECT_THROW(write_checkpoint(path), MachineError);
    EXPECT_NO_THROW(write_checkpoint(path, true));
    { CheckpointWriter unfinished(folder.file("b.checkpoint"), kHeader, false); }
    EXPECT_FALSE(std::filesystem::exists(folder.file("b.checkpoint")));
    CheckpointWriter twice(folder.file("c.checkpoint"), kHeader, false);
    twice.write(kMonth, 0, "x");
    EXPECT_THROW(twice.write(kMonth, 0, "x"), MachineError);
    EXPECT_THROW(twice.close(), MachineError) << "what failed once is never finished";
}

TEST(CheckpointFile, IsToldApartFromOthers) {
    const TemporaryFolder folder;
    EXPECT_THAT(message_of<MachineError>(folder.file("missing")), HasSubstr("missing: cannot open the file: No such"));
    EXPECT_THAT(message_of<FormatError>(folder.write("text", "x = 1\n")),
                HasSubstr("is no checkpoint: it is not HDF5"));
    write_sample(folder.file("a.nc"));
    EXPECT_THAT(message_of<FormatError>(folder.file("a.nc")),
                HasSubstr("but no checkpoint (no checkpoint_format); it is a results file"));
}

TEST(CheckpointFile, CutShortAnywhereIsRefused) {
    const TemporaryFolder folder;
    write_checkpoint(folder.file("a"));
    const std::string whole = content(folder.file("a"));
    for (std::size_t size = 0; size < whole.size(); size += 149'993)
        EXPECT_NE(message_of<FormatError>(folder.write("cut", whole.substr(0, size))), "")
            << size << " of " << whole.size();
}

/// Wherever in the file a byte is another, what is read is what was written, or nothing is.
TEST(CheckpointFile, WithAByteAnotherGivesTheSameOrIsRefused) {
    const TemporaryFolder folder;
    write_checkpoint(folder.file("a"));
    const std::string whole = content(folder.file("a"));
    int refused = 0, read = 0;
    for (std::size_t at = 8; at < whole.size(); at += 149'999) {
        std::string spoilt = whole;
        spoilt[at] = static_cast<char>(spoilt[at] ^ 0x10);
        try {
            const CheckpointReader reader(folder.write("b", spoilt));
            for (const int r : {0, 1}) EXPECT_TRUE(reader.state(kMonth, r) == state_of(r)) << at;
            ++read;
        } catch (const FormatError&) {
            ++refused;
        }
    }
    EXPECT_GT(refused, 5);
    RecordProperty("read", read);
}

/// The sample after `spoil` of it, an open HDF5 file, told by what the reader says of it.
std::string message_after(const std::function<void(hid_t)>& spoil) {
    const TemporaryFolder folder;
    write_checkpoint(folder.file("a"));
    const hid_t file = H5Fopen(folder.file("a").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    spoil(file);
    EXPECT_GE(H5Fclose(file), 0);
    return message_of<FormatError>(folder.file("a"));
}

void set_number(hid_t object, const char* name, std::int64_t value) {
    const hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    EXPECT_GE(H5Awrite(attribute, H5T_NATIVE_INT64, &value), 0);
    H5Aclose(attribute);
}

TEST(CheckpointFile, SaysWhatIsWrongWithIt) {
    EXPECT_EQ(message_after([](hid_t) {}), "");
    EXPECT_THAT(message_after([](hid_t f) { set_number(f, "checkpoint_format", 99); }),
                HasSubstr("has checkpoint_format 99, but this nephoscope reads 3; use the version that wrote it"));
    EXPECT_THAT(message_after([](hid_t f) { set_number(f, "results_version", 99); }),
                HasSubstr("was written under results_version 99, but this nephoscope has"));
    EXPECT_THAT(message_after([](hid_t f) { H5Adelete(f, "results_version"); }), HasSubstr("results_version missing"));
    EXPECT_THAT(message_after([](hid_t f) { H5Ldelete(f, "scenario_text", H5P_DEFAULT); }),
                HasSubstr("cannot open group 'scenario_text': there is none; the checkpoint is cut short or damaged"));
    EXPECT_THAT(message_after([](hid_t f) { H5Ldelete(f, "2027-04/1/0", H5P_DEFAULT); }),
                HasSubstr("cannot read group '1': its bytes do not have the checksum"));
    EXPECT_THAT(message_after([](hid_t f) {
                    const hid_t data = H5Dopen2(f, "2027-04/0/0", H5P_DEFAULT);
                    std::string bytes = state_of(0);
                    bytes[77] = static_cast<char>(bytes[77] ^ 1);
                    H5Dwrite(data, H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data());
                    H5Dclose(data);
                }),
                HasSubstr("checksum"));
    EXPECT_THAT(message_after([](hid_t f) {
                    H5Ldelete(f, "2027-04/0/0", H5P_DEFAULT);
                    H5Lcreate_external("/etc/passwd", "/", f, "2027-04/0/0", H5P_DEFAULT, H5P_DEFAULT);
                }),
                HasSubstr("checksum"));
}

}  // namespace
}  // namespace nephoscope
