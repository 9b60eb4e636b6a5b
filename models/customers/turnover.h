#pragma once

#include <cstdint>
#include <vector>

#include "models/customers/customers.h"
#include "models/customers/kernels.h"

namespace nephoscope {

/// Chances of the workloads of customers, by segment, from a stream whose words are packed by workload slot: bit k of a
/// mask is workload k's event. A word below ⌈p·2³² − ½⌉ has a unit_uniform below p, exactly.
class WorkloadChances {
public:
    WorkloadChances(const Scenario& scenario, Stream stream);

    void set(std::size_t segment, std::size_t workload, double probability);

    /// Masks of customers first … last − 1 in month t.
    void draw(const Kernels& kernels, const Customers& customers, const Draws& draws, int t, std::size_t first,
              std::size_t last, std::uint8_t* mask) const;

private:
    struct Block {
        int number = 0;                        ///< slot / 4
        std::vector<std::uint64_t> threshold;  ///< [segments×4]
        std::uint8_t workloads[16] = {};       ///< [bits of the block's words] bits of workloads
    };
    Block& block_of(std::size_t workload);

    const Scenario& scenario_;
    Stream stream_;
    std::vector<Block> blocks_;
};

/// The threshold below which a word has a unit_uniform below `probability`.
std::uint64_t word_threshold(double probability);

/// New projects: every workload with probability ν (docs/model.md#turnover).
WorkloadChances turnover_chances(const Scenario& scenario);

}  // namespace nephoscope
