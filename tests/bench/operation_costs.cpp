#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/bench/operations.h"
#include "tests/bench/stopwatch.h"

namespace nephoscope::bench {

namespace {

const OperationLoops& loops_of(const std::string& name) {
    if (name == "plain") return operations_plain();
#if defined(__x86_64__)
    if (name == "v2") return operations_v2();
    if (name == "v3") return operations_v3();
    if (name == "v4") return operations_v4();
#endif
    throw std::runtime_error("no loops of operations for kernels '" + name + "'");
}

}  // namespace

OperationCosts operation_costs(const char* kernels_name) {
    const OperationLoops& loops = loops_of(kernels_name);
    constexpr int rounds = 2000, repetitions = 40;  // long enough that reading the clock is nothing
    std::vector<double> workspace(kWorkspace + 8);
    auto* aligned = reinterpret_cast<double*>((reinterpret_cast<std::uintptr_t>(workspace.data()) + 63) / 64 * 64);
    for (std::size_t j = 0; j < kWorkspace; ++j) aligned[j] = 0.5 + static_cast<double>(j * 37 % 151) / 100;
    OperationCosts costs{loops.name, loops.lanes, {}};
    costs.ns.fill(std::numeric_limits<double>::infinity());
    for (int n = 0; n < repetitions; ++n)
        for (std::size_t o = 0; o < kOperations; ++o) {
            if (loops.loop[o] == nullptr) {
                costs.ns[o] = 0;
                continue;
            }
            const double seconds = cpu_seconds_of([&] { loops.loop[o](rounds, aligned); });
            costs.ns[o] = std::min(costs.ns[o], seconds * 1e9 / (rounds * kRegistersPerRound));
        }
    return costs;
}

double ns_per_line(std::size_t bytes) {
    constexpr std::size_t per_line = 64 / sizeof(std::uint64_t);
    const std::vector<std::uint64_t> block(bytes / sizeof(std::uint64_t), 1);
    double least = std::numeric_limits<double>::infinity();
    for (int n = 0; n < 5; ++n) {
        std::uint64_t sum = 0;
        const double seconds = cpu_seconds_of([&] {
            for (std::size_t j = 0; j < block.size(); j += per_line) sum += block[j];
        });
        if (sum != block.size() / per_line + (block.size() % per_line != 0 ? 1 : 0))
            throw std::runtime_error("a block of memory lost its contents");
        least = std::min(least, seconds);
    }
    return least * 1e9 / (static_cast<double>(block.size()) / per_line);
}

}  // namespace nephoscope::bench
