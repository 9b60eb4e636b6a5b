#pragma once

#include "models/customers/lanes_sieve.h"

/// Values of offers in single precision, each with a bound on what it may be off: questions in lanes, a register of
/// them at a time. docs/performance.md#sieve derives the bounds. Part of kernel_lanes.cpp, which alone includes it.
#ifdef NEPHOSCOPE_SINGLES

namespace nephoscope {

namespace {

inline constexpr int kLegacy = kSingles;  ///< as a place

/// What is found of each of many questions; the last register may reach beyond them.
struct SieveFound {
    static constexpr int kMost = 8 * kMostSifted + kFull;
    NEPHOSCOPE_LINES float best[kMost * kSingles];  ///< [questions][eight venues] value of the better offer [USD/month]
    NEPHOSCOPE_LINES float top[kMost];              ///< the largest of them
    NEPHOSCOPE_LINES float error[kMost];            ///< more than any value is off
    NEPHOSCOPE_LINES std::int32_t labs[kMost];      ///< bits 4v to 4v + 3: lab of the better offer at venue v (of 16)
    NEPHOSCOPE_LINES std::int32_t unclear[kMost];   ///< bit v: which lab that is
    NEPHOSCOPE_LINES std::int32_t sound[kMost];     ///< −1: the rest holds; 0: something is out of range or no number
    NEPHOSCOPE_LINES std::int32_t place[kMost];     ///< the best of all venues, or kLegacy
    NEPHOSCOPE_LINES std::int32_t is_clear[kMost];  ///< −1: that it is
    NEPHOSCOPE_LINES float value[kMost];            ///< there
    NEPHOSCOPE_LINES float worth[kMost];            ///< no more than it is above the second best place
};

/// Venues of a register of questions, and what they share.
template <class V>
struct SieveColumns {
    V move[kSingles], second[kSingles];  ///< attraction of the best lab and of the second
    V stay[kSingles];                    ///< of the current lab, −∞ without any
    WholesOf<V> lab[kSingles];           ///< of `move`
    V current = in_all<V>(kNever);       ///< of the current offer; any without one
    V slack{};  ///< more than any attraction is off, and more than gain is per outlay and budget
    WholesOf<V> sound{};
    V move_value[kSingles], stay_value[kSingles];
    V top{}, error{};
};

/// The two best labs at each venue, the current one, and what attractions may be off.
template <class V>
NEPHOSCOPE_LANES void sieve_best_labs(const TermsView& view, const SieveAsked& asked, SieveColumns<V>& c) {
    NEPHOSCOPE_LINES V turned[17][kSingles];
    for (int l = 0; l <= view.labs; ++l)
        turn_rows(asked.attraction + static_cast<std::size_t>(l) * kSingles, sieve_row(view), turned[l]);
    const WholesOf<V> its_lab = load<WholesOf<V>>(asked.lab), its_venue = load<WholesOf<V>>(asked.venue);
    V all{}, largest = in_all<V>(kNever), size = in_all<V>(view.single_size);
    for (int v = 0; v < view.venues; ++v) {
        V top = in_all<V>(kNever), second = top, stay = top;
        WholesOf<V> lab{};
        for (std::uint32_t left = view.labs_at[v]; left != 0; left &= left - 1) {
            const int l = __builtin_ctz(left);
            const V its = turned[l][v];
            all += its;
            second = larger(smaller(its, top), second);
            lab = choose(its > top, WholesOf<V>{} + l, lab);
            top = larger(its, top);
            stay = choose(its_lab == l, its, stay);
        }
        c.move[v] = top, c.second[v] = second, c.stay[v] = stay, c.lab[v] = lab;
        c.current = choose(its_venue == v, stay, c.current);
        largest = larger(top, largest);
        size = larger(turned[view.labs][v], size);
    }
    c.slack = kSlack * (1 + size) + load<V>(asked.own_off);
    c.sound = (all == all) & (largest < kFar) & (c.slack < 1.0F);
}

/// What all questions share: η − 1 and its reciprocal, costs of leaving the lab and the venue per outlay.
struct SieveShared {
    float excess, per_excess, lab_months, venue_months;
};

/// CS of `scale` = budget/x, less `cost`. Without attraction above −1 an offer is worth less than nothing, whatever it
/// costs to go there.
template <class V>
NEPHOSCOPE_LANES V sieve_value(V attraction, SieveShared x, V scale, V cost) {
    const V its = larger(attraction, in_all<V>(-1.0F));
    return fused(scale, x.excess == 0 ? its : expm1_single(x.excess * its), -cost);
}

/// Outlay on the current offer at the actual quality, 0 where nothing is paid for leaving. Not sound where that quality
/// is too far from the known one, or nobody may buy there any more.
template <class V>
NEPHOSCOPE_LANES V sieve_outlay(const SieveAsked& asked, SieveShared x, SieveColumns<V>& c) {
    const V budget = load<V>(asked.budget), news = load<V>(asked.news);
    const WholesOf<V> none = load<WholesOf<V>>(asked.lab) < 0;
    const V pays = budget * exponential_single(x.excess * (c.current + news)).value();
    const V outlay = choose(none, V{}, pays);
    const WholesOf<V> near = magnitude(news) * kSlack < c.slack - load<V>(asked.own_off);
    c.sound = c.sound & (x.excess * c.slack < 16 * kSlack) & (budget < kFar) & (outlay < kFar) & (near | none);
    return outlay;
}

/// Values of the best offer and of the current lab's at each venue, less what leaving costs; where the best lab is the
/// current one, staying is never worth less.
template <class V>
NEPHOSCOPE_LANES void sieve_values(const TermsView& view, const SieveAsked& asked, SieveShared x, SieveColumns<V>& c) {
    const V outlay = sieve_outlay(asked, x, c), budget = load<V>(asked.budget);
    const V to_lab = outlay * x.lab_months, to_venue = outlay * x.venue_months;
    const WholesOf<V> none = load<WholesOf<V>>(asked.lab) < 0, its_venue = load<WholesOf<V>>(asked.venue);
    const V scale = x.excess == 0 ? budget : budget * x.per_excess;
    c.top = in_all<V>(-kFar);
    for (int v = 0; v < view.venues; ++v) {
        const V venue = choose(its_venue == v, V{}, to_venue);
        c.move_value[v] = sieve_value(c.move[v], x, scale, venue + to_lab);
        c.stay_value[v] = choose(none, in_all<V>(-kFar), sieve_value(c.stay[v], x, scale, venue));
        c.top = larger(larger(c.stay_value[v], c.move_value[v]), c.top);
    }
    const V costs = to_lab + to_venue, most = larger(c.top, V{}) + costs;
    c.error = c.slack * (budget + x.excess * (most + costs)) + kRounding * (most + costs);
}

/// The best of places so far, in every lane.
template <class V>
struct SieveTop {
    V value = in_all<V>(-kFar), second = value;
    WholesOf<V> place{}, unclear{};

    NEPHOSCOPE_LANES void take(int v, V its, WholesOf<V> is_unclear) {
        const WholesOf<V> better = its > value;
        second = larger(smaller(its, value), second);
        place = choose(better, WholesOf<V>{} + v, place);
        unclear = choose(better, is_unclear, unclear);
        value = larger(its, value);
    }
};

/// Answers to a register of questions, from number `first` on.
template <class V>
NEPHOSCOPE_LANES void sieve_answer(const TermsView& view, const SieveAsked& asked, SieveColumns<V>& c,
                                   std::size_t first, SieveFound& found) {
    const WholesOf<V> its_lab = load<WholesOf<V>>(asked.lab);
    V best[kSingles];
    WholesOf<V> labs{}, unclear{};
    SieveTop<V> top;
    for (int v = 0; v < kSingles; ++v) {
        best[v] = in_all<V>(-kFar);
        if (v >= view.venues) continue;
        const std::int32_t bit = 1 << v;
        const V move = c.move_value[v], stay = c.stay_value[v];
        const WholesOf<V> stays = stay > move, another = c.lab[v] != its_lab;
        const WholesOf<V> is_unclear = (~stays & (c.move[v] - c.second[v] <= 2.0F * c.slack)) |
                                       (another & (magnitude(stay - move) <= 2.0F * c.error));
        best[v] = larger(stay, move);
        labs = labs | (choose(stays, its_lab, c.lab[v]) << (4 * v));
        unclear = unclear | (is_unclear & bit);
        top.take(v, best[v], is_unclear);
    }
    const V least = 2.0F * c.error, others = larger(top.second, V{});
    const WholesOf<V> legacy = top.value < -least,
                      is_clear = (top.value > least) & (top.value - top.second > least) & ~top.unclear;
    turn_columns(best, found.best + first * kSingles);
    store(found.top + first, c.top);
    store(found.error + first, c.error);
    store(found.labs + first, labs);
    store(found.unclear + first, unclear);
    store(found.sound + first, c.sound);
    store(found.place + first, choose(legacy, WholesOf<V>{} + kLegacy, top.place));
    store(found.is_clear + first, legacy | is_clear);
    store(found.value + first, choose(legacy, V{}, top.value));
    store(found.worth + first, choose(legacy, V{}, top.value - others) - least);
}

/// Questions of customers, a register at a time.
struct SieveLook {
    const TermsView& view;
    SieveShared x;
    SieveAsked asked;
    std::size_t lane = 0, count = 0;  ///< taken of the register; questions in all

    SieveLook(const TermsView& its_view, double excess, const SiftProblem& p)
        : view(its_view),
          x{static_cast<float>(excess), 1 / static_cast<float>(excess), static_cast<float>(p.lab_months),
            static_cast<float>(p.venue_months)} {}

    void ask(const Questions& q, SieveFound& found) {
        const SieveTerms terms = sieve_terms(view, q);
        for (int n = 0; n < q.count; ++n) {
            sieve_ask(view, q, n, terms, lane, asked);
            ++count;
            if (++lane == kFull) answer(found);
        }
    }

    /// What is asked so far: in half a register where that holds it.
    void answer(SieveFound& found) {
        if (lane == 0) return;
        if (lane <= kSingles)
            answer_in<Singles>(found);
        else
            answer_in<FullSingles>(found);
        lane = 0;
    }

private:
    template <class V>
    void answer_in(SieveFound& found) {
        for (std::size_t n = lane; n < kLanesOf<V>; ++n) asked.leave_out(n, sieve_row(view));
        SieveColumns<V> c;
        sieve_best_labs(view, asked, c);
        sieve_values(view, asked, x, c);
        sieve_answer(view, asked, c, count - lane, found);
    }
};

}  // namespace

}  // namespace nephoscope

#endif
