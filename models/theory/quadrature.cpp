#include "models/theory/quadrature.h"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <vector>

#include "models/theory/errors.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

/// 1 / √(2π).
constexpr double inverse_root_two_pi = 0.39894228040143267794;

/// The orthonormal Hermite polynomials h_0 … h_n at x, from √(k+1) h_{k+1} = x h_k − √k h_{k−1}.
std::vector<double> orthonormal_hermite(int n, double x) {
    std::vector<double> h{1.0};
    for (int k = 0; k < n; ++k) {
        const std::size_t i = static_cast<std::size_t>(k);
        const double before = k == 0 ? 0.0 : std::sqrt(double(k)) * h[i - 1];
        h.push_back((x * h[i] - before) / std::sqrt(double(k + 1)));
    }
    return h;
}

/// Newton's method from a start good to several digits; h_n' = √n h_{n−1}.
double polish_root(int n, double x) {
    for (int step = 0; step < 3; ++step) {
        const std::vector<double> h = orthonormal_hermite(n, x);
        x -= h[static_cast<std::size_t>(n)] / (std::sqrt(double(n)) * h[static_cast<std::size_t>(n - 1)]);
    }
    return x;
}

}  // namespace

NormalRule gauss_hermite(int n) {
    require(n >= 1 && n <= 256, "n", n, "in [1, 256]");
    Eigen::VectorXd off_diagonal(n - 1);
    for (int k = 1; k < n; ++k) off_diagonal[k - 1] = std::sqrt(double(k));
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
    solver.computeFromTridiagonal(Eigen::VectorXd::Zero(n), off_diagonal, Eigen::EigenvaluesOnly);

    NormalRule rule{Eigen::VectorXd::Zero(n), Eigen::VectorXd(n)};
    for (int i = 0; i < n / 2; ++i) {
        const double root = polish_root(n, solver.eigenvalues()[i]);
        rule.node[i] = root;
        rule.node[n - 1 - i] = -root;
    }
    for (int i = 0; i < n; ++i) {
        double sum = 0.0;  // the Christoffel numbers as sums of squares, which cannot cancel
        for (const double h : orthonormal_hermite(n - 1, rule.node[i])) sum += h * h;
        rule.weight[i] = 1.0 / sum;
    }
    return rule;
}

NormalRule normal_trapezoid(int steps_per_unit) {
    require(steps_per_unit >= 1, "steps_per_unit", steps_per_unit, "at least 1");
    const int half = 13 * steps_per_unit;
    NormalRule rule{Eigen::VectorXd(2 * half + 1), Eigen::VectorXd(2 * half + 1)};
    for (int i = -half; i <= half; ++i) {
        const double nu = double(i) / steps_per_unit;
        rule.node[i + half] = nu;
        rule.weight[i + half] = inverse_root_two_pi * math::exp(-0.5 * nu * nu) / steps_per_unit;
    }
    return rule;
}

NormalRule2 product_rule(const NormalRule& rule) {
    std::vector<double> first, second, weight;
    for (Eigen::Index i = 0; i < rule.node.size(); ++i) {
        for (Eigen::Index j = 0; j < rule.node.size(); ++j) {
            const double product = rule.weight[i] * rule.weight[j];
            if (product < 1e-30) continue;
            first.push_back(rule.node[i]);
            second.push_back(rule.node[j]);
            weight.push_back(product);
        }
    }
    const Eigen::Index n = static_cast<Eigen::Index>(weight.size());
    NormalRule2 result{Eigen::MatrixX2d(n, 2), Eigen::Map<Eigen::VectorXd>(weight.data(), n)};
    result.node.col(0) = Eigen::Map<Eigen::VectorXd>(first.data(), n);
    result.node.col(1) = Eigen::Map<Eigen::VectorXd>(second.data(), n);
    return result;
}

}  // namespace nephoscope::theory
