#pragma once

#include "models/customers/kernels.h"
#include "models/customers/lanes_offers.h"
#include "sim/core/lanes.h"
#include "sim/core/math_inline.h"

/// Own attractions, offers in lanes. Part of kernel_lanes.cpp, which alone includes it.
namespace nephoscope {

namespace {

NEPHOSCOPE_LANES Doubles sine(Doubles u, Doubles rest, double factor, double complement) {
    return math::sin_pi_inline(choose(factor * u > 0.5, rest + complement * u, factor * u));
}

/// scaled_log_stable of sim/core/random.h.
NEPHOSCOPE_LANES Doubles log_stable(Words64 u_word, Words64 w_word, double lambda) {
    const Doubles u = unit_uniforms(u_word), rest = unit_uniforms(~u_word);
    const Doubles w = -math::log_lanes(unit_uniforms(~w_word));
    const Doubles a = sine(u, rest, lambda, 1 - lambda);
    const Doubles b = math::sin_pi_inline(choose(u > 0.5, rest, u));
    const Doubles c = sine(u, rest, 1 - lambda, lambda);
    return lambda * math::log_lanes(a * w / c) + math::log_lanes(c / (b * w));
}

void own_attractions(const ShockView& view, std::uint32_t customer, int workload_slot, int epoch,
                     const double* lab_taste, const double* venue_taste, float* own) {
    double words[4 * kMostBlocks];  // the bits of words
    const auto field = static_cast<std::uint64_t>(static_cast<std::uint32_t>(workload_slot) << 8 |
                                                  static_cast<std::uint32_t>(epoch) << 16);
    constexpr int at_once = 16 / kLanes < 4 ? 16 / kLanes : 4;  // blocks are padded to eight
    for (int first = 0; first < view.blocks; first += at_once * kLanes) {
        PhiloxLanes block[at_once];
        for (int c = 0; c < at_once; ++c) {
            const int at = first + c * kLanes < view.blocks ? first + c * kLanes : first;
            block[c] = {{load<Words64>(view.stream + at) | field, Words64{} + std::uint64_t{customer}, Words64{},
                         load<Words64>(view.lab_slots + at)}};
        }
        philox_lanes(block, view.key);
        for (int c = 0; c < at_once && first + c * kLanes < view.blocks; ++c)
            for (int w = 0; w < 4; ++w) store(words + w * view.blocks + first + c * kLanes, block[c].word[w]);
    }
    double nest[16 + kLanes] = {};
    for (int first = 0; first < view.labs && view.dissimilarity < 1; first += kLanes)
        store(nest + first,
              log_stable(load<Words64>(words + first), load<Words64>(words + view.blocks + first), view.dissimilarity));
    for (int o = 0; o < view.labs * view.stride; ++o) own[o] = 0;
    for (int first = 0; first < view.offers; first += kLanes) {
        const Integers lab = load<Integers>(view.lab + first), venue = load<Integers>(view.venue + first);
        const Doubles word_bits = gather(words, load<Integers>(view.offer_word + first));
        const Doubles gumbel =
            -math::log_lanes(-math::log_lanes(unit_uniforms(__builtin_bit_cast(Words64, word_bits))));
        const Doubles taste = gather(lab_taste, lab) + gather(venue_taste, venue);
        const Doubles value = taste + (gather(nest, lab) + view.dissimilarity * gumbel) * view.per_precision;
        double out[kLanes];
        store(out, value);
        for (int lane = 0; lane < at_most_lanes(view.offers - first); ++lane)
            own[view.lab[first + lane] * view.stride + view.venue[first + lane]] = static_cast<float>(out[lane]);
    }
}

}  // namespace

}  // namespace nephoscope
