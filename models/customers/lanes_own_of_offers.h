#pragma once

#include "models/customers/lanes_shocks.h"

/// Own attractions of single offers, one in each lane. Part of kernel_lanes.cpp, which alone includes it.
namespace nephoscope {

namespace {

/// The blocks of words that offers in lanes ask for, and which word of each: nests, shocks, tastes for lab and venue.
struct OfferBlocks {
    static constexpr int kBlocks = 4;
    std::uint64_t stream[kBlocks][kLanes], lab_slot[kBlocks][kLanes], customer[kLanes];
    std::int64_t word[kBlocks][kLanes];

    NEPHOSCOPE_LANES void set(int block, int lane, const BlockView& view, std::int64_t word_name,
                              std::uint32_t project) {
        const auto name = static_cast<std::uint32_t>(word_name), count = static_cast<std::uint32_t>(view.count),
                   at = name % count;
        stream[block][lane] = view.stream[at] | project;
        lab_slot[block][lane] = view.lab_slots[at];
        word[block][lane] = (name / count) * kLanes + static_cast<std::uint32_t>(lane);
    }
};

NEPHOSCOPE_LANES Doubles picked(const PhiloxLanes& block, const std::int64_t* word) {
    NEPHOSCOPE_LINES double words[4 * kLanes];
    for (int w = 0; w < 4; ++w) store(words + w * kLanes, block.word[w]);
    return unit_uniforms(__builtin_bit_cast(Words64, gather(words, load<Integers>(word))));
}

/// Of kLanes offers.
NEPHOSCOPE_LANES Doubles own_in_lanes(const ShockView& view, const OfferBlocks& asked, Doubles lab_scale,
                                      Doubles venue_scale) {
    PhiloxLanes block[OfferBlocks::kBlocks];
    NEPHOSCOPE_UNROLL
    for (int b = 0; b < OfferBlocks::kBlocks; ++b)
        block[b] = {{load<Words64>(asked.stream[b]), load<Words64>(asked.customer), Words64{},
                     load<Words64>(asked.lab_slot[b])}};
    philox_lanes(block, view.blocks.key);
    const Doubles nest =
        view.dissimilarity < 1 ? log_stable(block[0].word[0], block[0].word[1], view.dissimilarity) : Doubles{};
    const Doubles gumbel = -math::log_lanes(-math::log_lanes(picked(block[1], asked.word[1])));
    const Doubles taste = lab_scale * math::normal_quantile_lanes(picked(block[2], asked.word[2])) +
                          venue_scale * math::normal_quantile_lanes(picked(block[3], asked.word[3]));
    return taste + (nest + view.dissimilarity * gumbel) * view.per_precision;
}

void own_of_offers(const ShockView& view, const TasteView& tastes, const OwnOffer* offers, std::size_t count,
                   float* own) {
    for (std::size_t first = 0; first < count; first += kLanes) {
        NEPHOSCOPE_LINES OfferBlocks asked;
        NEPHOSCOPE_LINES double lab_scale[kLanes], venue_scale[kLanes];
        const int its = count - first < kLanes ? static_cast<int>(count - first) : kLanes;
        for (int lane = 0; lane < kLanes; ++lane) {
            const OwnOffer& one = offers[first + static_cast<std::size_t>(lane < its ? lane : 0)];
            const int l = one.lab, venue_taste = view.labs + one.venue;
            asked.customer[lane] = one.customer;
            asked.set(0, lane, view.blocks, l, one.project);
            asked.set(1, lane, view.blocks, view.offer_word[offer_at(view, l, one.venue)], one.project);
            asked.set(2, lane, tastes.blocks, tastes.word[l], 0);
            asked.set(3, lane, tastes.blocks, tastes.word[venue_taste], 0);
            lab_scale[lane] = tastes.scale[l];
            venue_scale[lane] = tastes.scale[venue_taste];
        }
        NEPHOSCOPE_LINES float out[kLanes];
        store_singles(out, own_in_lanes(view, asked, load<Doubles>(lab_scale), load<Doubles>(venue_scale)));
        for (int lane = 0; lane < its; ++lane) {
            const OwnOffer& one = offers[first + static_cast<std::size_t>(lane)];
            const bool is_sold = view.sold_at[one.lab * view.stride + one.venue] != 0;
            own[first + static_cast<std::size_t>(lane)] = is_sold ? out[lane] : 0.0F;
        }
    }
}

}  // namespace

}  // namespace nephoscope
