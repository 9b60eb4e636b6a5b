#include "models/theory/choice.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "models/theory/errors.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

bool is_available(const ChoiceSet& set, Eigen::Index j) {
    return set.available.empty() || set.available[static_cast<std::size_t>(j)] != 0;
}

void check(const ChoiceSet& set) {
    require(set.scale > 0.0 && set.scale < infinity, "scale", set.scale, "positive and finite");
    if (!set.available.empty()) {
        require_size("available", static_cast<long>(set.available.size()), set.utility.size());
    }
    for (const std::uint8_t mark : set.available) require(mark <= 1, "available", mark, "0 or 1");
    for (Eigen::Index j = 0; j < set.utility.size(); ++j) {
        require(set.utility[j] < infinity, fmt::format("u[{}]", j), set.utility[j], "a number below infinity");
    }
    if (set.outside) {
        require(std::isfinite(*set.outside), "outside", *set.outside, "finite, or absent");
        return;
    }
    bool some_utility = false;
    for (Eigen::Index j = 0; j < set.utility.size(); ++j) {
        some_utility = some_utility || set.utility[j] > -infinity;
        if (set.utility[j] > -infinity && is_available(set, j)) return;
    }
    throw ArgumentError(some_utility ? "available" : "u", "an empty choice set",
                        "non-empty when there is no outside option");
}

}  // namespace

Eigen::VectorXd scaled_utility(const ChoiceSet& set) {
    check(set);
    Eigen::VectorXd scaled(set.utility.size());
    for (Eigen::Index j = 0; j < scaled.size(); ++j) {
        scaled[j] = is_available(set, j) ? set.utility[j] / set.scale : -infinity;
    }
    return scaled;
}

ChoiceLaw logit(const ChoiceSet& set) {
    const Eigen::VectorXd utility = scaled_utility(set);
    const double outside = set.outside ? *set.outside / set.scale : -infinity;
    const double highest = utility.size() > 0 ? std::fmax(outside, utility.maxCoeff()) : outside;

    Eigen::VectorXd attraction(utility.size());
    double total = math::exp(outside - highest);
    for (Eigen::Index j = 0; j < utility.size(); ++j) {
        attraction[j] = math::exp(utility[j] - highest);
        total += attraction[j];
    }
    ChoiceLaw law;
    law.scale = set.scale;
    const double log_total = math::log(total);
    law.logsum = highest + log_total;
    law.probability = attraction / total;
    law.log_probability = (utility.array() - highest) - log_total;
    law.outside_probability = math::exp(outside - highest) / total;
    law.outside_log_probability = (outside - highest) - log_total;
    return law;
}

Eigen::MatrixXd log_probability_derivative(const ChoiceLaw& law) {
    const Eigen::Index n = law.probability.size();
    Eigen::MatrixXd derivative(n, n);
    for (Eigen::Index k = 0; k < n; ++k) {
        derivative.row(k) = -law.probability.transpose();
        for (const NestEffect& nest : law.nests) {
            if (nest.membership[k] > 0.0) {
                derivative.row(k) -= nest.weight * nest.membership[k] * nest.conditional.transpose();
            }
        }
        derivative(k, k) = 0.0;
        derivative(k, k) = law.outside_probability - derivative.row(k).sum();
        if (law.log_probability[k] == -infinity) derivative.row(k).setZero();
    }
    return derivative / law.scale;
}

Eigen::MatrixXd probability_derivative(const ChoiceLaw& law) {
    return law.probability.asDiagonal() * log_probability_derivative(law);
}

Eigen::VectorXd outside_derivative(const ChoiceLaw& law) {
    return -law.outside_probability / law.scale * law.probability;
}

}  // namespace nephoscope::theory
