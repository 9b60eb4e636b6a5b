#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "sim/core/error.h"
#include "sim/io/atomic_file.h"
#include "tests/io/child.h"
#include "tests/io/results_sample.h"
#include "tests/io/temporary_folder.h"

namespace nephoscope {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string content(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::string message_of(const std::string& path, bool force) {
    try {
        write_sample(path, force);
    } catch (const MachineError& error) {
        return error.what();
    }
    return "";
}

#ifdef NEPHOSCOPE_ENOSPC_SHIM
/// Lets every n-th write fail in turn until a run has less than n; returns how many there are.
int writes_that_failed(const std::string& once) {
    const TemporaryFolder talk;
    const std::string log = talk.file("log");
    for (int n = 1; n < 20'000 && !::testing::Test::HasFailure(); ++n) {
        const TemporaryFolder folder;
        const std::string path = folder.file("full.nc");
        const ChildResult child =
            run_command("SHIM_PATTERN=full.nc.tmp. SHIM_NTH=" + std::to_string(n) + " SHIM_LOG=" + log + " " + once +
                        " LD_PRELOAD=" NEPHOSCOPE_ENOSPC_SHIM " " NEPHOSCOPE_WRITE_SAMPLE " " + path);
        if (!std::filesystem::remove(log)) {
            EXPECT_EQ(child.code, 0) << child.output;
            return n - 1;
        }
        EXPECT_EQ(child.code, 3) << "write " << n << ": " << child.output;
        EXPECT_THAT(child.output, AllOf(HasSubstr(path + ": cannot "), HasSubstr("No space left on device"))) << n;
        EXPECT_TRUE(std::filesystem::is_empty(folder.file(""))) << "write " << n << " left a file";
    }
    return 0;
}

TEST(ResultsOnAFullDisk, FailClearlyAndLeaveNothingAtEveryWrite) {
    EXPECT_GT(writes_that_failed(""), 20) << "is the shim loaded?";
}

/// HDF5 tells of some failed writes only when a dataset closes; a text of the file was empty when that went unheard.
TEST(ResultsOnAFullDisk, AreNotFinishedEvenWhenThereIsRoomAgainAfterOneWrite) {
    EXPECT_GT(writes_that_failed("SHIM_ONCE=1"), 20) << "is the shim loaded?";
}
#endif

TEST(ResultsOfAKilledWriter, DoNotLookFinished) {
    const TemporaryFolder folder, talk;
    const std::string path = folder.file("a.nc"), ready = talk.file("ready");
    const ChildResult child =
        run_command(NEPHOSCOPE_WRITE_SAMPLE " " + path + " hang >" + ready + " & child=$!; until [ -s " + ready +
                    " ]; do sleep 0.05; done; kill -KILL $child; wait $child");
    EXPECT_EQ(child.code, 137) << child.output;
    EXPECT_FALSE(std::filesystem::exists(path));
    int leftovers = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.file(""))) {
        EXPECT_THAT(entry.path().string(), HasSubstr("a.nc.tmp."));
        EXPECT_THROW(ResultsReader(entry.path().string()), FormatError);
        ++leftovers;
    }
    EXPECT_EQ(leftovers, 1);
    write_sample(path);
    EXPECT_EQ(ResultsReader(path).axis("venue").size(), 2U) << "the leftover is in nobody's way";
}

TEST(ResultsWriter, LeavesNothingWhenItIsNotClosed) {
    const TemporaryFolder folder;
    {
        ResultsWriter writer(folder.file("a.nc"), sample_layout(), false);
        fill_sample(writer);
        ResultsWriter moved(std::move(writer));
        EXPECT_FALSE(std::filesystem::exists(folder.file("a.nc")));
        EXPECT_FALSE(std::filesystem::is_empty(folder.file("")));
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.file("")));
}

TEST(ResultsWriter, ReplacesAFileOnlyWhenForced) {
    const TemporaryFolder folder;
    const std::string path = folder.write("a.nc", "precious");
    EXPECT_THAT(message_of(path, false), AllOf(HasSubstr(path), HasSubstr("exists"), HasSubstr("--force")));
    EXPECT_EQ(content(path), "precious");
    EXPECT_EQ(message_of(path, true), "");
    EXPECT_EQ(ResultsReader(path).axis("venue").size(), 2U);
}

TEST(ResultsWriter, KeepsTheOldFileUntilTheNewOneIsWhole) {
    const TemporaryFolder folder;
    const std::string path = folder.write("a.nc", "precious");
    { ResultsWriter unfinished(path, sample_layout(), true); }
    EXPECT_EQ(content(path), "precious");
}

TEST(ResultsWriter, DoesNotReplaceAFileThatAppearedMeanwhile) {
    const TemporaryFolder folder;
    ResultsWriter writer(folder.file("a.nc"), sample_layout(), false);
    folder.write("a.nc", "precious");
    EXPECT_THROW(writer.close(), MachineError);
    EXPECT_EQ(content(folder.file("a.nc")), "precious");
}

TEST(ResultsWriter, RefusesWhatIsNoRegularFile) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder.file("folder"));
    ASSERT_EQ(mkfifo(folder.file("pipe").c_str(), 0600), 0);
    folder.write("target", "precious");
    std::filesystem::create_symlink("target", folder.file("link"));
    std::filesystem::create_symlink("nowhere", folder.file("dangling"));
    EXPECT_THAT(message_of(folder.file("folder"), true), HasSubstr("a directory"));
    EXPECT_THAT(message_of(folder.file("pipe"), true), HasSubstr("a pipe"));
    EXPECT_THAT(message_of(folder.file("link"), true), HasSubstr("a symbolic link"));
    EXPECT_THAT(message_of(folder.file("dangling"), true), HasSubstr("a symbolic link"));
    EXPECT_EQ(content(folder.file("target")), "precious");
    EXPECT_THAT(message_of("/dev/null", true), HasSubstr("/dev/null: cannot write results here: it is a device"));
    struct stat status {};
    ASSERT_EQ(stat("/dev/null", &status), 0);
    EXPECT_TRUE(S_ISCHR(status.st_mode));
}

TEST(ResultsWriter, NamesThePathAndTheSystemsReason) {
    const TemporaryFolder folder;
    EXPECT_THAT(message_of(folder.file("no/such/a.nc"), false),
                AllOf(HasSubstr(folder.file("no/such/a.nc")), HasSubstr("No such file or directory")));
    folder.write("file", "");
    EXPECT_THAT(message_of(folder.file("file/a.nc"), false), HasSubstr("Not a directory"));
    EXPECT_THAT(message_of(folder.file(std::string(300, 'x')), false), HasSubstr("File name too long"));
}

TEST(ResultsWriter, SaysThatAFolderMayNotBeWritten) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder.file("locked"));
    ASSERT_EQ(chmod(folder.file("").c_str(), 0755), 0);
    ASSERT_EQ(chmod(folder.file("locked").c_str(), 0555), 0);
    const int code = run_in_child([&] {
        constexpr unsigned kNobody = 65534;
        if (geteuid() == 0 && setuid(kNobody) != 0) return 1;  // root may write anywhere
        const std::string message = message_of(folder.file("locked/a.nc"), false);
        return message.find("locked/a.nc: cannot create the file: Permission denied") == std::string::npos ? 2 : 0;
    });
    EXPECT_EQ(code, 0);
    EXPECT_TRUE(std::filesystem::is_empty(folder.file("locked")));
}

TEST(AtomicFile, TakesAnotherNameWhenTheTemporaryOneIsTaken) {
    const TemporaryFolder folder;
    AtomicFile first(folder.file("a"), true), second(folder.file("a"), true);
    EXPECT_NE(first.temporary_path(), second.temporary_path());
    EXPECT_EQ(second.path(), folder.file("a"));
    std::ofstream(second.temporary_path()) << "second";
    second.commit();
    EXPECT_EQ(content(folder.file("a")), "second");
    std::ofstream(first.temporary_path()) << "first";
    AtomicFile moved(std::move(first));
    moved.commit();
    EXPECT_EQ(content(folder.file("a")), "first");
}

}  // namespace
}  // namespace nephoscope
