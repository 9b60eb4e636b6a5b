#include "models/customers/kernels.h"
#include "sim/core/lanes.h"
#include "sim/core/math_inline.h"

/// The kernels in lanes: compiled once for each instruction set, under another name each (NEPHOSCOPE_KERNELS). No
/// function of another header may be called from here but those that are inlined by force.
namespace nephoscope {

namespace {

NEPHOSCOPE_LANES int at_most_lanes(int count) { return count < kLanes ? count : kLanes; }

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

NEPHOSCOPE_LANES Doubles gain_of(Doubles attraction, double excess) {
    const Doubles x = excess * attraction;
    return excess == 0 ? attraction : math::expm1_lanes(choose(x > 700.0, broadcast<Doubles>(700.0), x));
}

NEPHOSCOPE_LANES Doubles surplus_of(Doubles budget, Doubles attraction, double excess, double per_excess) {
    const Doubles gain = gain_of(attraction, excess);
    return budget * (excess == 0 ? gain : gain * per_excess);
}

void best_offers(int labs, int stride, const Question& q, double* value, std::uint8_t* lab) {
    const Doubles budget = broadcast<Doubles>(q.budget);
    const double per_excess = 1 / q.excess;
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
        Doubles best = choose(move > q.floor, surplus_of(budget, move, q.excess, per_excess) - (to_venue + q.to_lab),
                              broadcast<Doubles>(kNoOffer));
        if (q.lab >= 0) {
            const Doubles kept = choose(stay > q.floor, surplus_of(budget, stay, q.excess, per_excess) - to_venue,
                                        broadcast<Doubles>(kNoOffer));
            const auto keeps = (kept > best) | ((kept == best) & (move_lab > q.lab));
            best = choose(keeps, kept, best);
            move_lab = choose(keeps, Integers{} + q.lab, move_lab);
        }
        store(value + first, best);
        store_bytes(lab + first, move_lab);
    }
}

inline constexpr int kMostRows = 8, kMostVenues = 40;

/// The search over sets of venues: what it reads again at every node.
struct SetSearch {
    explicit SetSearch(const SetProblem& its) : problem(its) {}
    const SetProblem& problem;
    double later[kMostRows * kMostVenues];  ///< [rows][venues] largest value at a later venue
    double later_cost[kMostVenues];         ///< [venues] least cost of a later venue
    BestSet best;
};

void extend(SetSearch& search, const double* least, std::uint64_t set, double cost, int first_venue, int slots) {
    const SetProblem& p = search.problem;
    double bound[kMostVenues];
    for (int first = first_venue / kLanes * kLanes; first < p.venues; first += kLanes) {
        Doubles value{}, more{};
        for (int r = 0; r < p.rows; ++r) {
            const Doubles with = larger(broadcast<Doubles>(least[r]),
                                        load<Doubles>(p.value + static_cast<std::size_t>(r) * p.row_stride + first));
            value += with;
            if (slots > 1) more += larger(with, load<Doubles>(search.later + r * kMostVenues + first));
        }
        const Doubles its_cost = cost + load<Doubles>(p.cost + first);
        value -= its_cost;
        store(bound + first, more - (its_cost + load<Doubles>(search.later_cost + first)));
        unsigned better = lanes_set(__builtin_bit_cast(Integers, value > search.best.value));
        for (; better != 0; better &= better - 1) {
            const int lane = __builtin_ctz(better), v = first + lane;
            if (v < first_venue || v >= p.venues || (set >> v & 1U) != 0 || !(value[lane] > search.best.value))
                continue;
            search.best = {value[lane], set | std::uint64_t{1} << v};
        }
    }
    for (int v = first_venue; v < p.venues && slots > 1; ++v) {
        if ((set >> v & 1U) != 0 || bound[v] <= search.best.value) continue;
        double with[kMostRows];
        for (int r = 0; r < p.rows; ++r) {
            const double its = p.value[static_cast<std::size_t>(r) * p.row_stride + static_cast<std::size_t>(v)];
            with[r] = its > least[r] ? its : least[r];
        }
        extend(search, with, set | std::uint64_t{1} << v, cost + p.cost[v], v + 1, slots - 1);
    }
}

/// Fills a row of what later venues offer at most; venues beyond the last hold kNoOffer.
NEPHOSCOPE_LANES void fill_later(const double* value, int venues, double* later) {
    double largest = kNoOffer;
    for (int first = (venues - 1) / kLanes * kLanes; first >= 0; first -= kLanes) {
        Doubles its = load<Doubles>(value + first);
        its = choose(lane_numbers() + first < venues, its, broadcast<Doubles>(kNoOffer));
        store(later + first, largest_above(its, largest));
        for (int lane = 0; lane < kLanes; ++lane) largest = its[lane] > largest ? its[lane] : largest;
        if (first == 0) return;
    }
}

BestSet best_set(const SetProblem& problem) {
    SetSearch search{problem};
    search.best = {0, problem.in_use};
    for (int r = 0; r < problem.rows; ++r) search.best.value += problem.least[r];
    if (problem.slots <= 0) return search.best;
    for (int r = 0; r < problem.rows; ++r)
        fill_later(problem.value + static_cast<std::size_t>(r) * problem.row_stride, problem.venues,
                   search.later + r * kMostVenues);
    double least_cost = -kNoOffer;
    for (int v = problem.venues - 1; v >= 0; --v) {
        search.later_cost[v] = least_cost;
        if ((problem.in_use >> v & 1U) == 0 && problem.cost[v] < least_cost) least_cost = problem.cost[v];
    }
    extend(search, problem.least, problem.in_use, 0, 0, problem.slots);
    return search.best;
}

/// The first lane that is not below any other.
NEPHOSCOPE_LANES int first_largest(Doubles v, double& largest) {
#if defined(__AVX512F__)
    largest = _mm512_reduce_max_pd(__builtin_bit_cast(__m512d, v));
    return __builtin_ctz(lanes_set(__builtin_bit_cast(Integers, v == largest)));
#else
    int at = 0;
    largest = v[0];
    for (int lane = 1; lane < kLanes; ++lane)
        if (v[lane] > largest) largest = v[lane], at = lane;
    return at;
#endif
}

void best_venues(const SetProblem& problem, std::uint64_t set, double floor, int* venue, double* value) {
    const std::uint64_t here = set & ((std::uint64_t{1} << problem.venues) - 1);
    for (int r = 0; r < problem.rows; ++r) {
        const double* row = problem.value + static_cast<std::size_t>(r) * problem.row_stride;
        venue[r] = -1;
        value[r] = floor;
        for (int first = 0; first < problem.venues; first += kLanes) {
            const Integers inside = lanes_of(static_cast<unsigned>(here >> first) & ((1U << kLanes) - 1U));
            double most = 0;
            const int lane =
                first_largest(choose(inside, load<Doubles>(row + first), broadcast<Doubles>(kNoOffer)), most);
            if (!(most > value[r])) continue;
            value[r] = most;
            venue[r] = first + lane;
        }
    }
}

/// What `kLanes` workloads of one customer desire; 0 in lanes that are on no offer.
struct DesireLanes {
    Doubles outlay, surplus, units;
    Integers offer, venue;  ///< offer: lab·venues + venue
    Integers live;          ///< −1 where the workload is on an offer
};

/// Where a customer's rows start.
struct CustomerRows {
    std::size_t slot, seller, contract;
    const double *egress, *base;
    double fee, budget;
};

NEPHOSCOPE_LANES CustomerRows rows_of(const DesireView& view, std::size_t i) {
    const TermsView& terms = view.terms;
    CustomerRows rows;
    rows.slot = i * static_cast<std::size_t>(terms.workloads);
    rows.seller = std::size_t{view.segment[i]} * static_cast<std::size_t>(terms.venues) + view.contract_cloud[i];
    rows.contract = rows.seller * 2 + view.regulated[i];
    rows.egress = terms.egress + std::size_t{view.region[i]} * static_cast<std::size_t>(terms.stride);
    rows.base = view.base_share + i * static_cast<std::size_t>(terms.venues);
    rows.fee = fee_of_base(terms, rows.base, rows.egress);
    rows.budget = view.budget[i];
    return rows;
}

/// Workloads first, first + 1, ….
NEPHOSCOPE_LANES DesireLanes desire_lanes(const DesireView& view, const CustomerRows& rows, int first) {
    const TermsView& terms = view.terms;
    const int count = at_most_lanes(terms.workloads - first), offers = terms.labs * terms.stride;
    const std::size_t slot = rows.slot + static_cast<std::size_t>(first);
    const Integers lab_there = load_first(view.lab + slot, count);
    DesireLanes out;
    out.live = (load_first(view.active + slot, count) != 0) & (lab_there != 255);
    const Integers lab = lab_there & out.live;
    out.venue = load_first(view.venue + slot, count) & out.live;
    out.offer = lab * terms.venues + out.venue;
    const Integers at = lab * terms.stride + out.venue;
    const Integers workload = (lane_numbers() + first) & out.live;

    const Doubles share = pick(rows.base, terms.venues, out.venue);
    const Doubles foreign = rows.fee - share * pick(rows.egress, terms.venues, out.venue);
    const Doubles price = gather(terms.seller + rows.seller * static_cast<std::size_t>(offers), at) +
                          load<Doubles>(terms.data_gb + first) * foreign;
    const Doubles distance = 1.0 - (pick(terms.near, terms.venues, out.venue) + share);
    const Doubles pull = gather(terms.gravity, workload * terms.stride + out.venue) * distance;
    const double* actual = terms.actual + rows.contract * static_cast<std::size_t>(terms.workloads * offers);
    const Doubles fixed = gather(actual, workload * offers + at);
    const Doubles attraction = ((fixed - math::log_lanes(price)) - pull) + load_first(view.own + slot, count);

    const Doubles budget = (rows.budget * load_first(view.workload_share + slot, count)) * view.growth;
    const Doubles gain = gain_of(attraction, view.excess);
    out.outlay = choose(out.live, view.excess == 0 ? budget : budget + budget * gain, Doubles{});
    out.surplus = choose(out.live, budget * (view.excess == 0 ? gain : gain * (1 / view.excess)), Doubles{});
    out.units = out.outlay / price;
    return out;
}

void desires(const DesireView& view, std::size_t i, Desires& out) {
    const CustomerRows rows = rows_of(view, i);
    for (int first = 0; first < view.terms.workloads; first += kLanes) {
        const DesireLanes its = desire_lanes(view, rows, first);
        store(out.outlay + first, its.outlay);
        store(out.surplus + first, its.surplus);
        store(out.units + first, its.units);
    }
}

NEPHOSCOPE_LANES Doubles magnitude(Doubles x) { return choose(x < 0.0, -x, x); }

/// Adds the ticks of one lane to its cell.
NEPHOSCOPE_LANES void add_to_cell(std::int64_t* cell, const std::int64_t (&ticks)[19][kLanes], std::size_t fields,
                                  int lane) {
    for (std::size_t f = 0; f < fields; ++f) cell[f] += ticks[f][lane];
}

/// What one customer's workloads post, in ticks.
struct Posted {
    std::int64_t ticks[19][kLanes], offer[kLanes], live[kLanes];
    double outlay[kLanes];
};

/// Adds a customer's postings to the sums.
NEPHOSCOPE_LANES void add_posted(const DesireView& view, std::size_t i, int first, std::size_t in_block,
                                 const Posted& posted, DesireSums& sums) {
    const TermsView& terms = view.terms;
    const auto workloads = static_cast<std::size_t>(terms.workloads);
    const auto offers = static_cast<std::size_t>(terms.labs) * static_cast<std::size_t>(terms.venues);
    const std::size_t fields = 3 + static_cast<std::size_t>(view.clouds);
    std::int64_t* row = sums.cells + std::size_t{view.segment[i]} * workloads * offers * fields;
    std::int64_t* decile = sums.surplus_decile + std::size_t{view.decile[i]} * offers;
    for (int lane = 0; lane < at_most_lanes(terms.workloads - first); ++lane) {
        const auto k = static_cast<std::size_t>(first + lane);
        if (sums.outlay != nullptr) sums.outlay[in_block * workloads + k] = posted.ticks[0][lane];
        if (sums.desired != nullptr) sums.desired[in_block * workloads + k] = static_cast<float>(posted.outlay[lane]);
        if (posted.live[lane] == 0) continue;
        const auto o = static_cast<std::size_t>(posted.offer[lane]);
        add_to_cell(row + (k * offers + o) * fields, posted.ticks, fields, lane);
        decile[o] += posted.ticks[1][lane];
    }
}

void desire_block(const DesireView& view, std::size_t begin, std::size_t end, DesireSums& sums) {
    constexpr std::size_t at_once = 2;  // one customer alone waits for its own logarithms
    const TermsView& terms = view.terms;
    Doubles total{}, largest{};
    for (std::size_t i = begin; i < end; i += at_once)
        for (int first = 0; first < terms.workloads; first += kLanes) {
            Posted posted[at_once];
            for (std::size_t n = 0; n < at_once; ++n) {
                const std::size_t customer = i + n < end ? i + n : i;
                const CustomerRows rows = rows_of(view, customer);
                const double weight = static_cast<double>(view.weight[customer]) * 0x1p-20 * kTicks;
                const DesireLanes its = desire_lanes(view, rows, first);
                const Doubles postings[3] = {its.outlay * weight, its.surplus * weight, its.units * weight};
                for (int f = 0; f < 3; ++f) {
                    store(posted[n].ticks[f], to_nearest(postings[f]));
                    const Doubles size = magnitude(postings[f]);
                    if (i + n < end) total += size;
                    largest = choose(size > largest, size, largest);
                }
                const Doubles data = postings[2] * load<Doubles>(terms.data_gb + first);
                for (int c = 0; c < view.clouds; ++c) {
                    const int cloud = view.cloud[c];
                    const Doubles moved = data * (rows.base[cloud] * rows.egress[cloud]);
                    store(posted[n].ticks[3 + c], to_nearest(choose(its.venue == cloud, Doubles{}, moved)));
                }
                store(posted[n].outlay, its.outlay);
                store(posted[n].offer, its.offer);
                store(posted[n].live, its.live);
            }
            for (std::size_t n = 0; n < at_once && i + n < end; ++n)
                add_posted(view, i + n, first, i + n - begin, posted[n], sums);
        }
    for (int lane = 0; lane < kLanes; ++lane) {
        sums.total += total[lane];
        sums.largest = largest[lane] > sums.largest ? largest[lane] : sums.largest;
    }
}

/// Blocks of words of consecutive customers, several registers at once.
constexpr int kAtOnce = 4;
constexpr std::size_t kTogether = std::size_t{kAtOnce} * kLanes;

NEPHOSCOPE_LANES void customer_blocks(const std::uint32_t* key, std::uint32_t counter_0, const std::uint32_t* customers,
                                      std::size_t count, PhiloxLanes (&block)[kAtOnce]) {
    std::uint32_t last[kTogether] = {};
    if (count < kTogether) {
        for (std::size_t j = 0; j < count; ++j) last[j] = customers[j];
        customers = last;
    }
    for (int c = 0; c < kAtOnce; ++c)
        block[c] = {{Words64{} + std::uint64_t{counter_0}, to_words(customers + c * kLanes), Words64{}, Words64{}}};
    philox_lanes(block, key);
}

void customer_words(const std::uint32_t* key, std::uint32_t counter_0, const std::uint32_t* customers,
                    std::size_t count, std::uint32_t* word) {
    for (std::size_t first = 0; first < count; first += kTogether) {
        const std::size_t here = count - first < kTogether ? count - first : kTogether;
        PhiloxLanes block[kAtOnce];
        customer_blocks(key, counter_0, customers + first, here, block);
        std::uint64_t words[kTogether];
        for (int c = 0; c < kAtOnce; ++c) store(words + c * kLanes, block[c].word[0]);
        for (std::size_t j = 0; j < here; ++j) word[first + j] = static_cast<std::uint32_t>(words[j]);
    }
}

void words_below(const std::uint32_t* key, std::uint32_t counter_0, const std::uint32_t* customers, std::size_t count,
                 const std::uint8_t* row, const std::uint64_t* threshold, std::uint8_t* mask) {
    for (std::size_t first = 0; first < count; first += kTogether) {
        const std::size_t here = count - first < kTogether ? count - first : kTogether;
        PhiloxLanes block[kAtOnce];
        customer_blocks(key, counter_0, customers + first, here, block);
        bool one_row = true;
        for (std::size_t j = 1; j < here; ++j) one_row = one_row && row[first + j] == row[first];
        std::int64_t set[kTogether];
        for (int c = 0; c < kAtOnce; ++c) {
            Integers bits{};
            for (int w = 0; w < 4; ++w) {
                Words64 limit = Words64{} + threshold[std::size_t{row[first]} * 4 + static_cast<std::size_t>(w)];
                for (int lane = 0; lane < kLanes && !one_row; ++lane) {
                    const auto j = static_cast<std::size_t>(c * kLanes + lane);
                    if (j < here)
                        limit[lane] = threshold[std::size_t{row[first + j]} * 4 + static_cast<std::size_t>(w)];
                }
                // Words and limits are below 2^33, so that the sign of their difference tells.
                bits |= (__builtin_bit_cast(Integers, block[c].word[w] - limit) >> 63) & (std::int64_t{1} << w);
            }
            store(set + c * kLanes, bits);
        }
        for (std::size_t j = 0; j < here; ++j) mask[first + j] = static_cast<std::uint8_t>(set[j]);
    }
}

constexpr Kernels kTable{
    NEPHOSCOPE_KERNELS_NAME, known_terms, own_attractions, best_offers, best_set, best_venues, desires, desire_block,
    customer_words,          words_below};

}  // namespace

const Kernels& NEPHOSCOPE_KERNELS() { return kTable; }

}  // namespace nephoscope
