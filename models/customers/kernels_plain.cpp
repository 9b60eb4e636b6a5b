#include <algorithm>
#include <cmath>

#include "models/customers/base_steps.h"
#include "models/customers/kernels.h"
#include "models/customers/surplus.h"
#include "sim/core/math_inline.h"
#include "sim/core/random.h"

/// The plain loops that define what the kernels return: one offer, one workload, one customer after another.
namespace nephoscope {

namespace {

std::size_t z(int n) { return static_cast<std::size_t>(n); }

double fee_of_base(const TermsView& view, const double* base_share, const double* egress) {
    double fee = 0;
    for (int c = 0; c < view.base_venues; ++c) fee += base_share[c] * egress[c];
    return fee;
}

void known_terms(const TermsView& view, const ContractRow& row, const double* base_share, int k, double* out) {
    const std::size_t offers = z(view.labs * view.stride);
    const double* fixed = view.known + (row.contract * z(view.workloads) + z(k)) * offers;
    const double* egress = view.egress + row.region * z(view.stride);
    const double fee = fee_of_base(view, base_share, egress);
    for (int l = 0; l < view.labs; ++l)
        for (int v = 0; v < view.stride; ++v) {
            const std::size_t o = z(l * view.stride + v);
            const double share = v < view.base_venues ? base_share[v] : 0.0;
            const double foreign = fee - share * egress[v];
            const double price = view.seller[row.seller * offers + o] + view.data_gb[k] * foreign;
            const double distance = 1.0 - (view.near[v] + share);
            out[o] = (fixed[o] - math::log_inline(price)) - view.gravity[k * view.stride + v] * distance;
        }
}

/// Block `block` of a customer; of one of its projects (as by project_of), where the block is of those.
Words words_of(const BlockView& view, int block, std::uint32_t customer, std::uint32_t project = 0) {
    return philox({static_cast<std::uint32_t>(view.stream[block]) | project, customer, 0,
                   static_cast<std::uint32_t>(view.lab_slots[block])},
                  {view.key[0], view.key[1]});
}

/// Word of that name in those blocks.
std::uint32_t word_of(const BlockView& view, std::int64_t name, std::uint32_t customer, std::uint32_t project = 0) {
    const auto word = static_cast<int>(name);
    return words_of(view, word % view.count, customer, project)[z(word / view.count)];
}

double taste_of(const TasteView& view, int j, std::uint32_t customer) {
    return view.scale[j] * normal(word_of(view.blocks, view.word[j], customer));
}

void tastes(const TasteView& view, std::uint32_t customer, double* taste) {
    for (int j = 0; j < view.count; ++j) taste[j] = taste_of(view, j, customer);
}

void gumbels(const BlockView& blocks, const std::int64_t* word, int count, std::uint32_t customer, double* out) {
    for (int j = 0; j < count; ++j) out[j] = gumbel(word_of(blocks, word[j], customer));
}

/// Of offer j of those that could ever be sold; `taste` for lab and venue.
float own_attraction(const ShockView& view, std::uint32_t customer, std::uint32_t project, int j, double taste) {
    const int l = static_cast<int>(view.lab[j]);
    const double nest = scaled_log_stable(words_of(view.blocks, l, customer, project), view.dissimilarity);
    const double shock =
        nest + view.dissimilarity * gumbel(word_of(view.blocks, view.offer_word[j], customer, project));
    return static_cast<float>(taste + shock * view.per_precision);
}

void own_attractions(const ShockView& view, std::uint32_t customer, int workload_slot, int epoch,
                     const double* lab_taste, const double* venue_taste, float* own) {
    for (int o = 0; o < view.labs * view.stride; ++o) own[o] = 0;
    for (int j = 0; j < view.offers; ++j) {
        const int l = static_cast<int>(view.lab[j]), v = static_cast<int>(view.venue[j]);
        own[l * view.stride + v] =
            own_attraction(view, customer, project_of(workload_slot, epoch), j, lab_taste[l] + venue_taste[v]);
    }
}

void own_of_offers(const ShockView& view, const TasteView& tastes, const OwnOffer* offers, std::size_t count,
                   float* own) {
    for (std::size_t n = 0; n < count; ++n) {
        const auto [customer, project, l, v] = offers[n];
        own[n] = 0;
        if (view.sold_at[l * view.stride + v] == 0) continue;
        own[n] = own_attraction(view, customer, project, offer_at(view, l, v),
                                taste_of(tastes, l, customer) + taste_of(tastes, view.labs + v, customer));
    }
}

/// Question n, whose terms are known.
void best_offer(int labs, int stride, const Questions& q, int n, const double* terms, double* value,
                std::uint8_t* lab) {
    const float* own = q.own[n];
    for (int v = 0; v < stride; ++v) {
        value[v] = kNoOffer;
        lab[v] = 0;
        const double to_venue = v == q.venue[n] ? 0.0 : q.to_venue[n];
        double move = q.floor;
        int to = 0;
        for (int l = 0; l < labs; ++l) {
            const double attraction = terms[l * stride + v] + static_cast<double>(own[l * stride + v]);
            if (l == q.lab[n] || !(attraction > move)) continue;
            move = attraction;
            to = l;
        }
        lab[v] = static_cast<std::uint8_t>(to);
        if (move > q.floor) value[v] = surplus_of(q.budget[n], move, q.excess) - (to_venue + q.to_lab[n]);
        if (q.lab[n] < 0) continue;
        const int here = q.lab[n] * stride + v;
        const double stay = terms[here] + static_cast<double>(own[here]);
        if (!(stay > q.floor)) continue;
        const double kept = surplus_of(q.budget[n], stay, q.excess) - to_venue;
        if (kept < value[v] || (kept == value[v] && to <= q.lab[n])) continue;
        value[v] = kept;
        lab[v] = static_cast<std::uint8_t>(q.lab[n]);
    }
}

void best_offers(const TermsView& view, const Questions& q, std::size_t row_stride, double* value, std::uint8_t* lab) {
    double its[16 * 40];  // labs × venues at most
    for (int n = 0; n < q.count; ++n) {
        const double* terms = q.terms[n];
        if (terms == nullptr) {
            known_terms(view, q.contract, q.base_share, q.workload[n], its);
            terms = its;
        }
        best_offer(view.labs, view.stride, q, n, terms, value + z(n) * row_stride, lab + z(n) * row_stride);
    }
}

void extend(const SetProblem& p, const double* least, std::uint64_t set, double cost, int first, int slots,
            BestSet& best) {
    const auto value_at = [&](int r, int v) { return std::max(least[r], p.value[z(r) * p.row_stride + z(v)]); };
    for (int v = first; v < p.venues; ++v) {
        if ((set >> v & 1U) != 0) continue;
        double value = 0;
        for (int r = 0; r < p.rows; ++r) value += value_at(r, v);
        value -= cost + p.cost[v];
        if (value > best.value) best = {value, set | std::uint64_t{1} << v};
    }
    for (int v = first; v < p.venues && slots > 1; ++v) {
        if ((set >> v & 1U) != 0) continue;
        double with[8];
        for (int r = 0; r < p.rows; ++r) with[r] = value_at(r, v);
        extend(p, with, set | std::uint64_t{1} << v, cost + p.cost[v], v + 1, slots - 1, best);
    }
}

BestSet best_set(const SetProblem& problem) {
    BestSet best{0, problem.in_use};
    for (int r = 0; r < problem.rows; ++r) best.value += problem.least[r];
    if (problem.slots > 0) extend(problem, problem.least, problem.in_use, 0, 0, problem.slots, best);
    return best;
}

void best_venues(const SetProblem& problem, std::uint64_t set, double floor, int* venue, double* value,
                 double* second) {
    for (int r = 0; r < problem.rows; ++r) {
        venue[r] = -1;
        value[r] = second[r] = floor;
        for (int v = 0; v < problem.venues; ++v) {
            const double its = problem.value[z(r) * problem.row_stride + z(v)];
            if ((set >> v & 1U) == 0) continue;
            second[r] = std::max(second[r], std::min(its, value[r]));
            if (!(its > value[r])) continue;
            value[r] = its;
            venue[r] = v;
        }
    }
}

void desires_of(const DesireView& view, std::size_t i, Desires& out) {
    const TermsView& t = view.terms;
    const std::size_t offers = z(t.labs * t.stride),
                      seller_row = z(view.segment[i] * t.venues + view.contract_cloud[i]);
    const std::size_t contract = seller_row * 2 + view.regulated[i];
    const double* base = view.base_share + i * z(t.base_venues);
    const double* egress = t.egress + z(view.region[i] * t.stride);
    const double fee = fee_of_base(t, base, egress);
    out = {};
    for (int k = 0; k < t.workloads; ++k) {
        const std::size_t slot = i * z(t.workloads) + z(k);
        if (view.lab[slot] == 255) continue;
        const int v = view.venue[slot];
        const std::size_t o = z(view.lab[slot] * t.stride + v);
        const double share = v < t.base_venues ? base[v] : 0.0;
        const double foreign = fee - share * egress[v];
        const double price = t.seller[seller_row * offers + o] + t.data_gb[k] * foreign;
        const double distance = 1.0 - (t.near[v] + share);
        const double pull = t.gravity[k * t.stride + v] * distance;
        const double fixed = t.actual[(contract * z(t.workloads) + z(k)) * offers + o];
        const double attraction = ((fixed - math::log_inline(price)) - pull) + static_cast<double>(view.own[slot]);
        const double budget = (view.budget[i] * view.workload_share[slot]) * view.growth;
        const double gain = gain_of(attraction, view.excess);
        out.outlay[k] = outlay_of(budget, gain, view.excess);
        out.surplus[k] = surplus_from(budget, gain, view.excess);
        out.units[k] = out.outlay[k] / price;
    }
}

void desires(const DesireView& view, const std::size_t* customers, std::size_t count, Desires* out) {
    for (std::size_t n = 0; n < count; ++n) desires_of(view, customers[n], out[n]);
}

void desire_block(const DesireView& view, std::size_t first, std::size_t last, DesireSums& sums) {
    const TermsView& t = view.terms;
    const std::size_t offers = z(t.labs * t.venues), fields = desire_fields(view.clouds);
    const auto add = [&](std::int64_t& sum, double posting) {
        const double size = std::fabs(posting);
        sums.total += size;
        if (size > sums.largest) sums.largest = size;
        sum = wrapped_plus(sum, to_nearest(posting));
    };
    for (std::size_t i = first; i < last; ++i) {
        Desires its;
        desires_of(view, i, its);
        const double weight = ticks_per_usd(view.weight[i]);
        const double* base = view.base_share + i * z(t.base_venues);
        const double* egress = t.egress + z(view.region[i] * t.stride);
        for (int k = 0; k < t.workloads; ++k) {
            const std::size_t slot = i * z(t.workloads) + z(k);
            if (sums.desired != nullptr)
                sums.desired[(i - first) * z(t.workloads) + z(k)] = static_cast<float>(its.outlay[k]);
            if (sums.outlay != nullptr)
                sums.outlay[(i - first) * z(t.workloads) + z(k)] = to_nearest(its.outlay[k] * weight);
            if (view.lab[slot] == 255) continue;
            const std::size_t o = z(view.lab[slot] * t.venues + view.venue[slot]);
            std::int64_t* cell = sums.cells + ((z(view.segment[i]) * z(t.workloads) + z(k)) * offers + o) * fields;
            const double units = its.units[k] * weight;
            add(cell[0], its.outlay[k] * weight);
            add(cell[1], its.surplus[k] * weight);
            add(cell[2], units);
            std::int64_t& decile = sums.surplus_decile[z(view.decile[i]) * offers + o];
            decile = wrapped_plus(decile, to_nearest(its.surplus[k] * weight));
            for (int c = 0; c < view.clouds; ++c) {
                const int cloud = view.cloud[c];
                if (cloud == view.venue[slot]) continue;
                const double moved = (units * t.data_gb[k]) * (base[cloud] * egress[cloud]);
                cell[3 + c] = wrapped_plus(cell[3 + c], to_nearest(moved));
            }
        }
    }
}

Words block_of(const std::uint32_t* key, std::uint32_t counter_0, std::uint32_t customer) {
    return philox({counter_0, customer, 0, 0}, {key[0], key[1]});
}

void customer_words(const std::uint32_t* key, std::uint32_t counter_0, const std::uint32_t* customers,
                    std::size_t count, std::uint32_t* word) {
    for (std::size_t i = 0; i < count; ++i) word[i] = block_of(key, counter_0, customers[i])[0];
}

void words_below(const std::uint32_t* key, std::uint32_t counter_0, const std::uint32_t* customers, std::size_t count,
                 const std::uint8_t* row, const std::uint64_t* threshold, std::uint8_t* mask) {
    for (std::size_t i = 0; i < count; ++i) {
        const Words words = block_of(key, counter_0, customers[i]);
        mask[i] = 0;
        for (std::size_t w = 0; w < 4; ++w)
            if (words[w] < threshold[std::size_t{row[i]} * 4 + w]) mask[i] |= static_cast<std::uint8_t>(1U << w);
    }
}

void grow_bases(const BaseView& view, std::size_t first, std::size_t last, int t) {
    for (std::size_t i = first; i < last; ++i)
        if (base_grows(view, i, t)) grow_base(view, i);
}

void pay_bases(const BaseView& view, std::size_t first, std::size_t last, int t, BasePayments& payments) {
    for (std::size_t i = first; i < last; ++i) pay_base(view, i, t, payments);
}

void serve(const ServedView& view, std::size_t first, std::size_t last, double* fill) {
    for (std::size_t i = first; i < last; ++i) {
        double desired = 0, served = 0;
        for (int k = 0; k < view.workloads; ++k) {
            const std::size_t slot = i * z(view.workloads) + z(k);
            if (view.lab[slot] == 255) continue;
            const auto outlay = static_cast<double>(view.desired[slot]);
            desired += outlay;
            served += outlay * view.fill[z(view.lab[slot] * view.venues + view.venue[slot])];
        }
        fill[i - first] = served < desired ? served / desired : 1.0;
    }
}

}  // namespace

const Kernels& plain_kernels() {
    static constexpr Kernels table{"plain",       known_terms, tastes,      gumbels,      own_attractions,
                                   own_of_offers, nullptr,     best_offers, nullptr,      nullptr,
                                   best_set,      best_venues, desires,     desire_block, customer_words,
                                   words_below,   grow_bases,  pay_bases,   serve};
    return table;
}

}  // namespace nephoscope
