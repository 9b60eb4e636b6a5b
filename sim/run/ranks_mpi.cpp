#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <thread>

#include "sim/run/ranks.h"

namespace nephoscope {

namespace {

/// Cells of one reduction: a count of MPI is an int, and messages beyond this gain nothing.
constexpr std::size_t kMostCells = std::size_t{1} << 24;

class MpiRanks final : public LaunchedRanks {
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
            "({}); use the launcher of that one",
            launch.size, launch.variable, found, name.substr(0, name.find_first_of(",\n"))));
    }
    ~MpiRanks() override { MPI_Finalize(); }

    int rank() const override { return rank_; }
    int size() const override { return size_; }
    int fail() const override { return lowest_failed(true); }
    void abort(int code) const override { MPI_Abort(MPI_COMM_WORLD, code); }

    int value_of(int rank, int value) const override {
        MPI_Bcast(&value, 1, MPI_INT, rank, MPI_COMM_WORLD);
        return value;
    }

    void send(int to, int tag, const std::string& bytes) const override {
        MPI_Send(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, to, tag, MPI_COMM_WORLD);
    }

    std::string receive(int from, int tag) const override {
        MPI_Status status;
        MPI_Probe(from, tag, MPI_COMM_WORLD, &status);
        return take(status);
    }

    std::optional<Message> poll() const override {
        int waiting = 0;
        MPI_Status status;
        MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &waiting, &status);
        if (waiting == 0) return std::nullopt;
        return Message{status.MPI_SOURCE, status.MPI_TAG, take(status)};
    }

protected:
    /// A rank that failed elsewhere takes part in the first step alone, so the others learn of it here.
    void add_up(std::span<std::int64_t> values) const override {
        const int failed = lowest_failed(false);
        if (failed < size_) throw RankFailure(failed);
        for (std::size_t first = 0; first < values.size(); first += kMostCells) {
            const std::size_t count = std::min(kMostCells, values.size() - first);
            reduce(values.data() + first, count, MPI_INT64_T, MPI_SUM);
        }
    }

private:
    /// Waits for slower ranks without keeping their cores from them: MPI's own waiting may spin.
    static void reduce(void* cells, std::size_t count, MPI_Datatype type, MPI_Op operation) {
        MPI_Request request;
        MPI_Iallreduce(MPI_IN_PLACE, cells, static_cast<int>(count), type, operation, MPI_COMM_WORLD, &request);
        int done = 0;
        while (MPI_Test(&request, &done, MPI_STATUS_IGNORE), done == 0) std::this_thread::yield();
    }

    int lowest_failed(bool this_one) const {
        int lowest = this_one ? rank_ : size_;
        reduce(&lowest, 1, MPI_INT, MPI_MIN);
        return lowest;
    }

    static std::string take(const MPI_Status& status) {
        int size = 0;
        MPI_Get_count(&status, MPI_BYTE, &size);
        std::string bytes(static_cast<std::size_t>(size), '\0');
        MPI_Recv(bytes.data(), size, MPI_BYTE, status.MPI_SOURCE, status.MPI_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        return bytes;
    }

    int rank_ = 0, size_ = 1;
};

}  // namespace

std::unique_ptr<LaunchedRanks> join_ranks() {
    const Launch launch = launch_of_environment();
    if (launch.size <= 1) return nullptr;
    return std::make_unique<MpiRanks>(launch);
}

}  // namespace nephoscope
