#include "analysis/sweeps/sensitivity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "analysis/sweeps/study_points.h"
#include "sim/io/diagnostics.h"

namespace nephoscope {

namespace {

double mean_of_finite(const Eigen::MatrixXd& values) {
    const auto finite = values.array().isFinite();
    return finite.select(values.array(), 0).sum() / static_cast<double>(finite.count());
}

DesignSize size_of(const Study& study) {
    return {study.design, study.design_seed, study.design_size, study.design_levels,
            static_cast<int>(study.parameters.size())};
}

/// Parameters by falling strength, unknown strength last; those of equal strength stay in the study's order.
std::vector<std::size_t> ranked_by(const Eigen::VectorXd& strength) {
    std::vector<std::size_t> order(static_cast<std::size_t>(strength.size()));
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto known = [&](std::size_t p) {
        const double value = strength(static_cast<Eigen::Index>(p));
        return std::isnan(value) ? -std::numeric_limits<double>::infinity() : value;
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return known(a) > known(b); });
    return order;
}

/// Whether two base points have no failed run, or some parameter two effects.
bool can_be_estimated(const Study& study, const Eigen::MatrixXd& values) {
    const bool saltelli = study.design == DesignKind::saltelli;
    const auto inputs = static_cast<Eigen::Index>(study.parameters.size());
    const Eigen::Index samples = study.design_size;
    const auto finite = [&](Eigen::Index row) { return values.row(row).allFinite(); };
    Eigen::Index base_points = 0;
    for (Eigen::Index sample = 0; saltelli && sample < samples; ++sample) {
        bool whole = true;
        for (Eigen::Index block = 0; block < inputs + 2; ++block) whole = whole && finite(block * samples + sample);
        base_points += whole ? 1 : 0;
    }
    if (saltelli) return base_points >= 2;
    const Eigen::MatrixXd unit = unit_points(size_of(study));
    Eigen::VectorXi effects = Eigen::VectorXi::Zero(inputs);
    for (Eigen::Index row = 0; row + 1 < unit.rows(); ++row)
        for (Eigen::Index input = 0; input < inputs && (row + 1) % (inputs + 1) != 0; ++input)
            if (unit(row, input) != unit(row + 1, input) && finite(row) && finite(row + 1)) ++effects(input);
    return effects.maxCoeff() >= 2;
}

OutcomeSensitivity analyse_outcome(const Study& study, const StudyOutcomeValues& outcome,
                                   const theory::BootstrapOptions& options) {
    const DesignSize design = size_of(study);
    OutcomeSensitivity found;
    found.outcome = &outcome;
    found.mean = mean_of_finite(outcome.values);
    found.estimated = can_be_estimated(study, outcome.values);
    if (!found.estimated) return found;
    if (study.design == DesignKind::saltelli) {
        found.sobol = theory::estimate_replicated_sobol(saltelli_design_of_size(design), outcome.values, options);
        found.ranked = ranked_by(found.sobol.total.value);
    } else {
        found.morris = theory::estimate_replicated_morris(unit_points(design), outcome.values, options);
        found.ranked = ranked_by(found.morris.mu_star.value);
    }
    return found;
}

}  // namespace

std::vector<OutcomeSensitivity> analyse(const StudyResults& results, const theory::BootstrapOptions& options) {
    const Study& study = results.study;
    if (study.design != DesignKind::saltelli && study.design != DesignKind::morris)
        throw InputError(fmt::format("{}: its design is '{}', but 'morris' or 'saltelli' is what tells effects apart\n",
                                     results.path, design_name(study.design)));
    std::vector<OutcomeSensitivity> analyses;
    for (const StudyOutcomeValues& outcome : results.outcomes)
        analyses.push_back(analyse_outcome(study, outcome, options));
    return analyses;
}

}  // namespace nephoscope
