#pragma once

#include "models/customers/kernels.h"

namespace nephoscope {

const Kernels& kernels_eight();

namespace test {

inline constexpr int kEight = 4;  ///< eight lanes in pieces, as any machine runs them

/// The sets of kernels by number: plain, v2, v3, v4, kEight; null for one that this machine does not run.
inline const Kernels* kernel_set(int which) {
    if (which == kEight) return &kernels_eight();
    int count = 0;
    const Kernels* const* all = all_kernels(count);
    return which < count ? all[which] : nullptr;
}

}  // namespace test

}  // namespace nephoscope
