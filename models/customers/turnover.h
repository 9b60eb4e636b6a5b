#pragma once

#include <cstdint>

#include "models/customers/customers.h"

namespace nephoscope {

/// Calls visit(k, word) for every workload k of `workloads` (bit mask), with its word of a stream that is packed by
/// four: one block serves workloads whose slots share it.
template <class Visit>
void for_workload_words(const Scenario& scenario, const Draws& draws, Stream stream, std::uint32_t customer, int month,
                        std::uint32_t workloads, Visit visit) {
    int block = -1;
    Words words{};
    for (std::size_t k = 0; k < scenario.workloads.size(); ++k) {
        if ((workloads >> k & 1U) == 0) continue;
        const int slot = scenario.workloads[k].draw_slot;
        if (slot / 4 != block) {
            block = slot / 4;
            words = draws.block(stream, customer, block, month);
        }
        visit(k, words[static_cast<std::size_t>(slot % 4)]);
    }
}

/// Bit k: workload k of customer i is active.
inline std::uint32_t active_workloads(const Customers& customers, std::size_t i) {
    std::uint32_t active = 0;
    const std::uint8_t* flags = customers.active.data() + customers.slot(i, 0);
    for (int k = 0; k < customers.workloads; ++k) active |= (flags[k] != 0 ? 1U : 0U) << k;
    return active;
}

/// Bit k: active workload k of customer i is replaced by a new project in month t, with probability ν each
/// (docs/model.md#turnover).
inline std::uint32_t new_projects(const Customers& customers, const Scenario& scenario, const Draws& draws,
                                  std::size_t i, int t) {
    const double turnover = scenario.attention.turnover;
    const std::uint32_t active = active_workloads(customers, i);
    std::uint32_t begun = 0;
    if (turnover <= 0 || active == 0) return begun;
    for_workload_words(scenario, draws, Stream::turnover, customers.id[i], t, active,
                       [&](std::size_t k, std::uint32_t word) {
                           if (unit_uniform(word) < turnover) begun |= 1U << k;
                       });
    return begun;
}

}  // namespace nephoscope
