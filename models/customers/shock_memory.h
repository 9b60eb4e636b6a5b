#pragma once

#include <cstdint>
#include <vector>

#include "models/customers/shocks.h"

namespace nephoscope {

/// Remembers the shocks of each workload's current project from one decision to the next, as long as the same offers
/// are sold: speed only, the bits are those of fresh draws. Not state: a copy starts empty. Memory: 8 bytes × workloads
/// × offers, 15 MB for 20 000 customers with the default sets; where it would pass kMostBytes it stays unused.
class ShockMemory {
public:
    static constexpr std::size_t kMostBytes = std::size_t{128} << 20;

    ShockMemory() = default;
    ShockMemory(const ShockMemory&) {}
    ShockMemory(ShockMemory&&) = default;
    ShockMemory& operator=(const ShockMemory&) {
        *this = ShockMemory();
        return *this;
    }
    ShockMemory& operator=(ShockMemory&&) = default;

    /// Before a month's decisions: makes room for `slots` workloads, forgets all when the offers are others.
    void prepare(const std::vector<LegalOffer>& offers, std::size_t slots);

    /// Shocks of one workload, drawn when they are not known; null when the memory is unused. Slots are independent, so
    /// that customers may be served on any thread.
    const double* of(const Shocks& shocks, std::size_t slot, std::uint32_t customer, int workload, int epoch);

private:
    std::vector<LegalOffer> offers_;
    std::vector<std::uint64_t> project_;  ///< [slots] which project is remembered: customer and epoch, plus 1
    std::vector<double> values_;          ///< [slots×offers]
};

}  // namespace nephoscope
