#include <fmt/format.h>
#include <mpi.h>

#include <array>
#include <chrono>
#include <set>
#include <thread>

#include "analysis/sweeps/bytes.h"
#include "analysis/sweeps/ranks.h"
#include "sim/core/error.h"

namespace nephoscope {

namespace {

enum Tag { ask = 1, answer, result, through };
enum Kind : std::int64_t { task, wait, end };

using Answer = std::array<std::int64_t, 3>;  // kind, point, replication
constexpr std::chrono::milliseconds kPollInterval{1};
constexpr std::chrono::milliseconds kWaitForOthers{100};

/// What a rank sends behind a task: its record, or that it was dropped.
std::string pack_result(const Task& of, const RunRecord* record) {
    BytesWriter bytes;
    bytes.number(std::uint64_t{of.point});
    bytes.number(of.replication);
    bytes.text(record != nullptr ? pack(*record) : std::string());
    return bytes.bytes();
}

void send(const void* data, std::size_t size, int to, Tag tag) {
    MPI_Send(data, static_cast<int>(size), MPI_BYTE, to, tag, MPI_COMM_WORLD);
}

/// On a rank other than 0. One conversation at a time, whichever thread holds it.
class RemoteWork final : public Work {
public:
    ~RemoteWork() override {
        const char stopped = stopped_ ? 1 : 0;
        send(&stopped, 1, 0, through);
    }

    std::optional<Task> next(const StopRequest& stop) override {
        while (true) {
            if (stop()) stopped_ = true;
            if (stopped_) return std::nullopt;
            const Answer got = ask_for_task();
            if (got[0] == task) return Task{static_cast<std::size_t>(got[1]), static_cast<int>(got[2])};
            if (got[0] == end) return std::nullopt;
            std::this_thread::sleep_for(kWaitForOthers);
        }
    }

    void deliver(const Task& of, const RunRecord* record) override {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (record == nullptr) stopped_ = true;
        const std::string bytes = pack_result(of, record);
        send(bytes.data(), bytes.size(), 0, result);
    }

private:
    Answer ask_for_task() {
        const std::lock_guard<std::mutex> lock(mutex_);
        send(nullptr, 0, 0, ask);
        Answer got{};
        MPI_Recv(got.data(), static_cast<int>(got.size()), MPI_INT64_T, 0, answer, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        return got;
    }
    std::mutex mutex_;
    std::atomic<bool> stopped_{false};
};

class MpiRanks final : public Ranks {
public:
    explicit MpiRanks(const Launch& launch) {
        int provided = 0;
        MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided);
        MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
        MPI_Comm_size(MPI_COMM_WORLD, &size_);
        if (size_ == launch.size && provided >= MPI_THREAD_SERIALIZED) return;
        char library[MPI_MAX_LIBRARY_VERSION_STRING] = {};
        int length = 0;
        MPI_Get_library_version(library, &length);
        const int found = size_;
        MPI_Finalize();
        const std::string name = std::string(library, static_cast<std::size_t>(length));
        throw LaunchError(fmt::format(
            "started as one of {} processes ({}), but MPI sees {}: the launcher is of another MPI than this program "
            "({}); use the launcher of that one, or give each process its --shard",
            launch.size, launch.variable, found, name.substr(0, name.find_first_of(",\n"))));
    }
    ~MpiRanks() override { MPI_Finalize(); }

    int rank() const override { return rank_; }
    int size() const override { return size_; }
    std::unique_ptr<Work> remote_work() override { return std::make_unique<RemoteWork>(); }

    void serve(StoreWork& work, const StopRequest& stop, const std::function<void()>& stop_all) override {
        for (int through_count = 0; through_count < size_ - 1;) {
            int waiting = 0;
            MPI_Status status;
            MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &waiting, &status);
            if (waiting == 0) {
                std::this_thread::sleep_for(kPollInterval);
                continue;
            }
            const std::string bytes = receive(status);
            if (status.MPI_TAG == ask) give_task(status.MPI_SOURCE, work, stop);
            if (status.MPI_TAG == result) take_result(work, bytes);
            if (status.MPI_TAG != through) continue;
            ++through_count;
            if (bytes == std::string(1, '\1')) stop_all();
        }
    }

    void abort(int code) override { MPI_Abort(MPI_COMM_WORLD, code); }

private:
    static std::string receive(const MPI_Status& status) {
        int size = 0;
        MPI_Get_count(&status, MPI_BYTE, &size);
        std::string bytes(static_cast<std::size_t>(size), '\0');
        MPI_Recv(bytes.data(), size, MPI_BYTE, status.MPI_SOURCE, status.MPI_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        return bytes;
    }

    static void give_task(int to, StoreWork& work, const StopRequest& stop) {
        bool has_to_wait = false;
        const std::optional<Task> next = stop() ? std::nullopt : work.try_next(has_to_wait);
        Answer given{has_to_wait ? wait : end, 0, 0};
        if (next) given = {task, static_cast<std::int64_t>(next->point), next->replication};
        MPI_Send(given.data(), static_cast<int>(given.size()), MPI_INT64_T, to, answer, MPI_COMM_WORLD);
    }

    static void take_result(StoreWork& work, const std::string& sent) {
        BytesReader bytes(sent);
        Task of;
        of.point = bytes.number<std::uint64_t>();
        of.replication = bytes.number<int>();
        const std::string packed = bytes.text();
        if (packed.empty()) return work.deliver(of, nullptr);
        const RunRecord record = unpack_record(packed);
        work.deliver(of, &record);
    }

    int rank_ = 0, size_ = 1;
};

}  // namespace

std::unique_ptr<Ranks> join_ranks() {
    const Launch launch = launch_of_environment();
    if (launch.size <= 1) return nullptr;
    return std::make_unique<MpiRanks>(launch);
}

}  // namespace nephoscope
