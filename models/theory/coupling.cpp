#include "models/theory/coupling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "models/theory/choice.h"
#include "models/theory/errors.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

ChoiceLaw law_of(const Eigen::VectorXd& utility) {
    ChoiceSet set;
    set.utility = utility;
    return logit(set);
}

/// The laws of the two choices and the increments that order their joint law.
struct Coupling {
    Eigen::VectorXd before, after;  ///< utilities, shape [alternatives]
    Eigen::VectorXd increment;  ///< d; +∞ for an alternative added, −∞ for one removed, NaN for one never there
    std::vector<double> breakpoint;  ///< the distinct d in ascending order
};

Coupling arrange(const Eigen::VectorXd& before, const Eigen::VectorXd& after) {
    Coupling coupling{before, after, Eigen::VectorXd(before.size()), {}};
    for (Eigen::Index k = 0; k < before.size(); ++k) {
        coupling.increment[k] = after[k] - before[k];
        if (!std::isnan(coupling.increment[k])) coupling.breakpoint.push_back(coupling.increment[k]);
    }
    std::vector<double>& points = coupling.breakpoint;
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    return coupling;
}

/// log D(s) with D(s) = Σ_k max(e^{u_k}, e^{v_k − s}); for s = −∞ use log_shifted_total.
double log_total(const Coupling& coupling, double s) {
    Eigen::VectorXd term(coupling.before.size());
    for (Eigen::Index k = 0; k < term.size(); ++k) {
        term[k] = std::fmax(coupling.before[k], coupling.after[k] == -infinity ? -infinity : coupling.after[k] - s);
    }
    return math::log_sum_exp(term.data(), static_cast<int>(term.size()));
}

/// log(e^s D(s)), which stays finite for s → −∞.
double log_shifted_total(const Coupling& coupling, double s) {
    Eigen::VectorXd term(coupling.before.size());
    for (Eigen::Index k = 0; k < term.size(); ++k) {
        term[k] = std::fmax(coupling.after[k], coupling.before[k] == -infinity ? -infinity : coupling.before[k] + s);
    }
    return math::log_sum_exp(term.data(), static_cast<int>(term.size()));
}

/// log ∫ e^{−s} / D(s)² ds between neighbouring breakpoints, where D(s) = A + B e^{−s}:
/// the integral is (e^{−s₀} − e^{−s₁}) / (D(s₀) D(s₁)), written so that nothing cancels or overflows.
double log_piece(const Coupling& coupling, double from, double to) {
    const double length = math::log(-math::expm1(from - to));
    return length - log_shifted_total(coupling, from) - log_total(coupling, to);
}

/// T_ij for i ≠ j.
double switching(const Coupling& coupling, const std::vector<double>& log_pieces, Eigen::Index i, Eigen::Index j) {
    double sum = 0.0;
    for (std::size_t r = 0; r < log_pieces.size(); ++r) {
        const bool inside =
            coupling.breakpoint[r] >= coupling.increment[i] && coupling.breakpoint[r + 1] <= coupling.increment[j];
        if (inside) sum += math::exp(coupling.before[i] + coupling.after[j] + log_pieces[r]);
    }
    return sum;
}

Eigen::MatrixXd transition_matrix(const Coupling& coupling) {
    std::vector<double> log_pieces;
    for (std::size_t r = 0; r + 1 < coupling.breakpoint.size(); ++r) {
        log_pieces.push_back(log_piece(coupling, coupling.breakpoint[r], coupling.breakpoint[r + 1]));
    }
    const Eigen::Index n = coupling.before.size();
    Eigen::MatrixXd transition = Eigen::MatrixXd::Zero(n, n);
    for (Eigen::Index i = 0; i < n; ++i) {
        for (Eigen::Index j = 0; j < n; ++j) {
            if (i != j && coupling.increment[j] > coupling.increment[i]) {
                transition(i, j) = switching(coupling, log_pieces, i, j);
            }
        }
        if (std::isfinite(coupling.increment[i])) {
            transition(i, i) = math::exp(coupling.before[i] - log_total(coupling, coupling.increment[i]));
        }
    }
    return transition;
}

}  // namespace

JointChoice joint_choice(const Eigen::VectorXd& before, const Eigen::VectorXd& after) {
    require_size("d", static_cast<long>(after.size()), static_cast<long>(before.size()));
    const Eigen::Index n = before.size();
    JointChoice joint;
    joint.before = law_of(before).probability;
    try {
        joint.after = law_of(after).probability;
    } catch (const ArgumentError& error) {
        throw ArgumentError("d", "such that the utilities after it are refused (" + std::string(error.what()) + ")",
                            "finite, or −∞ for some alternatives");
    }
    joint.transition = transition_matrix(arrange(before, after));
    joint.after_given_before = Eigen::MatrixXd::Zero(n, n);
    joint.coupled_share_variance.resize(n);
    joint.independent_share_variance.resize(n);
    for (Eigen::Index j = 0; j < n; ++j) {
        const double stay = joint.transition(j, j);
        double gain = 0.0, loss = 0.0;
        for (Eigen::Index i = 0; i < n; ++i) {
            gain += i == j ? 0.0 : joint.transition(i, j);
            loss += i == j ? 0.0 : joint.transition(j, i);
        }
        joint.switch_probability += loss;
        joint.coupled_share_variance[j] = gain + loss - (gain - loss) * (gain - loss);
        joint.independent_share_variance[j] =
            joint.before[j] * (1.0 - joint.before[j]) + joint.after[j] * (1.0 - joint.after[j]);
        if (joint.before[j] > 0.0) joint.after_given_before.row(j) = joint.transition.row(j) / (stay + loss);
    }
    return joint;
}

double gumbel_from_uniform(double u) {
    require(u > 0.0 && u < 1.0, "u", u, "in (0, 1)");
    const double log_u = u < 0.5 ? math::log(u) : math::log1p(u - 1.0);
    return -math::log(-log_u);
}

GumbelMoments gumbel_moments() {
    const double pi_squared = 9.8696044010893586188;
    const double pi_cubed = 31.006276680299820175;
    const double zeta_3 = 1.2020569031595942854;  // Apéry's constant
    return {euler_constant, pi_squared / 6.0, 12.0 * std::sqrt(6.0) * zeta_3 / pi_cubed, -math::log(math::log(2.0))};
}

double expected_maximum(const Eigen::VectorXd& utility) { return law_of(utility).logsum + euler_constant; }

Eigen::VectorXd expected_utility_given_choice(const Eigen::VectorXd& utility, int chosen) {
    const ChoiceLaw law = law_of(utility);
    const bool exists = chosen >= 0 && chosen < utility.size() && utility[chosen] > -infinity;
    require(exists, "chosen", chosen, "the index of an available alternative");
    Eigen::VectorXd expected(utility.size());
    for (Eigen::Index k = 0; k < utility.size(); ++k) {
        // Given that k loses, E(u_k + ε_k) = u_k + γ + p log p / (1 − p) with p = P_k; the limit at p = 0 is u_k + γ.
        double others = 0.0;
        for (Eigen::Index i = 0; i < utility.size(); ++i) others += i == k ? 0.0 : law.probability[i];
        const double p = law.probability[k];
        const double log_p = p < 0.5 ? law.log_probability[k] : math::log1p(-others);
        const double shift = others == 0.0 ? -1.0 : (p == 0.0 ? 0.0 : p * log_p / others);
        expected[k] = utility[k] + euler_constant + shift;
    }
    expected[chosen] = law.logsum + euler_constant;
    return expected;
}

}  // namespace nephoscope::theory
