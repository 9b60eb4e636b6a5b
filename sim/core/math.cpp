#include "sim/core/math.h"

#include <cmath>

#include "sim/core/math_inline.h"

namespace nephoscope::math {

double exp(double x) { return exp_inline(x); }

double expm1(double x) { return expm1_inline(x); }

double log(double x) { return log_inline(x); }

double log1p(double x) { return log1p_inline(x); }

double sin_pi(double x) { return sin_pi_inline(x); }

double pow(double x, double y) {
    if (y == 0 || x == 1) return 1;
    return exp_inline(y * log_inline(x));
}

double log_sum_exp(const double* x, int n) {
    double largest = -kInfinity;
    for (int i = 0; i < n; ++i) {
        if (std::isnan(x[i])) return x[i];
        if (x[i] > largest) largest = x[i];
    }
    if (std::isinf(largest)) return largest;
    double sum = 0;
    for (int i = 0; i < n; ++i) sum += exp_inline(x[i] - largest);
    return largest + log_inline(sum);
}

}  // namespace nephoscope::math
