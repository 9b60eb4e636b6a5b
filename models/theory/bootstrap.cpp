#include "models/theory/bootstrap.h"

#include <algorithm>
#include <cmath>

#include "models/theory/designs_draws.h"
#include "models/theory/dynamics_arguments.h"

namespace nephoscope::theory {

namespace {

/// The quantile of `sorted` values by linear interpolation between order statistics (Hyndman & Fan 1996, type 7).
double quantile(const std::vector<double>& sorted, double probability) {
    const double position = probability * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(position));
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

void check_bootstrap(const BootstrapOptions& options, Eigen::Index observations) {
    require(options.resamples >= 2, "resamples", options.resamples, "2 or more");
    require(options.confidence > 0 && options.confidence < 1, "confidence", options.confidence, "in (0, 1)");
    require(observations >= 2, "outputs", fmt::format("of {} observations", observations), "of 2 or more");
}

std::vector<Eigen::Index> resampled_rows(Eigen::Index rows, std::uint64_t seed, int resample) {
    std::vector<Eigen::Index> drawn(static_cast<std::size_t>(rows));
    for (std::size_t i = 0; i < drawn.size(); i += 4) {
        const Words words = design_words(seed, DrawPurpose::bootstrap, static_cast<std::uint32_t>(i / 4),
                                         static_cast<std::uint32_t>(resample));
        for (std::size_t j = i; j < std::min(i + 4, drawn.size()); ++j) {
            drawn[j] = integer_below(words[j - i], static_cast<std::uint32_t>(rows));
        }
    }
    return drawn;
}

IntervalEstimate with_interval(const Eigen::VectorXd& value, const Eigen::MatrixXd& resampled, double confidence) {
    IntervalEstimate estimate{value, value, value};
    for (Eigen::Index i = 0; i < value.size(); ++i) {
        const auto column = resampled.col(i);
        std::vector<double> sorted(column.begin(), column.end());
        std::sort(sorted.begin(), sorted.end());
        estimate.lower(i) = quantile(sorted, (1 - confidence) / 2);
        estimate.upper(i) = quantile(sorted, (1 + confidence) / 2);
    }
    return estimate;
}

}  // namespace nephoscope::theory
