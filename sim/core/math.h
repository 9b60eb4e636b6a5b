#pragma once

/// Portable elementary functions: the same bits on every instruction set, compiler and C library.
///
/// Built from + − × ÷ and bit operations in a fixed order (compile with -ffp-contract=off). Everything in the results'
/// path uses these and never libm or Eigen's kernels. Error bounds are stated beside each function and held by
/// tests/sim/math_test.cpp against long double or higher-precision values.
namespace nephoscope::math {

/// e^x. Error ≤ 2 ulp. Overflows to +∞ above 709.78, underflows gradually to 0; NaN stays NaN.
double exp(double x);

/// e^x − 1, accurate near 0. Error ≤ 4 ulp.
double expm1(double x);

/// Natural logarithm. Error ≤ 2 ulp. log(0) = −∞; NaN for negative x.
double log(double x);

/// log(1 + x), accurate near 0, for x > −1. Error ≤ 4 ulp.
double log1p(double x);

/// x^y for x ≥ 0, as exp(y·log x): relative error about (2 + |y·log x|) ulp. pow(x, 0) = 1; pow(0, y > 0) = 0.
double pow(double x, double y);

/// sin(πx) for x in [0, 1], relative error ≤ 4 ulp also near both ends.
double sin_pi(double x);

/// Quantile of the standard normal law for p in (0, 1); relative error ≤ 1e-14 (Wichura 1988, AS 241, refined).
double normal_quantile(double p);

/// Γ(a) for a in (0, 170), relative error ≤ 1e-13.
double gamma(double a);

/// Lower incomplete gamma function γ(a, u) = ∫₀ᵘ s^(a−1) e^(−s) ds, a > 0, u ≥ 0; relative error ≤ 1e-12.
double lower_incomplete_gamma(double a, double u);

/// log Σ exp(x_i) of `n` values; −∞ when all are −∞ or n = 0. Evaluated in index order.
double log_sum_exp(const double* x, int n);

}  // namespace nephoscope::math
