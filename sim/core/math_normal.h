#pragma once

#include "sim/core/lanes.h"
#include "sim/core/math_inline.h"

/// The quantile of the standard normal law by algorithm AS 241, PPND16 (Wichura 1988, Applied Statistics 37, 477-484),
/// for hot loops: see sim/core/math_inline.h.
namespace nephoscope::math {

/// numerator(r) / denominator(r), both of degree 7, lowest power first.
struct Rational {
    double numerator[8];
    double denominator[8];

    double operator()(double r) const {
        double above = numerator[7], below = denominator[7];
        for (int i = 6; i >= 0; --i) {
            above = above * r + numerator[i];
            below = below * r + denominator[i];
        }
        return above / below;
    }
};

inline constexpr double kCentreEnds = 0.425;  ///< of |p − ½|
inline constexpr Rational kNormalCentre{
    {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
     4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3},
    {1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
     3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3}};
inline constexpr Rational kNormalTail{
    {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
     1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4},
    {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
     1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9}};

/// A coefficient of the centre or of the tail.
NEPHOSCOPE_LANES Doubles coefficient(Integers central, double centre, double tail) {
    return choose(central, broadcast<Doubles>(centre), broadcast<Doubles>(tail));
}

/// normal_quantile for p in [2⁻³³, 1 − 2⁻³³], where unit_uniform's lie: the far tail begins beyond. Centre and tail are
/// the same operations with other coefficients, chosen by lane.
NEPHOSCOPE_LANES Doubles normal_quantile_lanes(Doubles p) {
    const Doubles q = p - 0.5;
    const Integers central = magnitude(q) <= kCentreEnds, lower = q < 0.0;
    const Doubles far = square_root(-log_lanes(choose(lower, p, 1.0 - p)));
    const Doubles r = choose(central, 0.180625 - q * q, far - 1.6);
    Doubles above = coefficient(central, kNormalCentre.numerator[7], kNormalTail.numerator[7]),
            below = coefficient(central, kNormalCentre.denominator[7], kNormalTail.denominator[7]);
    NEPHOSCOPE_UNROLL
    for (int i = 6; i >= 0; --i) {
        above = above * r + coefficient(central, kNormalCentre.numerator[i], kNormalTail.numerator[i]);
        below = below * r + coefficient(central, kNormalCentre.denominator[i], kNormalTail.denominator[i]);
    }
    const Doubles size = above / below;
    return choose(central, q * size, choose(lower, -size, size));
}

}  // namespace nephoscope::math
