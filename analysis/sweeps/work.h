#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "analysis/sweeps/claims.h"
#include "analysis/sweeps/segment.h"
#include "analysis/sweeps/store.h"

namespace nephoscope {

/// One replication of one point, for all scenarios.
struct Task {
    std::size_t point = 0;
    int replication = 0;
};

/// The share `number` of `count`, from 1: the points whose place is number − 1 modulo count.
struct Shard {
    int number = 1, count = 1;
};

using StopRequest = std::function<bool()>;

/// Where tasks come from and results go to; any thread may call.
class Work {
public:
    virtual ~Work() = default;
    /// Nothing when all is done, or a stop was asked for.
    virtual std::optional<Task> next(const StopRequest& stop) = 0;
    /// Takes the result of a task, or null when it was dropped.
    virtual void deliver(const Task& task, const RunRecord* record) = 0;
};

/// The tasks of a store that nobody has done: replication by replication, because the points of one replication may
/// share their start. A task is claimed while somebody works on it, so that sweeps on one store share the work.
class StoreWork final : public Work {
public:
    /// `retry_failed`: runs that failed are tasks again. `told` is called after each result that is kept.
    StoreWork(Store& store, const Shard& shard, bool retry_failed,
              std::function<void(std::size_t done, std::size_t total)> told = {});

    std::optional<Task> next(const StopRequest& stop) override;
    /// The same without waiting for what others have claimed: `wait` says that there is such a task.
    std::optional<Task> try_next(bool& wait);
    void deliver(const Task& task, const RunRecord* record) override;

    void seal();  ///< what was delivered becomes a finished segment
    std::size_t total() const { return total_; }
    std::size_t kept() const { return kept_; }
    bool have_locks() const { return claims_.have_locks(); }

private:
    bool is_left(const Task& task) const;
    std::optional<Task> claim_one();

    Store& store_;
    Claims claims_;
    SegmentWriter writer_;
    bool retry_failed_;
    std::function<void(std::size_t, std::size_t)> told_;
    std::mutex mutex_;
    std::deque<Task> pending_, claimed_by_others_;
    std::size_t total_ = 0, kept_ = 0;
};

}  // namespace nephoscope
