#pragma once

#include <functional>
#include <optional>

#include "analysis/sweeps/work.h"

namespace nephoscope {

/// Carries out one task on so many threads; nothing when it was stopped. A run that leaves the model's domain, or a
/// point whose values do not fit together, gives a record with a message; what the machine lacks is thrown.
using Runner = std::function<std::optional<RunRecord>(const Task& task, int threads, const StopRequest& stop)>;

/// How the threads of a process are used; none of it changes results.
struct Slots {
    int runs = 1;  ///< side by side
    int threads_per_run = 1;
};
/// `threads_per_run` 0: one while there are as many tasks as threads. No more runs than fit into four fifths of the
/// machine's memory, when each needs `bytes_per_run`.
Slots choose_slots(int threads, int threads_per_run, std::size_t tasks, double bytes_per_run);

/// Works until there is no more, or a stop was asked for. The first exception of a slot stops the others and is thrown.
void carry_out(Work& work, const Runner& runner, const Slots& slots, const StopRequest& stop);

}  // namespace nephoscope
