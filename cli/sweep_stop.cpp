#include "cli/sweep_stop.h"

#include <fmt/format.h>

#include <charconv>

#include "cli/options.h"
#include "cli/signals.h"
#include "cli/verbs.h"

namespace nephoscope::cli {

SweepStop::SweepStop(double seconds)
    : limited_(seconds > 0),
      deadline_(std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                                       std::chrono::duration<double>(seconds))) {}

bool SweepStop::operator()() const { return stop_requested() || by_another_rank_.load() || out_of_time(); }

std::string SweepStop::reason() const {
    if (stop_requested()) return caught_signal_name();
    if (out_of_time()) return "the time limit";
    return by_another_rank_.load() ? "another rank" : "";
}

int SweepStop::exit_code() const {
    if (stop_requested()) return stop_exit_code();
    return (*this)() ? kTerminated : kDone;
}

double seconds_of(const std::string& text) {
    double number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string unit(end, text.data() + text.size());
    const double factor = unit.empty() || unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
    if (problem != std::errc() || !(number > 0) || number > 1e9 || factor == 0)
        throw UsageError(fmt::format(
            "nephoscope sweep: --time-limit is '{}' but must be a time above 0, such as 90s, 15m or 2h", text));
    return number * factor;
}

}  // namespace nephoscope::cli
