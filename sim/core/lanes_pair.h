#pragma once

#include "sim/core/lanes.h"

/// Two registers told as one value to the functions of sim/core/math_inline.h. Each of their operations waits for the
/// one before it, so that the second register's come in between for nothing.
namespace nephoscope {

template <class R>
struct Pair {
    R first, second;
};
template <>
struct LaneTypes<Pair<Doubles>> {
    using Integer = Pair<Integers>;
};

#define NEPHOSCOPE_OF_PAIRS(op)                                                              \
    template <class R>                                                                       \
    NEPHOSCOPE_LANES auto operator op(Pair<R> x, Pair<R> y) {                                \
        return Pair<decltype(x.first op y.first)>{x.first op y.first, x.second op y.second}; \
    }                                                                                        \
    template <class R, class T>                                                              \
    NEPHOSCOPE_LANES auto operator op(Pair<R> x, T y) {                                      \
        return Pair<decltype(x.first op y)>{x.first op y, x.second op y};                    \
    }                                                                                        \
    template <class R, class T>                                                              \
    NEPHOSCOPE_LANES auto operator op(T x, Pair<R> y) {                                      \
        return Pair<decltype(x op y.first)>{x op y.first, x op y.second};                    \
    }
NEPHOSCOPE_OF_PAIRS(+)
NEPHOSCOPE_OF_PAIRS(-)
NEPHOSCOPE_OF_PAIRS(*)
NEPHOSCOPE_OF_PAIRS(/)
NEPHOSCOPE_OF_PAIRS(<)
NEPHOSCOPE_OF_PAIRS(>)
NEPHOSCOPE_OF_PAIRS(<<)
NEPHOSCOPE_OF_PAIRS(>>)
NEPHOSCOPE_OF_PAIRS(&)
NEPHOSCOPE_OF_PAIRS(^)
#undef NEPHOSCOPE_OF_PAIRS

template <class R>
NEPHOSCOPE_LANES Pair<R> operator-(Pair<R> x) {
    return {-x.first, -x.second};
}
template <class T>
NEPHOSCOPE_LANES Pair<Integers> wrapped_minus(Pair<Integers> x, T y) {
    return x - y;
}
NEPHOSCOPE_LANES Pair<Integers> bits_of(Pair<Doubles> x) { return {bits_of(x.first), bits_of(x.second)}; }
NEPHOSCOPE_LANES Pair<Doubles> from_bits(Pair<Integers> x) { return {from_bits(x.first), from_bits(x.second)}; }
template <class R>
NEPHOSCOPE_LANES Pair<R> operator~(Pair<R> x) {
    return {~x.first, ~x.second};
}
template <class Mask>
NEPHOSCOPE_LANES Pair<Doubles> choose(Pair<Mask> mask, Pair<Doubles> a, Pair<Doubles> b) {
    return {choose(mask.first, a.first, b.first), choose(mask.second, a.second, b.second)};
}
NEPHOSCOPE_LANES Pair<Doubles> unit_uniforms(Pair<Words64> x) {
    return {unit_uniforms(x.first), unit_uniforms(x.second)};
}

template <class R, class T>
NEPHOSCOPE_LANES Pair<R> load_pair(const T* from) {
    return {load<R>(from), load<R>(from + kLanes)};
}
template <class R, class T>
NEPHOSCOPE_LANES void store(T* to, Pair<R> x) {
    store(to, x.first);
    store(to + kLanes, x.second);
}

}  // namespace nephoscope
