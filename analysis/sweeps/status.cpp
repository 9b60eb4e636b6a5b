#include "analysis/sweeps/status.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/sweeps/claims.h"

namespace nephoscope {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kRunsForRate = 200;

std::string duration(double seconds) {
    if (!std::isfinite(seconds)) return "unknown";
    if (seconds < 120) return fmt::format("{:.0f} s", seconds);
    if (seconds < 2 * 3600) return fmt::format("{:.0f} min", seconds / 60);
    return fmt::format("{:.1f} h", seconds / 3600);
}

}  // namespace

StoreStatus status_of(const Store& store, double now, std::size_t failures_shown) {
    StoreStatus status;
    status.counts = store.counts();
    status.running = Claims::held(store.folder());
    std::vector<double> times = store.finish_times();
    std::sort(times.begin(), times.end());
    const std::size_t used = std::min(times.size(), kRunsForRate);
    const double span = used < 2 ? 0 : times.back() - times[times.size() - used];
    status.runs_per_hour = span > 0 ? static_cast<double>(used - 1) / span * 3600 : kUnknown;
    status.seconds_left = static_cast<double>(status.counts.left()) / status.runs_per_hour * 3600;
    status.seconds_silent = times.empty() ? kUnknown : now - times.back();
    const Plan& plan = store.plan();
    for (std::size_t p = 0; status.counts.failed > 0 && p < plan.points.size(); ++p)
        for (int r = 0; r < plan.replications && status.failures.size() < failures_shown; ++r)
            if (store.state(p, r) == Store::State::failed) {
                const RunRecord record = store.read(p, r);
                status.failures.push_back({p, r, record.message, record.command});
            }
    return status;
}

std::string status_text(const Store& store, const StoreStatus& status) {
    const Plan& plan = store.plan();
    const Store::Counts& counts = status.counts;
    std::string text = fmt::format("{}: study {}, {} points x {} replications = {} runs\n", store.folder(), plan.name,
                                   plan.points.size(), plan.replications, counts.runs);
    text += fmt::format("  done {}, failed {}, left {}, of which running {}\n", counts.done, counts.failed,
                        counts.left(), status.running);
    if (std::isfinite(status.runs_per_hour))
        text += fmt::format("  {:.0f} runs per hour; the last finished {} ago", status.runs_per_hour,
                            duration(status.seconds_silent));
    if (std::isfinite(status.runs_per_hour) && counts.left() > 0)
        text += fmt::format("; at that rate {} left", duration(status.seconds_left));
    if (std::isfinite(status.runs_per_hour)) text += '\n';
    for (const std::string& path : store.torn_segments())
        text += fmt::format(
            "  {}: ends in a cut run, as a killed or working process leaves it; that run counts as left\n", path);
    const std::vector<std::string> missing = store.missing_segments();
    if (!missing.empty() && counts.left() > 0)
        text += fmt::format("  missing segments: {}; restore them\n", fmt::join(missing, ", "));
    for (const StoreStatus::Failure& failure : status.failures)
        text += fmt::format("  point {}, replication {} failed: {}\n    again: {}\n", failure.point,
                            failure.replication, failure.message, failure.command);
    if (status.failures.size() < counts.failed)
        text += fmt::format("  and {} more failed\n", counts.failed - status.failures.size());
    return text;
}

}  // namespace nephoscope
