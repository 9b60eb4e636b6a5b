#include "cli/sparkline.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace nephoscope::cli {

namespace {

const char* const kBars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

/// Means of `width` stretches of equal length; NaN where a stretch has no finite value.
std::vector<double> stretches(const std::vector<double>& values, std::size_t width) {
    const std::size_t count = std::min(width, values.size());
    std::vector<double> means;
    for (std::size_t i = 0; i < count; ++i) {
        double sum = 0;
        int finite = 0;
        for (std::size_t j = i * values.size() / count; j < (i + 1) * values.size() / count; ++j)
            if (std::isfinite(values[j])) {
                sum += values[j];
                ++finite;
            }
        means.push_back(finite > 0 ? sum / finite : std::numeric_limits<double>::quiet_NaN());
    }
    return means;
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

bool utf8_locale() {
    std::string locale;
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        locale = environment(name);
        if (!locale.empty()) break;
    }
    std::transform(locale.begin(), locale.end(), locale.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
}

}  // namespace

std::string sparkline(const std::vector<double>& values, std::size_t width) {
    const std::vector<double> means = stretches(values, width);
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double mean : means)
        if (std::isfinite(mean)) {
            low = std::min(low, mean);
            high = std::max(high, mean);
        }
    if (low > high) return "";
    std::string line;
    for (const double mean : means) {
        const double height = high > low ? (mean - low) / (high - low) * 7 : 3;
        line += std::isfinite(mean) ? kBars[static_cast<std::size_t>(std::lround(height))] : " ";
    }
    return line;
}

bool terminal_shows_sparklines() {
    const std::string choice = environment("NEPHOSCOPE_SPARKLINES");
    if (choice == "always" || choice == "never") return choice == "always";
    return isatty(STDOUT_FILENO) == 1 && utf8_locale() && environment("TERM") != "dumb";
}

}  // namespace nephoscope::cli
