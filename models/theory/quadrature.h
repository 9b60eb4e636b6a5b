#pragma once

#include <Eigen/Core>

/// Quadrature for expectations over standard normal tastes.
namespace nephoscope::theory {

/// E f(ν) ≈ Σ_i weight_i f(node_i) for ν ~ N(0, 1). Shapes [nodes], nodes ascending.
struct NormalRule {
    Eigen::VectorXd node;
    Eigen::VectorXd weight;
};

/// The probabilists' Gauss–Hermite rule with `n` nodes, exact for polynomials up to degree 2n − 1; weights sum to 1.
/// Raises ArgumentError naming `n` unless 1 ≤ n ≤ 256. Source: Abramowitz & Stegun 25.4.46, rescaled.
NormalRule gauss_hermite(int n);

/// The trapezoid rule on [−13, 13] with `steps_per_unit` intervals per unit of ν; spectrally accurate for integrands
/// analytic near the real line. Raises ArgumentError naming `steps_per_unit` unless it is at least 1.
NormalRule normal_trapezoid(int steps_per_unit);

/// E f(ν₁, ν₂) ≈ Σ_i weight_i f(node_i) for independent ν ~ N(0, 1). Shape [nodes][2] and [nodes].
struct NormalRule2 {
    Eigen::MatrixX2d node;
    Eigen::VectorXd weight;
};

/// All pairs of nodes of `rule`; pairs that weigh less than 1e-30 are left out.
NormalRule2 product_rule(const NormalRule& rule);

}  // namespace nephoscope::theory
