#include "models/theory/inertia.h"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <limits>
#include <vector>

#include "models/theory/dynamics_arguments.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

void check(const InertiaChain& chain) {
    require_finite_elements("utility", chain.utility);
    require_finite_argument("inertia", chain.inertia);
    require(chain.hazard > 0 && chain.hazard <= 1, "hazard", chain.hazard, "in (0, 1]");
}

double logistic(double x) { return 1 / (1 + math::exp(-x)); }

/// log Σ_k exp(v_k + κ·1{k = i}): the logsum of an agent that now uses alternative i.
double logsum_of_user(const InertiaChain& chain, Eigen::Index user) {
    Eigen::VectorXd utility = chain.utility;
    utility(user) += chain.inertia;
    return math::log_sum_exp(utility.data(), static_cast<int>(utility.size()));
}

/// 1 − P_ii from the other entries of the row, which keeps its digits when P_ii is near 1.
double leaving_probability(const Eigen::MatrixXd& transition, Eigen::Index user) {
    double sum = 0;
    for (Eigen::Index j = 0; j < transition.cols(); ++j) {
        if (j != user) sum += transition(user, j);
    }
    return sum;
}

}  // namespace

Eigen::MatrixXd transition_matrix(const InertiaChain& chain) {
    check(chain);
    const Eigen::Index n = chain.utility.size();
    Eigen::MatrixXd transition(n, n);
    for (Eigen::Index i = 0; i < n; ++i) {
        const double logsum = logsum_of_user(chain, i);
        for (Eigen::Index j = 0; j < n; ++j) {
            const double bonus = i == j ? chain.inertia : 0.0;
            transition(i, j) = chain.hazard * math::exp(chain.utility(j) + bonus - logsum);
        }
        transition(i, i) += 1 - chain.hazard;
    }
    return transition;
}

Eigen::VectorXd stationary_shares(const InertiaChain& chain) {
    check(chain);
    const Eigen::Index n = chain.utility.size();
    Eigen::VectorXd weight(n);
    for (Eigen::Index i = 0; i < n; ++i) weight(i) = chain.utility(i) + logsum_of_user(chain, i);
    const double total = math::log_sum_exp(weight.data(), static_cast<int>(n));
    Eigen::VectorXd shares(n);
    for (Eigen::Index i = 0; i < n; ++i) shares(i) = math::exp(weight(i) - total);
    return shares;
}

double churn_rate(const Eigen::MatrixXd& transition, const Eigen::VectorXd& shares) {
    double rate = 0;
    for (Eigen::Index i = 0; i < shares.size(); ++i) rate += shares(i) * leaving_probability(transition, i);
    return rate;
}

Eigen::VectorXd expected_tenure(const Eigen::MatrixXd& transition) {
    Eigen::VectorXd tenure(transition.rows());
    for (Eigen::Index i = 0; i < transition.rows(); ++i) tenure(i) = 1 / leaving_probability(transition, i);
    return tenure;
}

Eigen::VectorXd shares_after(const Eigen::MatrixXd& transition, const Eigen::VectorXd& initial, std::int64_t periods) {
    require(periods >= 0, "periods", periods, "0 or more");
    require(initial.size() == transition.rows(), "initial", fmt::format("of length {}", initial.size()),
            fmt::format("of length {}", transition.rows()));
    require_distribution("initial", initial);
    Eigen::RowVectorXd shares = initial.transpose();
    Eigen::MatrixXd power = transition;
    for (std::int64_t left = periods; left > 0; left /= 2) {
        if (left % 2 == 1) shares = shares * power;
        if (left > 1) power = power * power;
    }
    return shares.transpose();
}

double second_eigenvalue(const InertiaChain& chain) {
    const Eigen::MatrixXd transition = transition_matrix(chain);
    const Eigen::Index n = transition.rows();
    if (n == 1) return 0;
    if (n == 2) return 1 - leaving_probability(transition, 0) - leaving_probability(transition, 1);
    // Reversibility makes D^{1/2} P D^{-1/2} symmetric, D = diag(π), with the eigenvalues of P.
    Eigen::MatrixXd symmetric(n, n);
    for (Eigen::Index i = 0; i < n; ++i) {
        for (Eigen::Index j = 0; j < n; ++j) symmetric(i, j) = std::sqrt(transition(i, j) * transition(j, i));
    }
    const Eigen::VectorXd values =
        Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(symmetric, Eigen::EigenvaluesOnly).eigenvalues();
    const double lowest = values(0);  // eigenvalues ascend; the last one is 1
    const double next = values(n - 2);
    return std::fabs(lowest) > std::fabs(next) ? lowest : next;
}

RepeatPurchase spurious_state_dependence(double weight, double difference_a, double difference_b) {
    require(weight > 0 && weight < 1, "weight", weight, "in (0, 1)");
    require_finite_argument("difference_a", difference_a);
    require_finite_argument("difference_b", difference_b);
    const double a = logistic(difference_a), not_a = logistic(-difference_a);
    const double b = logistic(difference_b), not_b = logistic(-difference_b);
    const double both_first = weight * a * a + (1 - weight) * b * b;
    const double both_second = weight * not_a * not_a + (1 - weight) * not_b * not_b;
    const double one_each = weight * a * not_a + (1 - weight) * b * not_b;
    RepeatPurchase result;
    result.share = weight * a + (1 - weight) * b;
    result.repeat_rate = both_first / result.share;
    result.naive_inertia = (math::log(both_first / one_each) + math::log(both_second / one_each)) / 2;
    return result;
}

}  // namespace nephoscope::theory
