#include "models/customers/kernels.h"

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <string>

#include "sim/core/error.h"

namespace nephoscope {

#if defined(__x86_64__)
const Kernels& kernels_v2();
const Kernels& kernels_v3();
const Kernels& kernels_v4();
#endif

namespace {

struct Available {
    const Kernels* list[4] = {&plain_kernels()};
    int count = 1;

    Available() {
#if defined(__x86_64__)
        __builtin_cpu_init();
        const auto add = [&](bool runs, const Kernels& its) {
            if (runs) list[count++] = &its;
        };
        add(__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt"), kernels_v2());
        add(__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"),
            kernels_v3());
        add(__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                __builtin_cpu_supports("avx512vl"),
            kernels_v4());
#endif
    }
};

const Available& available() {
    static const Available all;
    return all;
}

const Kernels* chosen_by_environment() {
    const char* wanted = std::getenv("NEPHOSCOPE_ISA");
    const Available& all = available();
    if (wanted == nullptr || *wanted == 0) return all.list[all.count - 1];
    std::string names;
    for (int j = 0; j < all.count; ++j) {
        if (std::string(wanted) == all.list[j]->name) return all.list[j];
        names += fmt::format("{}{}", j == 0 ? "" : ", ", all.list[j]->name);
    }
    throw MachineError(fmt::format("NEPHOSCOPE_ISA is '{}'; this machine runs {}", wanted, names));
}

std::atomic<const Kernels*> in_use{nullptr};

}  // namespace

const Kernels& kernels() {
    if (const Kernels* chosen = in_use.load()) return *chosen;
    static const Kernels* const of_machine = chosen_by_environment();
    return *of_machine;
}

const Kernels* const* all_kernels(int& count) {
    count = available().count;
    return available().list;
}

void use_kernels(const Kernels* chosen) { in_use.store(chosen); }

}  // namespace nephoscope
