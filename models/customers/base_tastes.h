#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/customers/kernels.h"
#include "models/customers/word_blocks.h"
#include "models/scenario/scenario.h"
#include "sim/core/random.h"

namespace nephoscope {

/// ξ_ic: what customers think of clouds' base services, by the standard Gumbel law (docs/model.md#base-cloud, MODEL
/// 5.7). They follow from a customer's id; nobody stores them.
class BaseTastes {
public:
    using Row = std::array<double, (kMaxVenues + 7) / 8 * 8>;  ///< by venue; of those that are no cloud unspecified

    BaseTastes(const Scenario& scenario, const Draws& draws);
    BaseTastes(const BaseTastes&) = delete;
    BaseTastes& operator=(const BaseTastes&) = delete;

    void of(std::uint32_t customer, Row& taste) const {
        kernels_.gumbels(blocks_.view(), word_.data(), venues_, customer, taste.data());
    }

private:
    const Kernels& kernels_;
    int venues_;  ///< up to the last cloud
    WordBlocks blocks_;
    std::vector<std::int64_t> word_;  ///< [venues_, padded to a multiple of eight]
};

}  // namespace nephoscope
