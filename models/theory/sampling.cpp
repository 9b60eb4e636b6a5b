#include "models/theory/sampling.h"

#include <cmath>
#include <numbers>

#include "models/theory/dynamics_arguments.h"
#include "models/theory/screens.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

void check_sample(const Eigen::VectorXd& true_shares, std::int64_t agents) {
    require_distribution("true_shares", true_shares);
    require(agents >= 1, "agents", agents, "1 or more");
}

/// x^a e^−x / Γ(a + 1) for a = degrees/2, by the recursion Γ(a + 1) = aΓ(a) from Γ(1/2) or Γ(1).
double gamma_density_term(double x, int degrees) {
    const bool odd = degrees % 2 == 1;
    double log_term = -x + degrees / 2.0 * math::log(x);
    double scale = odd ? 2 / std::sqrt(std::numbers::pi) : 1.0;  // 1/Γ(3/2) or 1/Γ(1)
    for (int d = odd ? 3 : 2; d <= degrees; d += 2) {
        scale /= d / 2.0;
        if (scale < 1e-200) {
            log_term += math::log(scale);
            scale = 1;
        }
    }
    return math::exp(log_term) * scale;
}

/// Q(a, x) by its continued fraction (modified Lentz), for x > a + 1.
double upper_gamma_fraction(double a, double x) {
    double b = x + 1 - a;
    double c = 1e300;
    double d = 1 / b;
    double h = d;
    for (int i = 1; i <= 10000; ++i) {
        const double numerator = -i * (i - a);
        b += 2;
        d = 1 / (numerator * d + b);
        c = b + numerator / c;
        const double factor = d * c;
        h *= factor;
        if (std::fabs(factor - 1) <= 3e-16) return h;
    }
    throw NoConvergence("the tail of the chi-squared law", h, 10000);
}

/// γ(a, x) / (x^a e^−x / Γ(a + 1)) = Σ_n x^n / ((a + 1)…(a + n)).
double lower_gamma_series(double a, double x) {
    double term = 1, sum = 1;
    for (int n = 1; n <= 100000; ++n) {
        term *= x / (a + n);
        sum += term;
        if (term <= 1e-17 * sum) return sum;
    }
    throw NoConvergence("the centre of the chi-squared law", term, 100000);
}

}  // namespace

Eigen::VectorXd share_standard_deviations(const Eigen::VectorXd& true_shares, std::int64_t agents) {
    check_sample(true_shares, agents);
    return true_shares.unaryExpr(
        [&](double share) { return std::sqrt(share * (1 - share) / static_cast<double>(agents)); });
}

Eigen::MatrixXd share_covariance(const Eigen::VectorXd& true_shares, std::int64_t agents) {
    check_sample(true_shares, agents);
    Eigen::MatrixXd covariance = -true_shares * true_shares.transpose();
    covariance.diagonal() = (true_shares.array() * (1 - true_shares.array())).matrix();
    return covariance / static_cast<double>(agents);
}

double expected_plugin_hhi(const Eigen::VectorXd& true_shares, std::int64_t agents) {
    check_sample(true_shares, agents);
    const double index = hhi(true_shares);
    return index + (1e4 - index) / static_cast<double>(agents);
}

double time_average_standard_deviation(const InertiaChain& chain, std::int64_t agents, std::int64_t periods,
                                       Eigen::Index alternative) {
    const Eigen::MatrixXd transition = transition_matrix(chain);
    require(agents >= 1, "agents", agents, "1 or more");
    require(periods >= 1, "periods", periods, "1 or more");
    require(alternative >= 0 && alternative < transition.rows(), "alternative", alternative,
            fmt::format("in [0, {})", transition.rows()));
    const double share = stationary_shares(chain)(alternative);
    const double total = static_cast<double>(periods);
    double sum = total * share * (1 - share);
    Eigen::RowVectorXd law = Eigen::RowVectorXd::Unit(transition.rows(), alternative);
    for (std::int64_t lag = 1; lag < periods; ++lag) {
        law = law * transition;
        sum += 2 * (total - static_cast<double>(lag)) * share * (law(alternative) - share);
    }
    return std::sqrt(sum / static_cast<double>(agents)) / total;
}

AutoregressiveMoments autoregressive_moments(const AutoregressiveProcess& process, std::int64_t periods) {
    const double rho = process.persistence;
    const double sd = process.innovation_standard_deviation;
    require(std::fabs(rho) < 1, "persistence", rho, "in (-1, 1)");
    require(sd > 0 && std::isfinite(sd), "innovation_standard_deviation", sd, "finite and above 0");
    require(periods >= 1, "periods", periods, "1 or more");
    const double total = static_cast<double>(periods);
    double weighted = total, power = 1;
    for (std::int64_t lag = 1; lag < periods; ++lag) {
        power *= rho;
        weighted += 2 * (total - static_cast<double>(lag)) * power;
    }
    AutoregressiveMoments moments;
    moments.stationary_variance = sd * sd / ((1 - rho) * (1 + rho));
    moments.variance_of_mean = moments.stationary_variance * weighted / (total * total);
    moments.effective_sample_size = total * total / weighted;
    moments.asymptotic_effective_sample_size = total * (1 - rho) / (1 + rho);
    return moments;
}

GoodnessOfFit goodness_of_fit(const Eigen::VectorXd& counts, const Eigen::VectorXd& shares) {
    require_distribution("shares", shares);
    require(shares.size() >= 2, "shares", fmt::format("of length {}", shares.size()), "of length 2 or more");
    require(counts.size() == shares.size(), "counts", fmt::format("of length {}", counts.size()),
            fmt::format("of length {}", shares.size()));
    require_finite_elements("counts", counts);
    const double total = counts.sum();
    require(counts.minCoeff() >= 0 && total > 0, "counts",
            fmt::format("with least element {} and sum {}", counts.minCoeff(), total),
            "at least 0 with a positive sum");
    GoodnessOfFit fit;
    for (Eigen::Index i = 0; i < counts.size(); ++i) {
        require(shares(i) > 0, fmt::format("shares[{}]", i), shares(i), "in (0, 1)");
        const double expected = total * shares(i);
        fit.pearson += (counts(i) - expected) * (counts(i) - expected) / expected;
        if (counts(i) > 0) fit.likelihood_ratio += 2 * counts(i) * math::log(counts(i) / expected);
    }
    fit.degrees_of_freedom = static_cast<int>(counts.size()) - 1;
    fit.pearson_p_value = chi_squared_upper_tail(fit.pearson, fit.degrees_of_freedom);
    fit.likelihood_ratio_p_value = chi_squared_upper_tail(std::fmax(fit.likelihood_ratio, 0.0), fit.degrees_of_freedom);
    return fit;
}

double chi_squared_upper_tail(double x, int degrees_of_freedom) {
    require(x >= 0 && std::isfinite(x), "x", x, "finite and at least 0");
    require(degrees_of_freedom >= 1, "degrees_of_freedom", degrees_of_freedom, "1 or more");
    if (x == 0) return 1;
    const double a = degrees_of_freedom / 2.0, half = x / 2;
    const double term = gamma_density_term(half, degrees_of_freedom);
    if (half > a + 1) return term * a * upper_gamma_fraction(a, half);
    return 1 - term * lower_gamma_series(a, half);
}

}  // namespace nephoscope::theory
