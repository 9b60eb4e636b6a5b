#include "analysis/sweeps/store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "analysis/sweeps/collect.h"
#include "analysis/sweeps/status.h"
#include "sim/core/error.h"
#include "sim/io/diagnostics.h"
#include "sim/io/results.h"
#include "tests/io/temporary_folder.h"
#include "tests/sweeps/fake_study.h"

namespace nephoscope {
namespace {

namespace fs = std::filesystem;
using test::fake_plan;
using test::fake_record;
using test::fake_study;
using test::fill;

std::vector<fs::path> segments_of(const std::string& store) {
    std::vector<fs::path> paths;
    for (const auto& file : fs::directory_iterator(store + "/segments")) paths.push_back(file.path());
    std::sort(paths.begin(), paths.end());
    return paths;
}

std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string message_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "nothing was thrown";
}

TEST(Store, KeepsEveryRunAndItsFailures) {
    const TemporaryFolder folder;
    const Study study = fake_study(6, 2);
    Store store = Store::open_for(folder.file("s"), fake_plan(study));
    EXPECT_EQ(store.counts().left(), 12U);
    fill(store, study);
    const Store::Counts counts = Store(folder.file("s")).counts();
    EXPECT_EQ(counts.done, 10U);
    EXPECT_EQ(counts.failed, 2U);
    EXPECT_EQ(counts.left(), 0U);
    EXPECT_TRUE(store.read(5, 1).same_result(fake_record(study, {5, 1})));
    EXPECT_FALSE(store.read(5, 1).same_result(fake_record(study, {4, 1})));
    EXPECT_EQ(store.read(3, 0).message, "the money leaked");
    EXPECT_EQ(segments_of(folder.file("s")).size(), 1U) << "one process, one file";
    const StoreStatus status = status_of(store, 1e9 + 10, 1);
    EXPECT_EQ(status.failures.size(), 1U);
    EXPECT_EQ(status.running, 0);
    EXPECT_NE(status_text(store, status).find("done 10, failed 2, left 0"), std::string::npos);
    EXPECT_NE(status_text(store, status).find("--point 3 --replication 0"), std::string::npos);
}

TEST(Store, ComputesOnlyWhatIsLeft) {
    const TemporaryFolder folder;
    const Study study = fake_study(8, 1);
    Store store = Store::open_for(folder.file("s"), fake_plan(study));
    fill(store, study, {1, 2});
    EXPECT_EQ(store.counts().left(), 4U) << "every other point";
    int computed = 0;
    StoreWork work(store, {}, false);
    EXPECT_EQ(work.total(), 4U);
    carry_out(
        work,
        [&](const Task& task, int, const StopRequest&) {
            ++computed;
            EXPECT_EQ(task.point % 2, 1U);
            return std::optional(fake_record(study, task));
        },
        {1, 1}, test::never);
    EXPECT_EQ(computed, 4);
}

TEST(Store, GrowsByPointsAndReplicationsAndRefusesAnotherStudy) {
    const TemporaryFolder folder;
    Study study = fake_study(4, 1);
    study.points.resize(2);
    Store store = Store::open_for(folder.file("s"), fake_plan(study));
    fill(store, study);
    const Study grown = fake_study(4, 2);
    std::string told;
    Store again = Store::open_for(folder.file("s"), fake_plan(grown), &told);
    EXPECT_EQ(told, "the study grew: 4 points × 2 replications, before 2 × 1");
    EXPECT_EQ(again.counts().left(), 6U);
    Study other = grown;
    other.seed = 8;
    std::string message = message_of([&] { Store::open_for(folder.file("s"), fake_plan(other)); });
    EXPECT_NE(message.find("  - seed = 7\n  + seed = 8\n"), std::string::npos) << message;
    EXPECT_NE(message.find("--force-new"), std::string::npos) << message;
    other = grown;
    other.points.back() = {0.99};
    message = message_of([&] { Store::open_for(folder.file("s"), fake_plan(other)); });
    EXPECT_NE(message.find("1 of 4 points of the store are not among the 4 of the study"), std::string::npos)
        << message;
    EXPECT_THROW(Store::open_for(folder.file("s"), fake_plan(study)), InputError) << "a study never shrinks";
    Plan newer = fake_plan(grown);
    newer.identity.replace(newer.identity.find("results_version = "), 19, "results_version = 0");
    EXPECT_THROW(Store::open_for(folder.file("s"), newer), InputError);
}

TEST(Store, CountsTheWholeRunsOfAKilledWriter) {
    const TemporaryFolder folder;
    const Study study = fake_study(3, 1);
    Store store = Store::open_for(folder.file("s"), fake_plan(study));
    {
        SegmentWriter writer(folder.file("s/segments"));
        writer.append(pack(fake_record(study, {0, 0})));
        writer.append(pack(fake_record(study, {1, 0})));
    }
    const fs::path part = segments_of(folder.file("s")).front();
    EXPECT_EQ(part.extension(), ".part");
    const std::string whole = content(part);
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        std::ofstream(part, std::ios::binary | std::ios::trunc) << whole.substr(0, size);
        const Store cut(folder.file("s"));
        const Store::Counts counts = cut.counts();
        EXPECT_LE(counts.done, 2U);
        EXPECT_EQ(counts.done == 2, size == whole.size()) << "at " << size;
        const bool nearly = size == whole.size() - 1;
        EXPECT_TRUE(!nearly || (counts.done == 1 && cut.torn_segments().size() == 1));
    }
}

TEST(Store, FindsDamageInAFinishedSegment) {
    const TemporaryFolder folder;
    const Study study = fake_study(3, 1);
    Store store = Store::open_for(folder.file("s"), fake_plan(study));
    fill(store, study);
    const fs::path segment = segments_of(folder.file("s")).front();
    ASSERT_EQ(segment.extension(), ".seg");
    const std::string whole = content(segment);
    for (std::size_t at = 0; at < whole.size(); at += 7) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        std::ofstream(segment, std::ios::binary | std::ios::trunc) << damaged;
        EXPECT_THROW(Store(folder.file("s")), FormatError) << "byte " << at;
        std::ofstream(segment, std::ios::binary | std::ios::trunc) << whole.substr(0, at);
        EXPECT_THROW(Store(folder.file("s")), FormatError) << "cut at " << at;
    }
    std::ofstream(segment, std::ios::binary | std::ios::trunc) << whole;
    EXPECT_EQ(Store(folder.file("s")).counts().left(), 0U);
}

TEST(Store, MissesASegmentThatIsGone) {
    const TemporaryFolder folder;
    const Study study = fake_study(3, 1);
    Store store = Store::open_for(folder.file("s"), fake_plan(study));
    SegmentWriter writer(folder.file("s/segments"));
    for (std::size_t p = 0; p < 3; ++p) {
        writer.append(pack(fake_record(study, {p, 0})));
        writer.seal();
    }
    const std::vector<fs::path> segments = segments_of(folder.file("s"));
    ASSERT_EQ(segments.size(), 3U);
    EXPECT_TRUE(Store(folder.file("s")).missing_segments().empty());
    fs::remove(segments[1]);
    const Store damaged(folder.file("s"));
    EXPECT_EQ(damaged.missing_segments(), std::vector<std::string>{segments[1].filename()});
    const std::string message = message_of([&] { collect(damaged, study, folder.file("r.nc"), false); });
    EXPECT_NE(message.find("1 of 3 runs are not here, and segments are missing: " + segments[1].filename().string()),
              std::string::npos)
        << message;
    EXPECT_FALSE(fs::exists(folder.file("r.nc")));
}

TEST(Store, RefusesTwoResultsOfOneRunThatDiffer) {
    const TemporaryFolder folder;
    const Study study = fake_study(3, 1);
    Store store = Store::open_for(folder.file("s"), fake_plan(study));
    fill(store, study);
    RunRecord record = fake_record(study, {1, 0});
    record.seconds = 5;
    SegmentWriter(folder.file("s/segments")).append(pack(record));
    EXPECT_EQ(Store(folder.file("s")).counts().done, 3U) << "the same result twice is no harm";
    record.values[0] += 1e-9;
    SegmentWriter(folder.file("s/segments")).append(pack(record));
    EXPECT_THROW(Store(folder.file("s")), FormatError);
}

TEST(Store, TriesFailedRunsAgainWhenAsked) {
    const TemporaryFolder folder;
    const Study study = fake_study(5, 1);
    Store store = Store::open_for(folder.file("s"), fake_plan(study));
    fill(store, study);
    EXPECT_EQ(StoreWork(store, {}, false).total(), 0U);
    StoreWork work(store, {}, true);
    EXPECT_EQ(work.total(), 1U);
    carry_out(
        work,
        [&](const Task& task, int, const StopRequest&) {
            RunRecord record = fake_record(study, {2, 0});
            record.point = store.key_of(task.point);
            return std::optional(record);
        },
        {1, 1}, test::never);
    work.seal();
    const Store mended(folder.file("s"));
    EXPECT_EQ(mended.counts().failed, 0U);
    EXPECT_EQ(mended.counts().done, 5U);
}

TEST(Store, SharesTheWorkOfTwoSweeps) {
    const TemporaryFolder folder;
    const Study study = fake_study(100, 1);
    Store first = Store::open_for(folder.file("s"), fake_plan(study)), second(folder.file("s"));
    StoreWork work_of_first(first, {}, false), work_of_second(second, {}, false);
    std::atomic<int> computed{0};
    const Runner counted = [&](const Task& task, int, const StopRequest&) {
        ++computed;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return std::optional(fake_record(study, task));
    };
    std::thread other([&] { carry_out(work_of_second, counted, {1, 1}, test::never); });
    carry_out(work_of_first, counted, {1, 1}, test::never);
    other.join();
    work_of_first.seal();
    work_of_second.seal();
    EXPECT_EQ(computed, 100) << "no run twice";
    EXPECT_GT(work_of_first.kept(), 10U);
    EXPECT_GT(work_of_second.kept(), 10U);
    EXPECT_EQ(Store(folder.file("s")).counts().left(), 0U);
}

/// Another process seals a segment between our look at the folder and our reading of it.
TEST(Store, FollowsASegmentThatIsFinishedMeanwhile) {
    const TemporaryFolder folder;
    const Study study = fake_study(3, 1);
    Store store = Store::open_for(folder.file("s"), fake_plan(study));
    SegmentWriter writer(folder.file("s/segments"));
    writer.append(pack(fake_record(study, {0, 0})));
    store.refresh();
    writer.append(pack(fake_record(study, {1, 0})));
    writer.seal();
    EXPECT_TRUE(store.read(0, 0).same_result(fake_record(study, {0, 0})));
    EXPECT_EQ(store.counts().done, 1U);
    store.refresh();
    EXPECT_EQ(store.counts().done, 2U);
}

TEST(Store, TellsWhatIsRunning) {
    const TemporaryFolder folder;
    const Study study = fake_study(10, 1);
    Store store = Store::open_for(folder.file("s"), fake_plan(study));
    StoreWork work(store, {}, false);
    bool wait = false;
    for (int n = 0; n < 5; ++n) ASSERT_TRUE(work.try_next(wait));
    const Task dropped{0, 0};
    work.deliver(dropped, nullptr);
    EXPECT_EQ(status_of(store, 0, 0).running, 4);
}

TEST(Store, OfTenThousandPointsOpensTellsAndCollectsWithinSeconds) {
    const TemporaryFolder folder;
    const Study study = fake_study(10'000, 1);
    auto seconds = [began = std::chrono::steady_clock::now()]() mutable {
        const auto now = std::chrono::steady_clock::now();
        return std::chrono::duration<double>(now - std::exchange(began, now)).count();
    };
    {
        Store store = Store::open_for(folder.file("s"), fake_plan(study));
        fill(store, study);
    }
    EXPECT_LE(segments_of(folder.file("s")).size(), 3U) << "4096 runs a file";
    seconds();
    Store store = Store::open_for(folder.file("s"), fake_plan(study));
    const StoreWork work(store, {}, false);
    EXPECT_LT(seconds(), 5) << "start-up";
    EXPECT_EQ(status_of(Store(folder.file("s")), 0, 10).counts.left(), 0U);
    EXPECT_LT(seconds(), 5) << "status";
    collect(store, study, folder.file("r.nc"), false);
    EXPECT_LT(seconds(), 5) << "collect";
}

TEST(Slots, AreAsManyAsThreadsTasksAndMemoryAllow) {
    const auto slots = [](int threads, int per_run, std::size_t tasks, double bytes) {
        const Slots chosen = choose_slots(threads, per_run, tasks, bytes);
        return std::pair(chosen.runs, chosen.threads_per_run);
    };
    EXPECT_EQ(slots(8, 0, 100, 1), std::pair(8, 1));
    EXPECT_EQ(slots(8, 0, 3, 1), std::pair(3, 2));
    EXPECT_EQ(slots(8, 4, 100, 1), std::pair(2, 4));
    EXPECT_EQ(slots(8, 16, 100, 1), std::pair(1, 16));
    EXPECT_EQ(slots(8, 0, 100, 1e30), std::pair(1, 8)) << "memory for one alone";
    EXPECT_EQ(slots(8, 0, 0, 1), std::pair(1, 8));
}

TEST(Collect, WritesWhatReadersNeed) {
    const TemporaryFolder folder;
    const Study study = fake_study(5, 2, true);
    Store store = Store::open_for(folder.file("s"), fake_plan(study));
    const std::string refused = message_of([&] { collect(store, study, folder.file("r.nc"), false); });
    EXPECT_NE(refused.find("10 of 10 runs are left"), std::string::npos) << refused;
    fill(store, study);
    collect(store, study, folder.file("r.nc"), false);
    const ResultsReader file(folder.file("r.nc"));
    const ResultsReader::Array values = file.read("", "outcome_value");
    EXPECT_EQ(values.axes, (std::vector<std::string>{"point", "replication", "scenario", "outcome"}));
    EXPECT_EQ(values.shape, (std::vector<std::size_t>{5, 2, 2, 2}));
    EXPECT_EQ(values.values[8 * 4 + 4], 0.8 + 100) << "point 4, replication 1, base, share";
    EXPECT_EQ(values.values[8 * 4 + 6], 0.8 + 101);
    EXPECT_TRUE(std::isnan(values.values[8 * 4 + 5])) << "the base differs from itself by nothing";
    EXPECT_TRUE(std::isnan(values.values[8 * 3])) << "point 3 failed";
    const ResultsReader::Array paths = file.read("", "outcome_trajectory");
    EXPECT_EQ(paths.shape, (std::vector<std::size_t>{5, 2, 2, 2, 2}));
    EXPECT_EQ(paths.values[16 * 4 + 8 + 5], 0.8 + 103) << "point 4, replication 1, other, share, 2026-06";
    EXPECT_EQ(file.axis("month"), (std::vector<std::string>{"2026-05", "2026-06"}));
    EXPECT_EQ(file.axis("message")[3], "the money leaked");
    EXPECT_EQ(file.axis("message")[2], "");
    EXPECT_EQ(file.read("", "status").values[7], 2);
    EXPECT_EQ(file.read("", "status").values[8], 1);
    EXPECT_EQ(file.read("", "attention_base_per_month").values[4], 0.8);
    EXPECT_EQ(file.attribute("base_scenario"), "base");
    EXPECT_EQ(file.attribute("failed_runs"), "2");
}

TEST(Collect, GivesTheSameBytesHoweverTheWorkWasDone) {
    const TemporaryFolder folder;
    const Study study = fake_study(9, 2, true);
    const auto bytes = [&](const std::string& name, int shards) {
        Store store = Store::open_for(folder.file(name), fake_plan(study));
        for (int k = shards; k >= 1; --k) fill(store, study, {k, shards});
        collect(store, study, folder.file(name + ".nc"), false);
        return content(folder.file(name + ".nc"));
    };
    const std::string once = bytes("one", 1);
    EXPECT_GT(once.size(), 1000U);
    EXPECT_EQ(bytes("four", 4), once);
    Study other = fake_study(9, 2, true);
    other.points[8][0] = 0.95;
    Store store = Store::open_for(folder.file("other"), fake_plan(other));
    fill(store, other);
    collect(store, other, folder.file("other.nc"), false);
    EXPECT_NE(content(folder.file("other.nc")), once);
}

}  // namespace
}  // namespace nephoscope
