#pragma once

#include "sim/core/single_math.h"

/// Random numbers of sim/core/random.h in single precision, each with a bound on what it may be off: for first looks,
/// never for results. V: Singles, a pair of them, or TwoRows.
#ifdef NEPHOSCOPE_SINGLES

namespace nephoscope {

/// u = (word + ½)·2⁻³² told from its nearer end, so that neither u nor 1 − u loses digits.
template <class V>
struct SingleUniform {
    V near;             ///< min(u, 1 − u), within 1.5·2^-24 of itself
    WholesOf<V> upper;  ///< −1 where that is 1 − u, else 0

    NEPHOSCOPE_LANES V value() const { return choose(upper, 1.0F - near, near); }
    NEPHOSCOPE_LANES V rest() const { return choose(upper, near, 1.0F - near); }  ///< 1 − u
    NEPHOSCOPE_LANES SingleUniform turned() const { return {near, ~upper}; }      ///< 1 − u in place of u
};
template <class V>
NEPHOSCOPE_LANES SingleUniform<V> uniform_single(WholesOf<V> words) {
    const WholesOf<V> upper = words >> 31;  // of signed words
    return {to_singles(words ^ upper) * 0x1p-32F + 0x1p-33F, upper};
}

/// −log u, within 2^-20 of itself: near u = 1 by log(1 − near), whose argument is not rounded.
template <class V>
NEPHOSCOPE_LANES V minus_log_single(SingleUniform<V> u) {
    SingleParts<V> parts = parts_of(u.value());
    parts.f = choose(u.upper & ~parts.k, -u.near, parts.f);  // k is 0 or −1 where u > ½
    return -log_of_parts(parts);
}

/// sin πx for x in [0, ½], within 2^-22 of itself and 1.1 times what x is off in relation: sin(πx)/x by its values at
/// five Chebyshev nodes of x².
template <class V>
NEPHOSCOPE_LANES V sin_pi_single(V x) {
    const V z = x * x;
    V value = z * 0.0776559123F - 0.598290411F;
    value = value * z + 2.55007739F;
    value = value * z - 5.16771008F;
    return (value * z + 3.14159264F) * x;
}

/// The quantile of the standard normal law, within 2^-20·max(1, |z|): algorithm AS 241, PPND7 (Wichura 1988, Applied
/// Statistics 37, 477-484), for u in [2⁻³³, 1 − 2⁻³³].
template <class V>
NEPHOSCOPE_LANES V normal_quantile_single(SingleUniform<V> u) {
    const V q = 0.5F - u.near, r = 0.180625F - q * q, t = square_root(-log_single(u.near)) - 1.6F;
    const V centre = q * (((59.10937472F * r + 159.29113202F) * r + 50.434271938F) * r + 3.3871327179F);
    const V below_centre = ((67.1875636F * r + 78.757757664F) * r + 17.895169469F) * r + 1.0F;
    const V tail = ((0.17023821103F * t + 1.3067284816F) * t + 2.75681539F) * t + 1.4234372777F;
    const V below_tail = (0.12021132975F * t + 0.7370016425F) * t + 1.0F;
    const auto central = q < 0.425F;
    const V size = choose(central, centre, tail) / choose(central, below_centre, below_tail);
    return choose(u.upper, size, -size);
}

}  // namespace nephoscope

#endif
