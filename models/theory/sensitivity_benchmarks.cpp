#include "models/theory/sensitivity_benchmarks.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "models/theory/dynamics_arguments.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

using std::numbers::pi;

/// sin x by reduction to a half turn.
double sine(double x) {
    double half_turns = std::fabs(x) / pi;
    half_turns -= 2 * std::floor(half_turns / 2);
    double sign = x < 0 ? -1 : 1;
    if (half_turns > 1) {
        half_turns -= 1;
        sign = -sign;
    }
    return sign * math::sin_pi(half_turns);
}

ExactIndices empty_indices(Eigen::Index inputs) {
    ExactIndices exact;
    exact.first_order = Eigen::VectorXd::Zero(inputs);
    exact.total = Eigen::VectorXd::Zero(inputs);
    exact.interaction = Eigen::MatrixXd::Zero(inputs, inputs);
    return exact;
}

}  // namespace

double ishigami(const Eigen::VectorXd& x, double a, double b) {
    require_size("x", x.size(), 3);
    const double s1 = sine(x(0)), s2 = sine(x(1)), square = x(2) * x(2);
    return s1 + a * s2 * s2 + b * square * square * s1;
}

ExactIndices ishigami_indices(double a, double b) {
    require_finite_argument("a", a);
    require_finite_argument("b", b);
    const double pi4 = pi * pi * pi * pi;
    const double v1 = (1 + b * pi4 / 5) * (1 + b * pi4 / 5) / 2;
    const double v2 = a * a / 8;
    const double v13 = 8 * b * b * pi4 * pi4 / 225;
    ExactIndices exact = empty_indices(3);
    exact.mean = a / 2;
    exact.variance = v1 + v2 + v13;
    require(exact.variance > 0, "b", b, "such that the function varies");
    exact.first_order << v1 / exact.variance, v2 / exact.variance, 0;
    exact.total << (v1 + v13) / exact.variance, v2 / exact.variance, v13 / exact.variance;
    exact.interaction(0, 2) = exact.interaction(2, 0) = v13 / exact.variance;
    return exact;
}

double g_function(const Eigen::VectorXd& x, const Eigen::VectorXd& a) {
    require_size("x", x.size(), a.size());
    double product = 1;
    for (Eigen::Index i = 0; i < a.size(); ++i) product *= (std::fabs(4 * x(i) - 2) + a(i)) / (1 + a(i));
    return product;
}

ExactIndices g_function_indices(const Eigen::VectorXd& a) {
    require_finite_elements("a", a);
    require(a.minCoeff() >= 0, "a", a.minCoeff(), "at least 0 in every element");
    const Eigen::Index k = a.size();
    ExactIndices exact = empty_indices(k);
    const Eigen::VectorXd part = (3 * (1 + a.array()).square()).inverse().matrix();  // V_i
    double product = 1;
    for (Eigen::Index i = 0; i < k; ++i) product *= 1 + part(i);
    exact.mean = 1;
    exact.variance = product - 1;
    exact.first_order = part / exact.variance;
    for (Eigen::Index i = 0; i < k; ++i) {
        exact.total(i) = part(i) * (product / (1 + part(i))) / exact.variance;
        for (Eigen::Index j = 0; j < k; ++j) {
            if (j != i) exact.interaction(i, j) = part(i) * part(j) / exact.variance;
        }
    }
    return exact;
}

ExactIndices linear_indices(const Eigen::VectorXd& coefficients, const Eigen::VectorXd& widths) {
    require_finite_elements("coefficients", coefficients);
    require_finite_elements("widths", widths);
    require_size("widths", widths.size(), coefficients.size());
    const Eigen::VectorXd scale = coefficients.cwiseProduct(widths);
    const Eigen::VectorXd part = scale.cwiseProduct(scale) / 12;
    ExactIndices exact = empty_indices(coefficients.size());
    exact.mean = scale.sum() / 2;
    exact.variance = part.sum();
    require(exact.variance > 0, "coefficients", "without effect", "such that the function varies");
    exact.first_order = exact.total = part / exact.variance;
    return exact;
}

MorrisMeasures exact_morris_measures(const std::function<double(const Eigen::VectorXd&)>& function, int inputs,
                                     int levels) {
    require(inputs >= 1, "inputs", inputs, "1 or more");
    const double step = morris_step(levels);
    const Design grid = grid_design(std::vector<int>(static_cast<std::size_t>(inputs), levels));
    require(grid.points.rows() <= 10'000'000, "levels", levels, "such that the grid has at most 1e7 points");
    MorrisMeasures measures{Eigen::VectorXd(inputs), Eigen::VectorXd(inputs), Eigen::VectorXd(inputs)};
    for (Eigen::Index i = 0; i < inputs; ++i) {
        std::vector<double> effects;
        for (Eigen::Index row = 0; row < grid.points.rows(); ++row) {
            Eigen::VectorXd point = grid.points.row(row).transpose();
            if (point(i) + step > 1 + 1e-9) continue;
            const double before = function(point);
            point(i) += step;
            effects.push_back((function(point) - before) / step);
        }
        const Eigen::MatrixXd column =
            Eigen::Map<const Eigen::VectorXd>(effects.data(), static_cast<Eigen::Index>(effects.size()));
        const MorrisMeasures one = morris_measures(column, EffectsAre::population);
        measures.mu(i) = one.mu(0);
        measures.mu_star(i) = one.mu_star(0);
        measures.sigma(i) = one.sigma(0);
    }
    return measures;
}

}  // namespace nephoscope::theory
