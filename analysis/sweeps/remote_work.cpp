#include "analysis/sweeps/remote_work.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "analysis/sweeps/bytes.h"
#include "sim/core/error.h"

namespace nephoscope {

namespace {

enum Tag { ask = 1, answer, result, through };
enum Kind : std::int64_t { task, wait, end };

constexpr std::chrono::milliseconds kPollInterval{1};
constexpr std::chrono::milliseconds kWaitForOthers{100};

struct Answer {
    std::int64_t kind = wait;
    Task next;
};

std::string pack_answer(const Answer& given) {
    BytesWriter bytes;
    bytes.number(given.kind);
    bytes.number(std::uint64_t{given.next.point});
    bytes.number(given.next.replication);
    return bytes.bytes();
}

Answer unpack_answer(const std::string& sent) {
    BytesReader bytes(sent);
    Answer got;
    got.kind = bytes.number<std::int64_t>();
    got.next.point = bytes.number<std::uint64_t>();
    got.next.replication = bytes.number<int>();
    return got;
}

/// What a rank sends behind a task: its record, or that it was dropped.
std::string pack_result(const Task& of, const RunRecord* record) {
    BytesWriter bytes;
    bytes.number(std::uint64_t{of.point});
    bytes.number(of.replication);
    bytes.text(record != nullptr ? pack(*record) : std::string());
    return bytes.bytes();
}

void take_result(StoreWork& work, const std::string& sent) {
    BytesReader bytes(sent);
    Task of;
    of.point = bytes.number<std::uint64_t>();
    of.replication = bytes.number<int>();
    const std::string packed = bytes.text();
    if (packed.empty()) return work.deliver(of, nullptr);
    const RunRecord record = unpack_record(packed);
    work.deliver(of, &record);
}

/// One conversation at a time, whichever thread holds it.
class RemoteWork final : public Work {
public:
    explicit RemoteWork(const LaunchedRanks& ranks) : ranks_(ranks) {}
    ~RemoteWork() override { ranks_.send(0, through, stopped_ ? "stopped" : ""); }

    std::optional<Task> next(const StopRequest& stop) override {
        while (true) {
            if (stop()) stopped_ = true;
            if (stopped_) return std::nullopt;
            const Answer got = ask_for_task();
            if (got.kind == task) return got.next;
            if (got.kind == end) return std::nullopt;
            std::this_thread::sleep_for(kWaitForOthers);
        }
    }

    void deliver(const Task& of, const RunRecord* record) override {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (record == nullptr) stopped_ = true;
        ranks_.send(0, result, pack_result(of, record));
    }

private:
    Answer ask_for_task() {
        const std::lock_guard<std::mutex> lock(mutex_);
        ranks_.send(0, ask, "");
        return unpack_answer(ranks_.receive(0, answer));
    }
    const LaunchedRanks& ranks_;
    std::mutex mutex_;
    std::atomic<bool> stopped_{false};
};

Answer next_of(StoreWork& work, const StopRequest& stop) {
    bool has_to_wait = false;
    const std::optional<Task> next = stop() ? std::nullopt : work.try_next(has_to_wait);
    if (next) return {task, *next};
    return {has_to_wait ? wait : end, {}};
}

}  // namespace

std::unique_ptr<Work> remote_work(const LaunchedRanks& ranks) { return std::make_unique<RemoteWork>(ranks); }

void serve_ranks(const LaunchedRanks& ranks, StoreWork& work, const StopRequest& stop,
                 const std::function<void()>& stop_all) {
    for (int through_count = 0; through_count < ranks.size() - 1;) {
        const std::optional<Message> message = ranks.poll();
        if (!message) {
            std::this_thread::sleep_for(kPollInterval);
            continue;
        }
        if (message->tag == ask) ranks.send(message->from, answer, pack_answer(next_of(work, stop)));
        if (message->tag == result) take_result(work, message->bytes);
        if (message->tag != through) continue;
        ++through_count;
        if (!message->bytes.empty()) stop_all();
    }
}

}  // namespace nephoscope
