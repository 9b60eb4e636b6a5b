#include <cmath>

#include "sim/core/math.h"
#include "sim/core/math_normal.h"

namespace nephoscope::math {
namespace {

constexpr Rational kFarTail{
    {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
     2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
     1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15}};

}  // namespace

double normal_quantile(double p) {
    const double q = p - 0.5;
    if (std::fabs(q) <= kCentreEnds) return q * kNormalCentre(0.180625 - q * q);
    const double tail = q < 0 ? p : 1 - p;
    if (!(tail > 0)) return tail == 0 ? (q < 0 ? -kInfinity : kInfinity) : kNaN;
    const double r = std::sqrt(-log_inline(tail));
    const double size = r <= 5 ? kNormalTail(r - 1.6) : kFarTail(r - 5);
    return q < 0 ? -size : size;
}

}  // namespace nephoscope::math
