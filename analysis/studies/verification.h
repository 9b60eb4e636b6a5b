#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/core/ranks.h"

namespace nephoscope {

struct VerificationOptions {
    int replications = 0;  ///< the first so many; 0: all
    int threads = 0;
    const Ranks* ranks = &Ranks::alone();  ///< that split the customers of every run
    std::function<void(int done, int total, double seconds)> progress;
    std::function<bool()> stop_requested;
};

struct RunCheck {
    std::string scenario;
    int replication = 0;
    std::string stored, found;
    bool same() const { return stored == found; }
};

struct Verification {
    std::vector<RunCheck> runs;  ///< by scenario, then replication; runs that the file does not hold are left out
    bool finished = true;
    std::size_t same() const;
};

/// Runs the input stored in a results file again, from the file alone, and compares result hashes. Needs no other file
/// and writes none. Throws FormatError for another results_version, InputError when the stored input does not read.
Verification verify(const std::string& path, const VerificationOptions& options);

}  // namespace nephoscope
