#pragma once

/// Portable elementary functions: the same bits on every instruction set, compiler and C library.
///
/// Built from + − × ÷ and bit operations in a fixed order (compile with -ffp-contract=off). Everything in the results'
/// path uses these and never libm or Eigen's kernels. Error bounds are stated beside each function and held by
/// tests/sim/ against long double or higher-precision values. docs/decisions/0004-portable-math.md tells how they are
/// made.
namespace nephoscope::math {

/// e^x. Error ≤ 2 ulp. Overflows to +∞ above 709.78, underflows gradually to 0; NaN stays NaN.
double exp(double x);

/// e^x − 1, accurate near 0. Error ≤ 4 ulp.
double expm1(double x);

/// Natural logarithm. Error ≤ 2 ulp. log(0) = −∞; NaN for negative x.
double log(double x);

/// log(1 + x), accurate near 0, for x > −1. Error ≤ 4 ulp.
double log1p(double x);

/// x^y for x ≥ 0, as exp(y·log x): relative error ≤ (2 + 1.5·|y·log x|)·2⁻⁵². pow(x, 0) = 1; pow(0, y > 0) = 0.
double pow(double x, double y);

/// sin(πx) for x in [0, 1], relative error ≤ 4 ulp also near both ends.
double sin_pi(double x);

/// Quantile of the standard normal law; relative error ≤ 1e-14 (Wichura 1988, AS 241). −∞ at 0, ∞ at 1, NaN outside [0,
/// 1].
double normal_quantile(double p);

/// Γ(a), relative error ≤ 1e-13. Throws ArgumentError unless 0 < a < 170.
double gamma(double a);

/// Lower incomplete gamma function γ(a, u) = ∫₀ᵘ s^(a−1) e^(−s) ds; relative error ≤ 1e-12. Throws ArgumentError unless
/// 0 < a < 170 and u ≥ 0.
double lower_incomplete_gamma(double a, double u);

/// log Σ exp(x_i) of `n` values, in index order; −∞ when all are −∞ or n = 0, ∞ when one is, NaN when one is NaN.
double log_sum_exp(const double* x, int n);

}  // namespace nephoscope::math
