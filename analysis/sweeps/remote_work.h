#pragma once

#include <memory>

#include "analysis/sweeps/work.h"
#include "sim/run/ranks.h"

/// The ranks of one launch share the work of one store: rank 0 hands out tasks one by one as ranks ask for them, so
/// that slow points do not idle the rest, and writes all results.
namespace nephoscope {

/// On the other ranks: the work of rank 0.
std::unique_ptr<Work> remote_work(const LaunchedRanks& ranks);

/// On rank 0, in a thread of its own: answers the other ranks until each has said that it is through. A stop at one
/// rank stops all: `stop` is what rank 0 itself was asked, `stop_all` is called when another rank was.
void serve_ranks(const LaunchedRanks& ranks, StoreWork& work, const StopRequest& stop,
                 const std::function<void()>& stop_all);

}  // namespace nephoscope
