#pragma once

#include <cstddef>
#include <string>

#include "analysis/sweeps/study.h"

namespace nephoscope {

/// What a study will take, told before its first run. Rough: from benchmarked costs per agent and month.
struct StudyEstimate {
    std::size_t points = 0;
    std::size_t runs = 0;     ///< points × replications × scenarios
    double core_seconds = 0;  ///< on one core
    double seconds = 0;       ///< on `threads`
    int threads = 0;
    double memory_bytes = 0;    ///< of one process that uses `threads`
    double disk_bytes = 0;      ///< of the store and of the collected results
    std::size_t unsound = 0;    ///< points whose values do not fit together: they will fail, the others go on
    std::size_t looked_at = 0;  ///< points that were looked at for that
    std::string first_unsound;  ///< what is wrong with the first of them
};

/// `threads` 0: all that the process may use. Looks at the first 200 points at most. Throws ArgumentError when
/// none of these is sound.
StudyEstimate estimate(const Study& study, int threads);

}  // namespace nephoscope
