#pragma once

#include <cstdint>
#include <vector>

#include "models/customers/kernels.h"
#include "sim/core/random.h"

namespace nephoscope {

/// Collects the blocks of words that a kernel draws together: what a BlockView shows.
class WordBlocks {
public:
    /// Position of the block (stream, lab slot, venue block) (docs/decisions/0002-counter-layout.md), which is added
    /// unless it is there.
    std::size_t add(Stream stream, int lab_slot, int venue_block = 0);

    /// After the last: pads. `most`: blocks that the kernel has room for.
    void close(const Draws& draws, int most);

    const BlockView& view() const { return view_; }
    /// What word `word` of block `block` is called.
    std::int64_t word(std::size_t block, int word) const {
        return static_cast<std::int64_t>(static_cast<std::size_t>(word * view_.count) + block);
    }

private:
    std::vector<std::uint64_t> stream_, lab_slots_;
    BlockView view_;
};

}  // namespace nephoscope
