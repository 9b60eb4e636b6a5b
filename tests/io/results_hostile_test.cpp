#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5_hl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <iterator>

#include "sim/core/error.h"
#include "sim/io/results.h"
#include "tests/io/child.h"
#include "tests/io/results_sample.h"
#include "tests/io/temporary_folder.h"

namespace nephoscope {
namespace {

using ::testing::HasSubstr;

std::string content(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Reads all there is, as a program that shows any file would.
void read_everything(const std::string& path) {
    const ResultsReader reader(path);
    for (const char* attribute : {"title", "Conventions", "seed", "results_version"}) reader.attribute(attribute);
    for (const char* axis : {"scenario", "replication", "month", "venue", "segment", "metric"}) reader.axis(axis);
    reader.scenario_text("scenario_text");
    reader.run_text("result_hash");
    for (const auto& [group, name] : reader.variables()) reader.read(group, name);
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

TEST(HostileResults, TheSampleItselfIsRead) {
    const TemporaryFolder folder;
    write_sample(folder.file("a.nc"));
    EXPECT_NO_THROW(read_everything(folder.file("a.nc")));
}

TEST(HostileResults, AreToldApartFromWhatTheMachineRefuses) {
    const TemporaryFolder folder;
    EXPECT_THAT(message_of<MachineError>(folder.file("missing.nc")),
                HasSubstr("missing.nc: cannot open the file: No such file"));
    EXPECT_THAT(message_of<MachineError>(folder.file("")), HasSubstr("not a regular file"));
    ASSERT_EQ(mkfifo(folder.file("pipe").c_str(), 0600), 0);
    EXPECT_THAT(message_of<MachineError>(folder.file("pipe")), HasSubstr("not a regular file"));
    EXPECT_THAT(message_of<FormatError>(folder.write("empty.nc", "")), HasSubstr("is no results file"));
    EXPECT_THAT(message_of<FormatError>(folder.write("text.nc", "x = 1\n")), HasSubstr("is no results file"));
    EXPECT_THAT(message_of<FormatError>(folder.write("magic.nc", "\211HDF\r\n\032\n")), HasSubstr("cut short"));
}

TEST(HostileResults, MayNotBeReadByAnotherUser) {
    const TemporaryFolder folder;
    write_sample(folder.file("a.nc"));
    ASSERT_EQ(chmod(folder.file("").c_str(), 0755), 0);
    ASSERT_EQ(chmod(folder.file("a.nc").c_str(), 0), 0);
    const int code = run_in_child([&] {
        constexpr unsigned kNobody = 65534;
        if (geteuid() == 0 && setuid(kNobody) != 0) return 1;
        return message_of<MachineError>(folder.file("a.nc")).find("Permission denied") == std::string::npos ? 2 : 0;
    });
    EXPECT_EQ(code, 0);
}

TEST(HostileResults, CutShortAnywhereAreRefused) {
    const TemporaryFolder folder;
    write_sample(folder.file("a.nc"));
    const std::string whole = content(folder.file("a.nc"));
    for (std::size_t size = 0; size < whole.size(); size += 97) {
        const std::string path = folder.write("cut.nc", whole.substr(0, size));
        EXPECT_NE(message_of<FormatError>(path), "") << size << " bytes of " << whole.size();
    }
}

/// The sample after `spoil` of it, an open HDF5 file, told by what the reader says of it.
std::string message_after(const std::function<void(hid_t)>& spoil) {
    const TemporaryFolder folder;
    write_sample(folder.file("a.nc"));
    const hid_t file = H5Fopen(folder.file("a.nc").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    spoil(file);
    EXPECT_GE(H5Fclose(file), 0) << "something was left open";
    return message_of<FormatError>(folder.file("a.nc"));
}

/// Puts a dataset of these sizes in the place of `name`, without writing any value.
void replace(hid_t file, const char* name, hid_t type, const std::vector<hsize_t>& sizes,
             hid_t creation = H5P_DEFAULT) {
    H5Ldelete(file, name, H5P_DEFAULT);
    const hid_t space =
        sizes.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr);
    const hid_t dataset = H5Dcreate2(file, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    ASSERT_GE(dataset, 0);
    H5Dclose(dataset);
    H5Sclose(space);
}

hid_t chunked(const std::vector<hsize_t>& chunk) {
    const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(list, static_cast<int>(chunk.size()), chunk.data());
    return list;
}

TEST(HostileResults, OfAnotherFormatAreRefused) {
    const auto version = [](int number) {
        return message_after([number](hid_t file) { H5LTset_attribute_int(file, "/", "format_version", &number, 1); });
    };
    EXPECT_THAT(version(kFormatVersion + 1), HasSubstr("has format_version 2, but this nephoscope reads 1"));
    EXPECT_EQ(version(kFormatVersion), "");
    EXPECT_THAT(message_after([](hid_t file) { H5Adelete(file, "format_version"); }), HasSubstr("no format_version"));
    const std::vector<int> two{1, 1};
    EXPECT_NE(message_after([&](hid_t f) { H5LTset_attribute_int(f, "/", "format_version", two.data(), 2); }), "");
    const double real = 1;
    EXPECT_NE(message_after([&](hid_t f) { H5LTset_attribute_double(f, "/", "format_version", &real, 1); }), "");
}

TEST(HostileResults, ThatClaimHugeSizesAreRefusedBeforeMemoryIsAskedFor) {
    constexpr hsize_t kHuge = hsize_t{1} << 40;
    EXPECT_THAT(message_after([](hid_t file) {
                    const hid_t list = chunked({1, 1, 1, 1});
                    replace(file, "share", H5T_IEEE_F64LE, {kHuge, 2, 3, 2}, list);
                    H5Pclose(list);
                }),
                HasSubstr("values in one variable"));
    EXPECT_THAT(message_after([](hid_t file) {
                    const hid_t list = chunked({kHuge, kHuge, kHuge, kHuge});
                    if (H5Pget_layout(list) == H5D_CHUNKED) {
                        ADD_FAILURE() << "the library takes chunks of over 4 GiB";
                    }
                    H5Pclose(list);
                    const hid_t wide = chunked({hsize_t{1} << 31});
                    const hsize_t size = 1, most = H5S_UNLIMITED;
                    H5Ldelete(file, "replication", H5P_DEFAULT);
                    const hid_t space = H5Screate_simple(1, &size, &most);
                    const hid_t dataset =
                        H5Dcreate2(file, "replication", H5T_STD_I8LE, space, H5P_DEFAULT, wide, H5P_DEFAULT);
                    H5Dclose(dataset);
                    H5Sclose(space);
                    H5Pclose(wide);
                }),
                HasSubstr("values in one variable"));
    EXPECT_THAT(message_after([](hid_t file) {
                    const hid_t text = H5Tcopy(H5T_C_S1), list = chunked({1});
                    H5Tset_size(text, H5T_VARIABLE);
                    replace(file, "venue", text, {kHuge}, list);
                    H5Pclose(list);
                    H5Tclose(text);
                }),
                HasSubstr("values in one variable"));
}

TEST(HostileResults, ThatPointOutsideOfTheFileAreRefused) {
    EXPECT_THAT(message_after([](hid_t file) {
                    const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
                    H5Pset_external(list, "/etc/hostname", 0, H5F_UNLIMITED);
                    replace(file, "replication", H5T_STD_I64LE, {2}, list);
                    H5Pclose(list);
                }),
                HasSubstr("lie in other files"));
    EXPECT_THAT(message_after([](hid_t file) {
                    H5Ldelete(file, "month", H5P_DEFAULT);
                    H5Lcreate_external("/etc/hostname", "/x", file, "month", H5P_DEFAULT, H5P_DEFAULT);
                }),
                HasSubstr("there is none"));
    EXPECT_THAT(message_after([](hid_t file) {
                    H5Ldelete(file, "month", H5P_DEFAULT);
                    H5Lcreate_soft("/replication", file, "month", H5P_DEFAULT, H5P_DEFAULT);
                }),
                HasSubstr("there is none"));
    EXPECT_THAT(message_after([](hid_t file) {
                    const hid_t list = chunked({2});
                    H5Pset_filter(list, 32015, H5Z_FLAG_OPTIONAL, 0, nullptr);  // a plugin
                    replace(file, "replication", H5T_STD_I64LE, {2}, list);
                    H5Pclose(list);
                }),
                HasSubstr("a filter that results files do not use"));
}

TEST(HostileResults, OfWrongTypesOrShapesAreRefused) {
    const auto put_text = [](hid_t file, const char* variable, const char* attribute, const char* text) {
        H5LTset_attribute_string(file, variable, attribute, text);
    };
    EXPECT_THAT(message_after([](hid_t file) { replace(file, "month", H5T_IEEE_F64LE, {3}); }),
                HasSubstr("does not hold whole numbers"));
    EXPECT_THAT(message_after([](hid_t file) { replace(file, "venue", H5T_STD_I8LE, {2}); }),
                HasSubstr("does not hold texts"));
    EXPECT_THAT(message_after([](hid_t file) { replace(file, "scenario_text", H5T_STD_I8LE, {2}); }),
                HasSubstr("does not hold texts"));
    EXPECT_THAT(message_after([](hid_t file) { replace(file, "scenario", H5T_STD_I8LE, {}); }),
                HasSubstr("does not hold texts"));
    EXPECT_THAT(message_after([&](hid_t file) { put_text(file, "share", "axes", "scenario replication"); }),
                HasSubstr("its axes have no names"));
    EXPECT_THAT(message_after([&](hid_t file) { put_text(file, "share", "axes", "scenario month replication venue"); }),
                HasSubstr("differs from that of axis"));
    EXPECT_THAT(
        message_after([&](hid_t file) { put_text(file, "share", "axes", "scenario replication month x/../y"); }),
        HasSubstr("there is none"));
    EXPECT_THAT(message_after([](hid_t file) {
                    const std::vector<std::int64_t> days{9801, 9802, std::int64_t{1} << 62};
                    const hid_t month = H5Dopen2(file, "month", H5P_DEFAULT);
                    H5Dwrite(month, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, days.data());
                    H5Dclose(month);
                }),
                HasSubstr("no month starts 9802 days after"));
    EXPECT_THAT(message_after([](hid_t file) {
                    const hid_t text = H5Tcopy(H5T_C_S1);
                    H5Tset_size(text, H5T_VARIABLE);
                    replace(file, "result_hash", text, {1});
                    H5Tclose(text);
                }),
                HasSubstr("is not one text per run"));
}

/// Every byte where the library reads sizes without a checksum, and a sample of all others.
std::vector<std::size_t> bytes_to_flip(const std::string& whole) {
    std::vector<std::size_t> bytes;
    for (std::size_t i = 0; i < whole.size(); i += 199) bytes.push_back(i);
    for (std::size_t heap = whole.find("GCOL"); heap != std::string::npos; heap = whole.find("GCOL", heap + 1)) {
        for (std::size_t i = heap; i < heap + 1000 && i < whole.size(); ++i) bytes.push_back(i);
    }
    return bytes;
}

TEST(HostileResults, WithAFlippedByteAreReadOrRefusedButNeverCrashTheReader) {
    const TemporaryFolder folder;
    write_sample(folder.file("a.nc"));
    const std::string whole = content(folder.file("a.nc"));
    const std::vector<std::size_t> bytes = bytes_to_flip(whole);
    ASSERT_GT(bytes.size(), 1000U);
    for (const unsigned mask : {0x01U, 0x80U}) {
        const int code = run_in_child([&] {
            int refused = 0;
            for (const std::size_t byte : bytes) {
                alarm(20);  // an endless loop ends with code 142
                std::string flipped = whole;
                flipped[byte] = static_cast<char>(static_cast<unsigned char>(flipped[byte]) ^ mask);
                folder.write("last", std::to_string(byte));
                try {
                    read_everything(folder.write("flipped.nc", flipped));
                } catch (const FormatError&) {
                    ++refused;
                }
            }
            return refused > 50 ? 0 : 1;
        });
        EXPECT_EQ(code, 0) << "byte " << content(folder.file("last")) << " with mask " << mask;
    }
}

}  // namespace
}  // namespace nephoscope
