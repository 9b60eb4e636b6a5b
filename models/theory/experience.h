#pragma once

/// The experience curve: unit cost falls by a constant fraction with each doubling of cumulative output.
namespace nephoscope::theory {

/// b = −log₂(progress ratio), the elasticity of unit cost with respect to cumulative output; `progress_ratio` > 0,
/// where 0.8 means 20 % cheaper per doubling and 1 means no learning. Throws ArgumentError otherwise.
double learning_exponent(double progress_ratio);

/// Unit cost at cumulative output `output`, c₀ (Q/Q₀)^−b, in the unit of `reference_cost` (c₀ ≥ 0, at output Q₀).
/// Outputs are above 0, in one unit. Throws ArgumentError otherwise. Source: Wright 1936; Argote & Epple 1990.
double experience_curve_cost(double reference_cost, double reference_output, double output, double progress_ratio);

}  // namespace nephoscope::theory
