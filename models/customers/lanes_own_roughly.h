#pragma once

#include "models/customers/lanes_shocks.h"
#include "sim/core/single_draws.h"

/// Own attractions in single precision, for the sieve: labs, then offers, of all projects of a customer side by side.
/// docs/performance.md#sieve derives what they may be off. Part of kernel_lanes.cpp, which alone includes it.
#ifdef NEPHOSCOPE_SINGLES

namespace nephoscope {

namespace {

NEPHOSCOPE_LANES SingleUniform<TwoRows> uniforms_of(const std::int32_t* words) {
    return uniform_single<TwoRows>(load_rows<WholesOf<TwoRows>>(words));
}

/// taste[count, padded to two rows]; further entries are left.
NEPHOSCOPE_LANES void rough_tastes(const TasteView& view, std::uint32_t customer, float* taste) {
    NEPHOSCOPE_LINES double words[4 * kMostTasteBlocks];
    NEPHOSCOPE_LINES std::int32_t picked[kMostTastes + kSingles];
    draw_words<kTasteBlocksAtOnce>(view.blocks, customer, 0, words);
    for (int j = 0; j < view.count; j += 2 * kSingles) {
        store(picked + j, gather_low(words, load<Wholes>(view.word_of + j)));
        store(picked + j + kSingles, gather_low(words, load<Wholes>(view.word_of + j + kSingles)));
    }
    for (int j = 0; j < view.count; j += 2 * kSingles) {
        const TwoRows scale = two_rows(to_singles(view.scale + j), to_singles(view.scale + j + kSingles));
        store_rows(taste + j, scale * normal_quantile_single(uniforms_of(picked + j)));
    }
}

/// Dissimilarity λ and 1 − λ.
struct RoughNesting {
    float its, complement;
};

/// u·factor as an argument of sin_pi_single: from the other end above ½.
NEPHOSCOPE_LANES TwoRows rough_angle(const SingleUniform<TwoRows>& u, float factor, float complement) {
    const TwoRows value = u.value(), angle = factor * value;
    return choose(angle > 0.5F, u.rest() + complement * value, angle);
}

/// scaled_log_stable: λ·ln(a/c) + ln(c/b) − (1 − λ)·ln W, of which no term is far below 0.
NEPHOSCOPE_LANES TwoRows rough_nest(const SingleUniform<TwoRows>& u, const SingleUniform<TwoRows>& w,
                                    RoughNesting lambda) {
    const TwoRows a = sin_pi_single(rough_angle(u, lambda.its, lambda.complement)), b = sin_pi_single(u.near),
                  c = sin_pi_single(rough_angle(u, lambda.complement, lambda.its));
    return lambda.its * log_single(a / c) + log_single(c / b) - lambda.complement * log_single(minus_log_single(w));
}

/// What several projects need of their words: nests by project and lab, shocks by project and offer.
struct RoughWords {
    static constexpr int kMostNests = 8 * 16 + 2 * kSingles, kMostShocks = 8 * 16 * kSingles + 2 * kSingles;
    NEPHOSCOPE_LINES std::int32_t u[kMostNests], w[kMostNests], shock[kMostShocks];
    int nests = 0, shocks = 0;

    /// Those of one more project. What is stored beyond its labs, the next one overwrites; its shocks are padded.
    NEPHOSCOPE_LANES void add(const ShockView& view, std::uint32_t customer, std::uint32_t project) {
        NEPHOSCOPE_LINES double words[4 * kMostBlocks];
        draw_words<kShockBlocksAtOnce>(view.blocks, customer, project, words);
        for (int l = 0; l < view.labs; l += kSingles) {
            store(u + nests + l, low_halves(words + l));
            store(w + nests + l, low_halves(words + view.blocks.count + l));
        }
        nests += view.labs;
        for (int j = 0; j < view.offers; j += kSingles)
            store(shock + shocks + j, gather_low(words, load<Wholes>(view.word_of + j)));
        shocks += padded(view.offers);
    }

    NEPHOSCOPE_LANES static int padded(int offers) { return (offers + kSingles - 1) / kSingles * kSingles; }
};

/// nest[projects×labs, padded to two rows].
NEPHOSCOPE_LANES void rough_nests(const ShockView& view, const RoughWords& words, float* nest) {
    const RoughNesting lambda{static_cast<float>(view.dissimilarity), static_cast<float>(1 - view.dissimilarity)};
    for (int j = 0; j < words.nests; j += 2 * kSingles)
        store_rows(nest + j, rough_nest(uniforms_of(words.u + j), uniforms_of(words.w + j).turned(), lambda));
}

/// −Gumbel of every shock, padded likewise.
NEPHOSCOPE_LANES void rough_gumbels(const RoughWords& words, float* gumbel) {
    for (int j = 0; j < words.shocks; j += 2 * kSingles)
        store_rows(gumbel + j, log_single(minus_log_single(uniforms_of(words.shock + j))));
}

/// Of one project: `nest` and `taste` by lab, `gumbel` by offer.
NEPHOSCOPE_LANES void rough_rows(const ShockView& view, const float* nest, const float* gumbel, const float* taste,
                                 float* own) {
    const auto per_precision = static_cast<float>(view.per_precision);
    const float scale = per_precision * static_cast<float>(view.dissimilarity);
    const Singles venue = load<Singles>(taste + view.labs);
    for (int l = 0; l < view.labs; ++l) {
        const int at = l * kSingles;
        const Singles its = permuted(load<Singles>(gumbel + view.first_of[l]), load<Wholes>(view.rank_at + at));
        const Singles sum = (singles(taste[l] + per_precision * nest[l]) + venue) - scale * its;
        store(own + at, from_whole_bits(whole_bits(sum) & load<Wholes>(view.sold_at + at)));
    }
}

/// Step by step for all projects, so that one need not wait for what another's came to.
void own_roughly(const ShockView& view, const TasteView& tastes, std::uint32_t customer, const ProjectRows& rows) {
    NEPHOSCOPE_LINES float taste[kMostTastes + kSingles];  // beyond tastes anything: nothing is sold there
    rough_tastes(tastes, customer, taste);
    RoughWords words;
    for (int p = 0; p < rows.count; ++p) words.add(view, customer, rows.project[p]);
    NEPHOSCOPE_LINES float nest[RoughWords::kMostNests], gumbel[RoughWords::kMostShocks];
    if (view.dissimilarity < 1)
        rough_nests(view, words, nest);
    else
        __builtin_memset(nest, 0, sizeof nest);
    rough_gumbels(words, gumbel);
    const int each = RoughWords::padded(view.offers);
    for (int p = 0; p < rows.count; ++p) rough_rows(view, nest + p * view.labs, gumbel + p * each, taste, rows.own[p]);
}

}  // namespace

}  // namespace nephoscope

#endif
