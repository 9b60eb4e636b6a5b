#include "models/customers/turnover.h"

#include <algorithm>
#include <cmath>

namespace nephoscope {

std::uint64_t word_threshold(double probability) {
    // (w + ½)·2⁻³² < p is w < p·2³² − ½: the product is exact, and so is the difference where it matters.
    const double limit = std::ceil(probability * 0x1p32 - 0.5);
    return limit <= 0 ? 0 : limit >= 0x1p32 ? std::uint64_t{1} << 32 : static_cast<std::uint64_t>(limit);
}

WorkloadChances::WorkloadChances(const Scenario& scenario, Stream stream) : scenario_(scenario), stream_(stream) {
    for (std::size_t k = 0; k < scenario.workloads.size(); ++k) {
        const int number = scenario.workloads[k].draw_slot / 4;
        const bool known =
            std::any_of(blocks_.begin(), blocks_.end(), [&](const Block& block) { return block.number == number; });
        if (!known) {
            blocks_.emplace_back();
            blocks_.back().number = number;
            blocks_.back().threshold.assign(scenario.segments.size() * 4, 0);
        }
        const int word = scenario.workloads[k].draw_slot % 4;
        for (int bits = 0; bits < 16; ++bits)
            if ((bits >> word & 1) != 0)
                block_of(k).workloads[bits] = static_cast<std::uint8_t>(block_of(k).workloads[bits] | 1U << k);
    }
}

WorkloadChances::Block& WorkloadChances::block_of(std::size_t workload) {
    const int number = scenario_.workloads[workload].draw_slot / 4;
    return *std::find_if(blocks_.begin(), blocks_.end(), [&](const Block& block) { return block.number == number; });
}

void WorkloadChances::set(std::size_t segment, std::size_t workload, double probability) {
    const auto word = static_cast<std::size_t>(scenario_.workloads[workload].draw_slot % 4);
    block_of(workload).threshold[segment * 4 + word] = word_threshold(probability);
}

void WorkloadChances::draw(const Kernels& kernels, const Customers& customers, const Draws& draws, int t,
                           std::size_t first, std::size_t last, std::uint8_t* mask) const {
    std::fill(mask, mask + (last - first), std::uint8_t{0});
    std::vector<std::uint8_t> bits(last - first);
    for (const Block& block : blocks_) {
        if (std::all_of(block.threshold.begin(), block.threshold.end(), [](std::uint64_t limit) { return limit == 0; }))
            continue;
        const std::uint32_t counter = draws.counter_0(stream_, block.number, t);
        kernels.words_below(draws.key().data(), counter, customers.id.data() + first, last - first,
                            customers.segment.data() + first, block.threshold.data(), bits.data());
        for (std::size_t j = 0; j < bits.size(); ++j) mask[j] |= block.workloads[bits[j]];
    }
}

WorkloadChances turnover_chances(const Scenario& scenario) {
    WorkloadChances chances(scenario, Stream::turnover);
    for (std::size_t s = 0; s < scenario.segments.size(); ++s)
        for (std::size_t k = 0; k < scenario.workloads.size(); ++k) chances.set(s, k, scenario.attention.turnover);
    return chances;
}

}  // namespace nephoscope
