#pragma once

#include <benchmark/benchmark.h>

#include "models/customers/kernels.h"

namespace nephoscope {

/// The set of kernels that argument `index` names: 0 plain, then v2, v3, v4 as far as this machine runs them.
class WithKernels {
public:
    WithKernels(benchmark::State& state, std::int64_t index) {
        int count = 0;
        const Kernels* const* all = all_kernels(count);
        if (index >= count) {
            state.SkipWithError("this machine does not run that instruction set");
            return;
        }
        use_kernels(all[index]);
        state.SetLabel(all[index]->name);
    }
    ~WithKernels() { use_kernels(nullptr); }
};

}  // namespace nephoscope
