#include "analysis/sweeps/sensitivity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/sweeps/study_points.h"
#include "sim/io/diagnostics.h"

namespace nephoscope {

namespace {

double mean_of_finite(const Eigen::MatrixXd& values) {
    const auto finite = values.array().isFinite();
    return finite.select(values.array(), 0).sum() / static_cast<double>(finite.count());
}

/// Parameters by falling strength; those of equal strength stay in the study's order.
std::vector<std::size_t> ranked_by(const Eigen::VectorXd& strength) {
    std::vector<std::size_t> order(static_cast<std::size_t>(strength.size()));
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return strength(static_cast<Eigen::Index>(a)) > strength(static_cast<Eigen::Index>(b));
    });
    return order;
}

/// Whole samples: base points or trajectories without a run that failed.
int whole_samples(const Study& study, const Eigen::MatrixXd& values) {
    const bool saltelli = study.design == DesignKind::saltelli;
    const auto inputs = static_cast<Eigen::Index>(study.parameters.size());
    const Eigen::Index samples = study.design_size, length = saltelli ? inputs + 2 : inputs + 1;
    int whole = 0;
    for (Eigen::Index sample = 0; sample < samples; ++sample) {
        bool finite = true;
        for (Eigen::Index i = 0; i < length; ++i)
            finite = finite && values.row(saltelli ? i * samples + sample : sample * length + i).allFinite();
        whole += finite ? 1 : 0;
    }
    return whole;
}

OutcomeSensitivity analyse_outcome(const Study& study, const StudyOutcomeValues& outcome,
                                   const theory::BootstrapOptions& options) {
    const DesignSize design{study.design, study.design_seed, study.design_size, study.design_levels,
                            static_cast<int>(study.parameters.size())};
    OutcomeSensitivity found;
    found.outcome = &outcome;
    found.mean = mean_of_finite(outcome.values);
    found.estimated = whole_samples(study, outcome.values) >= 2;
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
