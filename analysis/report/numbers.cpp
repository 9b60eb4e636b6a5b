#include "analysis/report/numbers.h"

#include <fmt/format.h>

#include <cmath>

namespace nephoscope::report {

namespace {

std::string shown(double value, int decimals, const char* plus) {
    if (std::isnan(value)) return "\u2013";
    if (value == 0) return "0";
    return fmt::format("{}{:.{}f}", value < 0 ? "\u2212" : plus, std::abs(value), decimals);
}

}  // namespace

std::string level_text(double value, int decimals) { return shown(value, decimals, ""); }

std::string difference_text(double value, int decimals) { return shown(value, decimals, "+"); }

std::string interval_text(const Interval& interval, double scale, int decimals, bool with_sign) {
    if (std::isnan(interval.half_width)) return "no interval";
    const char* plus = with_sign ? "+" : "";
    return fmt::format("[{}, {}]", shown((interval.mean - interval.half_width) * scale, decimals, plus),
                       shown((interval.mean + interval.half_width) * scale, decimals, plus));
}

std::string estimate_text(const Interval& interval, double scale, int decimals, const std::string& unit) {
    return fmt::format("{} {} {}", level_text(interval.mean * scale, decimals), unit,
                       interval_text(interval, scale, decimals, false));
}

std::string difference_unit(const MetricStyle& style) { return style.unit == "%" ? "percentage points" : style.unit; }

}  // namespace nephoscope::report
