#pragma once

#include <atomic>
#include <chrono>
#include <string>

#include "analysis/sweeps/work.h"

namespace nephoscope::cli {

/// Why a sweep ends before its work does: a signal, --time-limit, or another rank's stop.
class SweepStop {
public:
    /// `seconds` from now; 0 for no limit.
    explicit SweepStop(double seconds);
    bool operator()() const;
    void because_of_another_rank() { by_another_rank_ = true; }
    /// "SIGTERM", "the time limit" ...; empty while nothing has stopped it.
    std::string reason() const;
    int exit_code() const;  ///< 130 after SIGINT, else 143; 0 while nothing has stopped it

private:
    bool out_of_time() const { return limited_ && std::chrono::steady_clock::now() >= deadline_; }
    bool limited_;
    std::chrono::steady_clock::time_point deadline_;
    std::atomic<bool> by_another_rank_{false};
};

/// "90", "90s", "15m", "2h" in seconds. Throws UsageError.
double seconds_of(const std::string& text);

}  // namespace nephoscope::cli
