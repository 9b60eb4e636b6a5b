#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "models/theory/designs_draws.h"
#include "models/theory/dynamics_arguments.h"
#include "models/theory/sensitivity.h"

namespace nephoscope::theory {

namespace {

void check(const BootstrapOptions& options, Eigen::Index observations) {
    require(options.resamples >= 2, "resamples", options.resamples, "2 or more");
    require(options.confidence > 0 && options.confidence < 1, "confidence", options.confidence, "in (0, 1)");
    require(observations >= 2, "outputs", fmt::format("of {} observations", observations), "of 2 or more");
}

/// Row numbers drawn with replacement, a function of (seed, resample).
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

/// The quantile of `sorted` values by linear interpolation between order statistics (Hyndman & Fan 1996, type 7).
double quantile(const std::vector<double>& sorted, double probability) {
    const double position = probability * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(position));
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// Percentile intervals of the columns of `resampled` [resamples, inputs] around `value`.
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

SaltelliOutputs rows_of(const SaltelliOutputs& outputs, const std::vector<Eigen::Index>& rows) {
    SaltelliOutputs drawn;
    drawn.a = outputs.a(rows);
    drawn.b = outputs.b(rows);
    drawn.ab = outputs.ab(rows, Eigen::all);
    if (outputs.ba.size() > 0) drawn.ba = outputs.ba(rows, Eigen::all);
    return drawn;
}

bool varies(const SaltelliOutputs& outputs) {
    return (outputs.a.array() != outputs.a(0)).any() || (outputs.b.array() != outputs.a(0)).any();
}

}  // namespace

SobolEstimate estimate_sobol_indices(const SaltelliOutputs& outputs, const BootstrapOptions& options) {
    const Eigen::VectorXd first_order = saltelli_first_order(outputs);
    const Eigen::VectorXd total = jansen_total(outputs);
    check(options, outputs.a.size());
    Eigen::MatrixXd first_resampled(options.resamples, first_order.size());
    Eigen::MatrixXd total_resampled(options.resamples, total.size());
    for (int resample = 0; resample < options.resamples; ++resample) {
        const SaltelliOutputs drawn = rows_of(outputs, resampled_rows(outputs.a.size(), options.seed, resample));
        // A resample of one repeated output has no variance to share out; it says what the whole sample says.
        const bool usable = varies(drawn);
        first_resampled.row(resample) = (usable ? saltelli_first_order(drawn) : first_order).transpose();
        total_resampled.row(resample) = (usable ? jansen_total(drawn) : total).transpose();
    }
    return {with_interval(first_order, first_resampled, options.confidence),
            with_interval(total, total_resampled, options.confidence), options};
}

MorrisEstimate estimate_morris_measures(const Eigen::MatrixXd& effects, const BootstrapOptions& options) {
    const MorrisMeasures measures = morris_measures(effects);
    check(options, effects.rows());
    Eigen::MatrixXd resampled(options.resamples, effects.cols());
    for (int resample = 0; resample < options.resamples; ++resample) {
        const Eigen::MatrixXd drawn = effects(resampled_rows(effects.rows(), options.seed, resample), Eigen::all);
        resampled.row(resample) = drawn.cwiseAbs().colwise().sum() / static_cast<double>(drawn.rows());
    }
    return {measures, with_interval(measures.mu_star, resampled, options.confidence), options};
}

}  // namespace nephoscope::theory
