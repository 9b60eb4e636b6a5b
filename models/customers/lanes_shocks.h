#pragma once

#include "models/customers/kernels.h"
#include "models/customers/lanes_offers.h"
#include "sim/core/lanes.h"
#include "sim/core/lanes_pair.h"
#include "sim/core/lanes_philox.h"
#include "sim/core/math_inline.h"
#include "sim/core/math_normal.h"

/// Own attractions, offers in lanes; tastes, labs and venues in lanes. Part of kernel_lanes.cpp, which alone includes
/// it.
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

/// Registers of blocks that are drawn together: as many as stay registers, and as the baseline has.
inline constexpr int kShockBlocksAtOnce = kLanes < 8 ? 3 : 2, kTasteBlocksAtOnce = kLanes < 8 ? 2 : 1;

/// Bits of word w of block b: words[w·count + b]; their upper halves hold rubbish, which unit_uniforms clears.
/// `at_once` registers of blocks are drawn together.
template <int at_once>
NEPHOSCOPE_LANES void draw_words(const BlockView& view, std::uint32_t customer, std::uint32_t field, double* words) {
    for (int first = 0; first < view.drawn; first += at_once * kLanes) {
        PhiloxLanes block[at_once];
        int at[at_once];
        NEPHOSCOPE_UNROLL
        for (int c = 0; c < at_once; ++c) {
            at[c] = first + c * kLanes < view.drawn ? first + c * kLanes : first;
            block[c] = {{load<Words64>(view.stream + at[c]) | std::uint64_t{field}, Words64{} + std::uint64_t{customer},
                         Words64{}, load<Words64>(view.lab_slots + at[c])}};
        }
        philox_lanes(block, view.key);
        NEPHOSCOPE_UNROLL
        for (int c = 0; c < at_once; ++c) {
            NEPHOSCOPE_UNROLL
            for (int w = 0; w < 4; ++w) store(words + w * view.count + at[c], block[c].word[w]);
        }
    }
}

/// table[index] for the offers from `first` on and those from `second` on.
NEPHOSCOPE_LANES Pair<Doubles> gather_two(const double* table, const std::int64_t* index, int first, int second) {
    return {gather(table, load<Integers>(index + first)), gather(table, load<Integers>(index + second))};
}

void tastes(const TasteView& view, std::uint32_t customer, double* taste) {
    NEPHOSCOPE_LINES double words[4 * kMostTasteBlocks];
    draw_words<kTasteBlocksAtOnce>(view.blocks, customer, 0, words);
    for (int j = 0; j < view.count; j += kLanes) {
        const Doubles bits = gather(words, load<Integers>(view.word + j));
        const Doubles uniform = unit_uniforms(__builtin_bit_cast(Words64, bits));
        store(taste + j, load<Doubles>(view.scale + j) * math::normal_quantile_lanes(uniform));
    }
}

void gumbels(const BlockView& blocks, const std::int64_t* word, int count, std::uint32_t customer, double* out) {
    NEPHOSCOPE_LINES double words[4 * kMostTasteBlocks];
    draw_words<1>(blocks, customer, 0, words);
    for (int j = 0; j < count; j += kLanes) {
        const Doubles bits = gather(words, load<Integers>(word + j));
        store(out + j, -math::log_lanes(-math::log_lanes(unit_uniforms(__builtin_bit_cast(Words64, bits)))));
    }
}

void own_attractions(const ShockView& view, std::uint32_t customer, int workload_slot, int epoch,
                     const double* lab_taste, const double* venue_taste, float* own) {
    NEPHOSCOPE_LINES double words[4 * kMostBlocks], nest[16 + kLanes];
    draw_words<kShockBlocksAtOnce>(view.blocks, customer, project_of(workload_slot, epoch), words);
    for (int l = 0; l < view.labs; l += kLanes)
        store(nest + l, view.dissimilarity < 1
                            ? log_stable(load<Words64>(words + l), load<Words64>(words + view.blocks.count + l),
                                         view.dissimilarity)
                            : Doubles{});
    for (int o = 0; o < view.labs * view.stride; o += 8) __builtin_memset(own + o, 0, 8 * sizeof *own);
    for (int first = 0; first < view.offers; first += 2 * kLanes) {
        const int second = first + kLanes < view.offers ? first + kLanes : first;
        const Pair<Doubles> bits = gather_two(words, view.offer_word, first, second);
        const Pair<Doubles> uniform = unit_uniforms(
            Pair<Words64>{__builtin_bit_cast(Words64, bits.first), __builtin_bit_cast(Words64, bits.second)});
        const Pair<Doubles> gumbel = -math::log_lanes(-math::log_lanes(uniform));
        const Pair<Doubles> taste =
            gather_two(lab_taste, view.lab, first, second) + gather_two(venue_taste, view.venue, first, second);
        const Pair<Doubles> shock = gather_two(nest, view.lab, first, second) + view.dissimilarity * gumbel;
        const Pair<Doubles> its = taste + shock * view.per_precision;
        NEPHOSCOPE_LINES float out[2 * kLanes];
        store_singles(out, its.first), store_singles(out + kLanes, its.second);
        for (int j = first; j < first + 2 * kLanes && j < view.offers; ++j) own[view.place[j]] = out[j - first];
    }
}

}  // namespace

}  // namespace nephoscope
