#pragma once

#include "models/customers/kernels.h"
#include "sim/core/lanes.h"
#include "sim/core/lanes_philox.h"
#include "sim/core/math_inline.h"

/// Words of attention, customers in lanes. Part of kernel_lanes.cpp, which alone includes it.
namespace nephoscope {

namespace {

/// Blocks of words of consecutive customers, several registers at once: as many as stay registers, at least eight
/// customers.
constexpr int kAtOnce = kLanes < 4 ? 4 : 2;
constexpr std::size_t kTogether = std::size_t{kAtOnce} * kLanes;

/// Upper halves hold rubbish.
NEPHOSCOPE_LANES void customer_blocks(const PhiloxKeys& keys, std::uint32_t counter_0, const std::uint32_t* customers,
                                      std::size_t count, PhiloxLanes (&block)[kAtOnce]) {
    std::uint32_t last[kTogether] = {};
    if (count < kTogether) {
        for (std::size_t j = 0; j < count; ++j) last[j] = customers[j];
        customers = last;
    }
    for (int c = 0; c < kAtOnce; ++c)
        block[c] = {{Words64{} + std::uint64_t{counter_0}, to_words(customers + c * kLanes), Words64{}, Words64{}}};
    philox_lanes(block, keys);
}

void customer_words(const std::uint32_t* key, std::uint32_t counter_0, const std::uint32_t* customers,
                    std::size_t count, std::uint32_t* word) {
    const PhiloxKeys keys = philox_keys(key);
    for (std::size_t first = 0; first < count; first += kTogether) {
        const std::size_t here = count - first < kTogether ? count - first : kTogether;
        PhiloxLanes block[kAtOnce];
        customer_blocks(keys, counter_0, customers + first, here, block);
        std::uint32_t last[kTogether], *to = here == kTogether ? word + first : last;
        for (int c = 0; c < kAtOnce; ++c) store_words(to + c * kLanes, block[c].word[0]);
        if (to == last) __builtin_memcpy(word + first, last, here * sizeof *word);
    }
}

/// Whether kTogether rows are one.
NEPHOSCOPE_LANES bool one_row(const std::uint8_t* row) {
    std::uint64_t differ = 0;
    for (std::size_t j = 0; j < kTogether; j += 8) {
        std::uint64_t rows;
        __builtin_memcpy(&rows, row + j, sizeof rows);
        differ |= rows ^ row[0] * std::uint64_t{0x0101010101010101U};
    }
    return differ == 0;
}

/// The thresholds of word w, customers in lanes; those past `count` have one that does not matter.
NEPHOSCOPE_LANES Words64 limits_of(const std::uint64_t* threshold, const std::uint8_t* row, int w, std::size_t first,
                                   std::size_t count) {
    Words64 limit{};
    for (std::size_t lane = 0; lane < kLanes; ++lane)
        if (first + lane < count)
            limit[lane] = threshold[std::size_t{row[first + lane]} * 4 + static_cast<std::size_t>(w)];
    return limit;
}

void words_below(const std::uint32_t* key, std::uint32_t counter_0, const std::uint32_t* customers, std::size_t count,
                 const std::uint8_t* row, const std::uint64_t* threshold, std::uint8_t* mask) {
    const PhiloxKeys keys = philox_keys(key);
    for (std::size_t first = 0; first < count; first += kTogether) {
        const std::size_t here = count - first < kTogether ? count - first : kTogether;
        PhiloxLanes block[kAtOnce];
        customer_blocks(keys, counter_0, customers + first, here, block);
        keep_words(block);
        const bool together = here == kTogether && one_row(row + first);
        std::uint8_t last[kTogether], *to = here == kTogether ? mask + first : last;
        for (int c = 0; c < kAtOnce; ++c) {
            Integers bits{};
            NEPHOSCOPE_UNROLL
            for (int w = 0; w < 4; ++w) {
                const Words64 limit =
                    together ? Words64{} + threshold[std::size_t{row[first]} * 4 + static_cast<std::size_t>(w)]
                             : limits_of(threshold, row + first, w, static_cast<std::size_t>(c * kLanes), here);
                // Words and limits are below 2^33, so that the sign of their difference tells.
                bits |= (__builtin_bit_cast(Integers, block[c].word[w] - limit) >> 63) & (std::int64_t{1} << w);
            }
            store_bytes(to + c * kLanes, bits);
        }
        if (to == last) __builtin_memcpy(mask + first, last, here);
    }
}

}  // namespace

}  // namespace nephoscope
