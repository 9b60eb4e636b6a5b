#include "models/customers/kernels.h"
#include "sim/core/lanes.h"
#include "sim/core/math_inline.h"

/// The kernels in lanes: compiled once for each instruction set, under another name each (NEPHOSCOPE_KERNELS). No
/// function of another header may be called from here but those that are inlined by force.
namespace nephoscope {

namespace {

NEPHOSCOPE_LANES Integers lane_numbers() { return Integers{0, 1, 2, 3, 4, 5, 6, 7}; }

NEPHOSCOPE_LANES int at_most_lanes(int count) { return count < kLanes ? count : kLanes; }

/// table[index] of a row over venues.
NEPHOSCOPE_LANES Doubles at_venues(const double* table, int venues, Integers index) {
    return venues <= kLanes ? pick(load_first(table, venues), index) : gather(table, index);
}

NEPHOSCOPE_LANES double fee_of_base(const TermsView& view, const double* base_share, const double* egress) {
    double fee = 0;
    for (int c = 0; c < view.venues; ++c) fee += base_share[c] * egress[c];
    return fee;
}

void known_terms(const TermsView& view, const ContractRow& row, const double* base_share, int k, double* out) {
    const auto stride = static_cast<std::size_t>(view.stride), offers = static_cast<std::size_t>(view.labs) * stride;
    const double* fixed =
        view.known + (row.contract * static_cast<std::size_t>(view.workloads) + static_cast<std::size_t>(k)) * offers;
    const double* seller = view.seller + row.seller * offers;
    const double* egress = view.egress + row.region * stride;
    const double* gravity = view.gravity + static_cast<std::size_t>(k) * stride;
    const double fee = fee_of_base(view, base_share, egress), data_gb = view.data_gb[k];
    for (std::size_t first = 0; first < stride; first += kLanes) {
        const Doubles share = load_first(base_share + first, at_most_lanes(view.venues - static_cast<int>(first)));
        const Doubles foreign = fee - share * load<Doubles>(egress + first);
        const Doubles pull = load<Doubles>(gravity + first) * (1.0 - (load<Doubles>(view.near + first) + share));
        for (std::size_t o = first; o < offers; o += stride) {
            const Doubles price = load<Doubles>(seller + o) + data_gb * foreign;
            store(out + o, (load<Doubles>(fixed + o) - math::log_lanes(price)) - pull);
        }
    }
}

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
    std::uint64_t words[4 * kMostBlocks];
    const auto field = static_cast<std::uint64_t>(static_cast<std::uint32_t>(workload_slot) << 8 |
                                                  static_cast<std::uint32_t>(epoch) << 16);
    for (int first = 0; first < view.blocks; first += kLanes) {
        const PhiloxLanes counter{{load<Words64>(view.stream + first) | field, Words64{} + customer, Words64{},
                                   load<Words64>(view.lab_slots + first)}};
        const PhiloxLanes block = philox_lanes(counter, view.key);
        for (int w = 0; w < 4; ++w) store(words + w * view.blocks + first, block.word[w]);
    }
    double nest[2 * kLanes] = {};
    for (int first = 0; first < view.labs && view.dissimilarity < 1; first += kLanes)
        store(nest + first,
              log_stable(load<Words64>(words + first), load<Words64>(words + view.blocks + first), view.dissimilarity));
    for (int o = 0; o < view.labs * view.stride; o += kLanes)
        for (int lane = 0; lane < kLanes; ++lane) own[o + lane] = 0;
    for (int first = 0; first < view.offers; first += kLanes) {
        const int count = at_most_lanes(view.offers - first);
        Words64 word = Words64{} + 1;
        Doubles taste{}, of_lab{};
        for (int lane = 0; lane < count; ++lane) {
            const int l = view.lab[first + lane];
            word[lane] = words[view.offer_word[first + lane]];
            taste[lane] = lab_taste[l] + venue_taste[view.venue[first + lane]];
            of_lab[lane] = nest[l];
        }
        const Doubles gumbel = -math::log_lanes(-math::log_lanes(unit_uniforms(word)));
        const Doubles value = taste + (of_lab + view.dissimilarity * gumbel) * view.per_precision;
        for (int lane = 0; lane < count; ++lane)
            own[view.lab[first + lane] * view.stride + view.venue[first + lane]] = static_cast<float>(value[lane]);
    }
}

NEPHOSCOPE_LANES Doubles gain_of(Doubles attraction, double excess) {
    const Doubles x = excess * attraction;
    return excess == 0 ? attraction : math::expm1_lanes(choose(x > 700.0, broadcast<Doubles>(700.0), x));
}

NEPHOSCOPE_LANES Doubles surplus_of(Doubles budget, Doubles attraction, double excess) {
    const Doubles gain = gain_of(attraction, excess);
    return budget * (excess == 0 ? gain : gain * (1 / excess));
}

void best_offers(int labs, int stride, const Question& q, double* value, std::uint8_t* lab) {
    const Doubles budget = broadcast<Doubles>(q.budget);
    for (int first = 0; first < stride; first += kLanes) {
        Doubles move = Doubles{} + q.floor, stay = move;
        Integers move_lab{};
        for (int l = 0; l < labs; ++l) {
            const int o = l * stride + first;
            const Doubles attraction = load<Doubles>(q.terms + o) + to_doubles(q.own + o);
            if (l == q.lab) {
                stay = attraction;
                continue;
            }
            const auto better = attraction > move;
            move = choose(better, attraction, move);
            move_lab = choose(better, Integers{} + l, move_lab);
        }
        const Doubles to_venue = choose(lane_numbers() + first == q.venue, Doubles{}, broadcast<Doubles>(q.to_venue));
        Doubles best = choose(move > q.floor, surplus_of(budget, move, q.excess) - (to_venue + q.to_lab),
                              broadcast<Doubles>(kNoOffer));
        if (q.lab >= 0) {
            const Doubles kept =
                choose(stay > q.floor, surplus_of(budget, stay, q.excess) - to_venue, broadcast<Doubles>(kNoOffer));
            const auto keeps = (kept > best) | ((kept == best) & (move_lab > q.lab));
            best = choose(keeps, kept, best);
            move_lab = choose(keeps, Integers{} + q.lab, move_lab);
        }
        store(value + first, best);
        for (int lane = 0; lane < kLanes; ++lane) lab[first + lane] = static_cast<std::uint8_t>(move_lab[lane]);
    }
}

/// What the workloads of one customer desire, in lanes; 0 in lanes that are on no offer.
struct DesireLanes {
    Doubles outlay, surplus, units;
    Integers offer, venue;  ///< lab·venues + venue
    unsigned live;          ///< bit k: workload k is on an offer
};

NEPHOSCOPE_LANES DesireLanes desire_lanes(const DesireView& view, std::size_t i) {
    const TermsView& terms = view.terms;
    const int k = terms.workloads;
    const std::size_t slot = i * static_cast<std::size_t>(k);
    const auto stride = static_cast<std::size_t>(terms.stride), offers = static_cast<std::size_t>(terms.labs) * stride;
    const std::size_t seller_row =
        std::size_t{view.segment[i]} * static_cast<std::size_t>(terms.venues) + view.contract_cloud[i];
    const std::size_t contract = seller_row * 2 + view.regulated[i];
    const double* egress = terms.egress + std::size_t{view.region[i]} * stride;
    const double* base = view.base_share + i * static_cast<std::size_t>(terms.venues);

    DesireLanes out;
    out.live = 0;
    for (int w = 0; w < k; ++w)
        out.live |=
            (view.active[slot + static_cast<std::size_t>(w)] != 0 && view.lab[slot + static_cast<std::size_t>(w)] != 255
                 ? 1U
                 : 0U)
            << w;
    const Integers bit = Integers{1, 2, 4, 8, 16, 32, 64, 128};
    const auto live = ((Integers{} + static_cast<std::int64_t>(out.live)) & bit) != 0;
    const Integers lab = choose(live, load_first(view.lab + slot, k), Integers{});
    out.venue = choose(live, load_first(view.venue + slot, k), Integers{});
    out.offer = lab * terms.venues + out.venue;
    const Integers at = lab * terms.stride + out.venue;

    const Doubles share = at_venues(base, terms.venues, out.venue);
    const Doubles foreign = fee_of_base(terms, base, egress) - share * at_venues(egress, terms.venues, out.venue);
    const Doubles price = gather(terms.seller + seller_row * offers, at) + load<Doubles>(terms.data_gb) * foreign;
    const Doubles distance = 1.0 - (at_venues(terms.near, terms.venues, out.venue) + share);
    const Integers numbers = choose(lane_numbers() < k, lane_numbers(), Integers{});
    const Doubles pull = gather(terms.gravity, numbers * terms.stride + out.venue) * distance;
    const Doubles fixed = gather(terms.actual + contract * static_cast<std::size_t>(k) * offers,
                                 numbers * (terms.labs * terms.stride) + at);
    const Doubles attraction = ((fixed - math::log_lanes(price)) - pull) + load_first(view.own + slot, k);

    const Doubles budget =
        choose(live, (view.budget[i] * load_first(view.workload_share + slot, k)) * view.growth, Doubles{});
    const Doubles gain = choose(live, gain_of(attraction, view.excess), Doubles{});
    out.outlay = view.excess == 0 ? budget : budget + budget * gain;
    out.surplus = budget * (view.excess == 0 ? gain : gain * (1 / view.excess));
    out.units = out.outlay / price;
    return out;
}

void desires(const DesireView& view, std::size_t i, Desires& out) {
    const DesireLanes its = desire_lanes(view, i);
    store(out.outlay, its.outlay);
    store(out.surplus, its.surplus);
    store(out.units, its.units);
}

NEPHOSCOPE_LANES Doubles magnitude(Doubles x) { return choose(x < 0.0, -x, x); }

void desire_block(const DesireView& view, std::size_t first, std::size_t last, DesireSums& sums) {
    const TermsView& terms = view.terms;
    const auto workloads = static_cast<std::size_t>(terms.workloads);
    const auto offers = static_cast<std::size_t>(terms.labs) * static_cast<std::size_t>(terms.venues);
    const std::size_t fields = 3 + static_cast<std::size_t>(view.clouds);
    Doubles total{}, largest{};
    for (std::size_t i = first; i < last; ++i) {
        const DesireLanes its = desire_lanes(view, i);
        if (its.live == 0) continue;
        const double weight = static_cast<double>(view.weight[i]) * 0x1p-20 * kTicks;
        std::int64_t ticks[19][kLanes], offer[kLanes];
        const Doubles postings[3] = {its.outlay * weight, its.surplus * weight, its.units * weight};
        for (int f = 0; f < 3; ++f) {
            store(ticks[f], to_nearest(postings[f]));
            const Doubles size = magnitude(postings[f]);
            total += size;
            largest = choose(size > largest, size, largest);
        }
        const double* base = view.base_share + i * static_cast<std::size_t>(terms.venues);
        const double* egress = terms.egress + std::size_t{view.region[i]} * static_cast<std::size_t>(terms.stride);
        for (int c = 0; c < view.clouds; ++c) {
            const int cloud = view.cloud[c];
            const Doubles moved = (postings[2] * load<Doubles>(terms.data_gb)) * (base[cloud] * egress[cloud]);
            store(ticks[3 + c], to_nearest(choose(its.venue == cloud, Doubles{}, moved)));
        }
        store(offer, its.offer);
        std::int64_t* row = sums.cells + std::size_t{view.segment[i]} * workloads * offers * fields;
        std::int64_t* decile = sums.surplus_decile + std::size_t{view.decile[i]} * offers;
        for (unsigned left = its.live; left != 0; left &= left - 1) {
            const int k = __builtin_ctz(left);
            const auto o = static_cast<std::size_t>(offer[k]);
            std::int64_t* cell = row + (static_cast<std::size_t>(k) * offers + o) * fields;
            for (std::size_t f = 0; f < fields; ++f) cell[f] += ticks[f][k];
            decile[o] += ticks[1][k];
        }
    }
    for (int lane = 0; lane < kLanes; ++lane) {
        sums.total += total[lane];
        sums.largest = largest[lane] > sums.largest ? largest[lane] : sums.largest;
    }
}

NEPHOSCOPE_LANES PhiloxLanes customer_block(const std::uint32_t* key, std::uint32_t counter_0,
                                            const std::uint32_t* customers, std::size_t count) {
    Words64 id{};
    for (std::size_t lane = 0; lane < count; ++lane) id[lane] = customers[lane];
    return philox_lanes({{Words64{} + std::uint64_t{counter_0}, id, Words64{}, Words64{}}}, key);
}

void customer_words(const std::uint32_t* key, std::uint32_t counter_0, const std::uint32_t* customers,
                    std::size_t count, std::uint32_t* word) {
    for (std::size_t first = 0; first < count; first += kLanes) {
        const std::size_t here = count - first < kLanes ? count - first : std::size_t{kLanes};
        const PhiloxLanes block = customer_block(key, counter_0, customers + first, here);
        for (std::size_t lane = 0; lane < here; ++lane)
            word[first + lane] = static_cast<std::uint32_t>(block.word[0][lane]);
    }
}

void words_below(const std::uint32_t* key, std::uint32_t counter_0, const std::uint32_t* customers, std::size_t count,
                 const std::uint8_t* row, const std::uint64_t* threshold, std::uint8_t* mask) {
    for (std::size_t first = 0; first < count; first += kLanes) {
        const std::size_t here = count - first < kLanes ? count - first : std::size_t{kLanes};
        const PhiloxLanes block = customer_block(key, counter_0, customers + first, here);
        Integers bits{};
        for (int w = 0; w < 4; ++w) {
            Words64 limit{};
            for (std::size_t lane = 0; lane < here; ++lane)
                limit[lane] = threshold[std::size_t{row[first + lane]} * 4 + static_cast<std::size_t>(w)];
            const Integers set = __builtin_bit_cast(Integers, block.word[w] < limit);
            bits |= set & (std::int64_t{1} << w);
        }
        for (std::size_t lane = 0; lane < here; ++lane) mask[first + lane] = static_cast<std::uint8_t>(bits[lane]);
    }
}

constexpr Kernels kTable{NEPHOSCOPE_KERNELS_NAME, known_terms, own_attractions, best_offers, desires, desire_block,
                         customer_words,          words_below};

}  // namespace

const Kernels& NEPHOSCOPE_KERNELS() { return kTable; }

}  // namespace nephoscope
