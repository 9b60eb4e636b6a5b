#pragma once

#include <string>
#include <vector>

#include "analysis/sweeps/store.h"

namespace nephoscope {

/// What a store holds at a moment, for whoever looks at it.
struct StoreStatus {
    Store::Counts counts;
    int running = 0;            ///< runs that somebody has claimed; 0 where the file system has no locks
    double runs_per_hour = 0;   ///< over the last runs that finished; NaN before there are two
    double seconds_left = 0;    ///< at that rate; NaN when it is unknown
    double seconds_silent = 0;  ///< since the last run finished; NaN before there is one
    struct Failure {
        std::size_t point = 0;
        int replication = 0;
        std::string message, command;
    };
    std::vector<Failure> failures;  ///< the first few
};

/// `now` in seconds since 1970; `failures_shown` at most so many are read.
StoreStatus status_of(const Store& store, double now, std::size_t failures_shown);

/// The same in lines for a terminal.
std::string status_text(const Store& store, const StoreStatus& status);

}  // namespace nephoscope
