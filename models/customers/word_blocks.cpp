#include "models/customers/word_blocks.h"

#include "sim/core/contract.h"

namespace nephoscope {

std::size_t WordBlocks::add(Stream stream, int lab_slot, int venue_block) {
    const auto word_0 = static_cast<std::uint64_t>(stream);
    const std::uint64_t word_3 = static_cast<std::uint64_t>(lab_slot) | static_cast<std::uint64_t>(venue_block) << 8;
    for (std::size_t b = 0; b < stream_.size(); ++b)
        if (stream_[b] == word_0 && lab_slots_[b] == word_3) return b;
    stream_.push_back(word_0);
    lab_slots_.push_back(word_3);
    return stream_.size() - 1;
}

void WordBlocks::close(const Draws& draws, int most) {
    view_.drawn = static_cast<int>(stream_.size());
    view_.count = (view_.drawn + 7) / 8 * 8;
    NEPHOSCOPE_EXPECT(view_.count <= most);
    stream_.resize(static_cast<std::size_t>(view_.count), 0);
    lab_slots_.resize(static_cast<std::size_t>(view_.count), 0);
    view_.key[0] = draws.key()[0];
    view_.key[1] = draws.key()[1];
    view_.stream = stream_.data();
    view_.lab_slots = lab_slots_.data();
}

}  // namespace nephoscope
