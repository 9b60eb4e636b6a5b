#include "models/customers/base_tastes.h"

namespace nephoscope {

/// A block for every four slots of venues.
BaseTastes::BaseTastes(const Scenario& scenario, const Draws& draws)
    : kernels_(kernels()), venues_(static_cast<int>(base_venues(scenario))) {
    std::vector<std::size_t> block;
    for (int v = 0; v < venues_; ++v)
        block.push_back(blocks_.add(Stream::base, 0, scenario.venues[static_cast<std::size_t>(v)].draw_slot / 4));
    blocks_.close(draws, kMostTasteBlocks);
    for (std::size_t v = 0; v < block.size(); ++v)
        word_.push_back(blocks_.word(block[v], scenario.venues[v].draw_slot % 4));
    word_.resize((word_.size() + 7) / 8 * 8, 0);
}

}  // namespace nephoscope
