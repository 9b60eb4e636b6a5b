#include "analysis/sweeps/work.h"

#include <chrono>
#include <thread>

namespace nephoscope {

namespace {
constexpr std::chrono::milliseconds kWaitForOthers{100};
}

StoreWork::StoreWork(Store& store, const Shard& shard, bool retry_failed,
                     std::function<void(std::size_t, std::size_t)> told)
    : store_(store),
      claims_(store.folder()),
      writer_(store.folder() + "/segments"),
      retry_failed_(retry_failed),
      told_(std::move(told)) {
    const Plan& plan = store.plan();
    for (int r = 0; r < plan.replications; ++r)
        for (std::size_t p = 0; p < plan.points.size(); ++p) {
            const Task task{p, r};
            const bool ours = p % static_cast<std::size_t>(shard.count) == static_cast<std::size_t>(shard.number - 1);
            if (ours && is_left(task)) pending_.push_back(task);
        }
    total_ = pending_.size();
}

bool StoreWork::is_left(const Task& task) const {
    const Store::State state = store_.state(task.point, task.replication);
    return state == Store::State::left || (retry_failed_ && state == Store::State::failed);
}

/// The first pending task that is still left and that nobody has claimed.
std::optional<Task> StoreWork::claim_one() {
    while (!pending_.empty()) {
        const Task task = pending_.front();
        pending_.pop_front();
        const std::uint64_t claim = claim_of(store_.key_of(task.point), task.replication);
        if (!claims_.try_claim(claim)) {
            claimed_by_others_.push_back(task);
            continue;
        }
        store_.refresh();  // whoever had the claim before wrote the result first
        if (is_left(task)) return task;
        claims_.release(claim);
    }
    return std::nullopt;
}

std::optional<Task> StoreWork::try_next(bool& wait) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const std::optional<Task> task = claim_one();
    wait = !task && !claimed_by_others_.empty();
    if (wait) std::swap(pending_, claimed_by_others_);
    return task;
}

std::optional<Task> StoreWork::next(const StopRequest& stop) {
    while (!stop()) {
        bool wait = false;
        const std::optional<Task> task = try_next(wait);
        if (task || !wait) return task;
        std::this_thread::sleep_for(kWaitForOthers);
    }
    return std::nullopt;
}

void StoreWork::deliver(const Task& task, const RunRecord* record) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (record != nullptr) {
        writer_.append(pack(*record));
        ++kept_;
    }
    claims_.release(claim_of(store_.key_of(task.point), task.replication));
    if (record != nullptr && told_) told_(kept_, total_);
}

void StoreWork::seal() {
    const std::lock_guard<std::mutex> lock(mutex_);
    writer_.seal();
}

}  // namespace nephoscope
