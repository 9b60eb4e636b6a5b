#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "models/theory/choice_nested.h"
#include "models/theory/errors.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void check_allocation(const Eigen::MatrixXd& allocation, Eigen::Index alternatives, Eigen::Index nests) {
    require_size("allocation", static_cast<long>(allocation.rows()), alternatives);
    require_size("allocation", static_cast<long>(allocation.cols()), nests);
    for (Eigen::Index j = 0; j < alternatives; ++j) {
        for (Eigen::Index m = 0; m < nests; ++m) {
            require(allocation(j, m) >= 0.0, fmt::format("allocation[{}][{}]", j, m), allocation(j, m), "at least 0");
        }
        const double total = allocation.row(j).sum();
        require(std::fabs(total - 1.0) <= 1e-9, fmt::format("allocation[{}]", j), total, "a row that sums to 1");
    }
}

/// Copies (j, m) of the alternatives, one per nest with utility u_j + log a_jm, form a two-level nested logit.
/// Copy (j, m) stands at j · nests + m.
NestedLaw choice_among_copies(const ChoiceSet& set, const Eigen::VectorXd& utility, const Eigen::MatrixXd& allocation,
                              const Eigen::VectorXd& dissimilarity) {
    const Eigen::Index nests = dissimilarity.size();
    ChoiceSet copies;
    copies.utility.resize(utility.size() * nests);
    copies.outside = set.outside ? std::optional<double>(*set.outside / set.scale) : std::nullopt;
    NestLevel level;
    level.dissimilarity = dissimilarity;
    for (Eigen::Index j = 0; j < utility.size(); ++j) {
        for (Eigen::Index m = 0; m < nests; ++m) {
            copies.utility[j * nests + m] =
                allocation(j, m) > 0.0 ? utility[j] + math::log(allocation(j, m)) : -infinity;
            level.nest.push_back(static_cast<int>(m));
        }
    }
    return nested_logit(copies, {level});
}

}  // namespace

ChoiceLaw cross_nested_logit(const ChoiceSet& set, const Eigen::MatrixXd& allocation,
                             const Eigen::VectorXd& dissimilarity) {
    const Eigen::VectorXd utility = scaled_utility(set);
    const Eigen::Index n = utility.size();
    const Eigen::Index nests = dissimilarity.size();
    check_dissimilarity("lambda", dissimilarity);
    check_allocation(allocation, n, nests);
    const NestedLaw copies = choice_among_copies(set, utility, allocation, dissimilarity);
    const Eigen::VectorXd& log_copy = copies.choice.log_probability;

    ChoiceLaw law = copies.choice;
    law.scale = set.scale;
    law.nests.clear();
    law.probability.resize(n);
    law.log_probability.resize(n);
    for (Eigen::Index j = 0; j < n; ++j) {
        law.log_probability[j] = math::log_sum_exp(log_copy.data() + j * nests, static_cast<int>(nests));
        law.probability[j] = math::exp(law.log_probability[j]);
    }
    for (Eigen::Index m = 0; m < nests; ++m) {
        NestEffect effect{1.0 / dissimilarity[m] - 1.0, Eigen::VectorXd(n), Eigen::VectorXd::Zero(n)};
        for (Eigen::Index j = 0; j < n; ++j) {
            effect.conditional[j] = copies.levels[0].within[j * nests + m];
            if (law.log_probability[j] == -infinity) continue;
            effect.membership[j] = math::exp(log_copy[j * nests + m] - law.log_probability[j]);
        }
        if (effect.weight > 0.0) law.nests.push_back(std::move(effect));
    }
    return law;
}

}  // namespace nephoscope::theory
