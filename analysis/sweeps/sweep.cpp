#include "analysis/sweeps/sweep.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "sim/core/parallel.h"

namespace nephoscope {

Slots choose_slots(int threads, int threads_per_run, std::size_t tasks, double bytes_per_run) {
    constexpr double kShareOfMemory = 0.8;
    const double memory = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
    const double fitting = std::clamp(kShareOfMemory * memory / std::max(1.0, bytes_per_run), 1.0, 1e6);
    const auto most = std::min(static_cast<std::size_t>(threads), static_cast<std::size_t>(fitting));
    const int useful = static_cast<int>(std::clamp<std::size_t>(tasks, 1, most));
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
