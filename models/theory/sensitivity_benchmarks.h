#pragma once

#include <Eigen/Core>
#include <functional>

#include "models/theory/sensitivity.h"

/// Functions whose sensitivity is known exactly, to hold estimators to.
namespace nephoscope::theory {

/// What is known of a function of independent uniform inputs.
struct ExactIndices {
    double mean = 0.0;
    double variance = 0.0;
    Eigen::VectorXd first_order;  ///< S_i = Var(E[Y|X_i])/Var(Y), shape [inputs]
    Eigen::VectorXd total;        ///< ST_i = 1 − Var(E[Y|X_~i])/Var(Y), shape [inputs]
    Eigen::MatrixXd interaction;  ///< second-order S_ij without the first orders, symmetric, 0 on the diagonal
};

/// sin x₁ + a sin² x₂ + b x₃⁴ sin x₁ at `x`, shape [3], meant for x ~ U(−π, π)³. Source: Ishigami & Homma 1990.
double ishigami(const Eigen::VectorXd& x, double a, double b);
ExactIndices ishigami_indices(double a, double b);

/// Π (|4x_i − 2| + a_i)/(1 + a_i), meant for x ~ U(0, 1); a_i ≥ 0, small where input i matters. Source: Sobol' 1993.
double g_function(const Eigen::VectorXd& x, const Eigen::VectorXd& a);
ExactIndices g_function_indices(const Eigen::VectorXd& a);

/// Indices of Σ c_i x_i with x_i ~ U(0, w_i): S = ST = c_i² w_i² / Σ c² w². Throws ArgumentError when nothing varies.
ExactIndices linear_indices(const Eigen::VectorXd& coefficients, const Eigen::VectorXd& widths);

/// Morris measures over all elementary effects of the grid {0, 1/(p − 1), …, 1}^inputs with p = `levels` ≥ 2: every
/// grid point from which a step up in input i stays in the cube. `function` is called at points of the unit cube,
/// levels^inputs of them twice per input. A sampled estimate approaches these. Throws ArgumentError when the grid has
/// more than 10⁷ points.
MorrisMeasures exact_morris_measures(const std::function<double(const Eigen::VectorXd&)>& function, int inputs,
                                     int levels);

}  // namespace nephoscope::theory
