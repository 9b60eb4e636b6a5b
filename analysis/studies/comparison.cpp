#include "analysis/studies/comparison.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "sim/core/error.h"

namespace nephoscope {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double mean_of(const std::vector<double>& values) {
    // Around the first value, so that equal values give exactly that value and equal pairs exactly 0.
    double sum = 0;
    for (const double value : values) sum += value - values.front();
    return values.front() + sum / static_cast<double>(values.size());
}

double variance_of(const std::vector<double>& values) {
    if (values.size() < 2) return kUnknown;
    const double mean = mean_of(values);
    double sum = 0;
    for (const double value : values) sum += (value - mean) * (value - mean);
    return sum / static_cast<double>(values.size() - 1);
}

double reduction(const std::vector<double>& base, const std::vector<double>& alternative,
                 const std::vector<double>& difference) {
    const double apart = variance_of(base) + variance_of(alternative), paired = variance_of(difference);
    if (paired == 0) return apart == 0 ? kUnknown : std::numeric_limits<double>::infinity();
    return apart / paired;
}

double share_with_sign(const std::vector<double>& differences, double mean) {
    if (mean == 0) return 0;
    const auto same = std::count_if(differences.begin(), differences.end(), [&](double d) { return d * mean > 0; });
    return static_cast<double>(same) / static_cast<double>(differences.size());
}

}  // namespace

Interval mean_interval(const std::vector<double>& values, double level) {
    if (values.empty()) return {kUnknown, kUnknown, 0};
    const auto n = static_cast<double>(values.size());
    Interval interval{mean_of(values), kUnknown, static_cast<int>(values.size())};
    if (values.size() < 2) return interval;
    const double t = boost::math::quantile(boost::math::students_t(n - 1), 0.5 + level / 2);
    interval.half_width = t * std::sqrt(variance_of(values) / n);
    return interval;
}

bool excludes_zero(const Interval& difference) { return std::abs(difference.mean) > difference.half_width; }

std::vector<PairedDifference> compare_headlines(const Headlines& base, const Headlines& alternative) {
    std::vector<PairedDifference> rows;
    for (std::size_t b = 0; b < base.keys.size(); ++b) {
        const auto found = std::find(alternative.keys.begin(), alternative.keys.end(), base.keys[b]);
        if (found == alternative.keys.end()) continue;
        const std::vector<double>& x = base.values[b];
        const std::vector<double>& y = alternative.values[static_cast<std::size_t>(found - alternative.keys.begin())];
        if (x.size() != y.size())
            throw ArgumentError("replications", std::to_string(y.size()),
                                "the same in both scenarios (" + std::to_string(x.size()) + ")");
        if (x.empty() || std::isnan(x.front()) || std::isnan(y.front())) continue;  // absent from one of them
        std::vector<double> difference;
        for (std::size_t r = 0; r < x.size(); ++r) difference.push_back(y[r] - x[r]);
        PairedDifference row{base.keys[b], mean_interval(x), mean_interval(y), mean_interval(difference), kUnknown, 0};
        row.variance_reduction = reduction(x, y, difference);
        row.sign_share = share_with_sign(difference, row.difference.mean);
        rows.push_back(row);
    }
    return rows;
}

}  // namespace nephoscope
