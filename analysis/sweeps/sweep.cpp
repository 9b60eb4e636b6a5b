#include "analysis/sweeps/sweep.h"

#include <algorithm>
#include <atomic>

#include "sim/core/parallel.h"

namespace nephoscope {

Slots choose_slots(int threads, int threads_per_run, std::size_t tasks) {
    const int useful = static_cast<int>(std::clamp<std::size_t>(tasks, 1, static_cast<std::size_t>(threads)));
    if (threads_per_run > 0) return {std::clamp(threads / threads_per_run, 1, useful), threads_per_run};
    return {useful, std::max(1, threads / useful)};
}

void carry_out(Work& work, const Runner& runner, const Slots& slots, const StopRequest& stop) {
    std::atomic<bool> failed{false};
    const StopRequest stopping = [&] { return failed.load() || (stop && stop()); };
    const auto slot = [&](std::size_t, std::size_t) {
        try {
            while (const std::optional<Task> task = work.next(stopping)) {
                const std::optional<RunRecord> record = runner(*task, slots.threads_per_run, stopping);
                work.deliver(*task, record ? &*record : nullptr);
                if (!record) return;
            }
        } catch (...) {
            failed = true;
            throw;
        }
    };
    for_blocks(static_cast<std::size_t>(slots.runs), 1, slots.runs, slot);
}

}  // namespace nephoscope
