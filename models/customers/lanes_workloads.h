#pragma once

#include "models/customers/kernels.h"
#include "models/customers/lanes_offers.h"
#include "sim/core/lanes.h"
#include "sim/core/lanes_pair.h"
#include "sim/core/math_inline.h"

/// What the workloads of a few customers desire, in the order of the columns whether they are on an offer or not: nine
/// in ten of the baseline are, so that packing those would cost more than computing the others. Part of
/// kernel_lanes.cpp, which alone includes it.
namespace nephoscope {

namespace {

inline constexpr int kCustomersTogether = 16, kMostSlots = kCustomersTogether * 8, kPair = 2 * kLanes;

/// One value per workload; loads of whole registers come long after the stores of single values.
struct WorkloadSlots {
    int count = 0;
    double seller[kMostSlots + kPair], foreign[kMostSlots + kPair], pull[kMostSlots + kPair], fixed[kMostSlots + kPair],
        budget[kMostSlots + kPair], share[kMostSlots + kPair], weight[kMostSlots + kPair], data_gb[kMostSlots + kPair];
    float own[kMostSlots + kPair];
    std::int64_t is_live[kMostSlots + kPair];  ///< −1: on an offer; 0: then the rest is of another offer, or rubbish
    std::uint32_t cell[kMostSlots];            ///< (segment·workloads + workload)·offers + lab·venues + venue
    std::uint32_t decile[kMostSlots];          ///< decile·offers + lab·venues + venue
    std::uint8_t venue[kMostSlots];
    double outlay[kMostSlots + kPair], surplus[kMostSlots + kPair], units[kMostSlots + kPair];  ///< 0 on no offer
};

/// Where a customer's rows start.
struct CustomerRows {
    std::size_t slot, seller, contract, cell, decile;
    const double *egress, *base;
    double budget, weight;
    std::uint32_t active;  ///< bit k: workload k
};

NEPHOSCOPE_LANES CustomerRows rows_of(const DesireView& view, std::size_t i) {
    const TermsView& terms = view.terms;
    CustomerRows rows;
    rows.slot = i * static_cast<std::size_t>(terms.workloads);
    rows.seller = std::size_t{view.segment[i]} * static_cast<std::size_t>(terms.venues) + view.contract_cloud[i];
    rows.contract = rows.seller * 2 + view.regulated[i];
    const auto sold = static_cast<std::size_t>(terms.labs * terms.venues);
    rows.cell = std::size_t{view.segment[i]} * static_cast<std::size_t>(terms.workloads) * sold;
    rows.decile = std::size_t{view.decile[i]} * sold;
    rows.egress = terms.egress + std::size_t{view.region[i]} * static_cast<std::size_t>(terms.stride);
    rows.base = view.base_share + i * static_cast<std::size_t>(terms.base_venues);
    rows.budget = view.budget[i];
    rows.active = view.active[i];
    rows.weight = static_cast<double>(view.weight[i]) * 0x1p-20 * kTicks;
    return rows;
}

/// Adds the workloads of one customer; own attractions and shares too where it `picks` them, else they are copied for
/// neighbours together. Without branches: whether one is on an offer cannot be foreseen.
template <bool picks>
NEPHOSCOPE_LANES void add_customer(const DesireView& view, const CustomerRows& rows, const CustomerVenues& venues,
                                   WorkloadSlots& few) {
    const TermsView& terms = view.terms;
    const auto stride = static_cast<std::size_t>(terms.stride);
    const std::size_t offers = static_cast<std::size_t>(terms.labs) * stride;
    const auto sold = static_cast<std::uint32_t>(terms.labs * terms.venues);
    const double* seller = terms.seller + rows.seller * offers;
    const double* actual = terms.actual + rows.contract * static_cast<std::size_t>(terms.workloads) * offers;
    const double* gravity = terms.gravity;
    const std::uint8_t *labs = view.lab + rows.slot, *its = view.venue + rows.slot;
    auto cell = static_cast<std::uint32_t>(rows.cell);
    const int first = few.count, workloads = terms.workloads;
    for (int n = first; n < first + workloads; n += kLanes) {  // beyond the last the next customer's follow
        store(few.budget + n, broadcast<Doubles>(rows.budget));
        store(few.weight + n, broadcast<Doubles>(rows.weight));
        store(few.data_gb + n, load<Doubles>(terms.data_gb + (n - first)));
    }
    for (int k = 0; k < workloads; ++k) {
        const std::size_t n = static_cast<std::size_t>(first) + static_cast<std::size_t>(k);
        const std::size_t live = -static_cast<std::size_t>((rows.active >> k & 1U) & (labs[k] != 255 ? 1U : 0U));
        const std::size_t lab = labs[k] & live, venue = its[k] & live, at = lab * stride + venue;
        few.seller[n] = seller[at];
        few.foreign[n] = venues.foreign[venue];
        few.pull[n] = gravity[venue] * venues.distance[venue];
        few.fixed[n] = actual[at];
        few.is_live[n] = static_cast<std::int64_t>(live);
        if constexpr (picks) {
            few.own[n] = view.own[rows.slot + static_cast<std::size_t>(k)];
            few.share[n] = view.workload_share[rows.slot + static_cast<std::size_t>(k)];
        }
        const std::uint32_t offer = static_cast<std::uint32_t>(lab) * static_cast<std::uint32_t>(terms.venues) +
                                    static_cast<std::uint32_t>(venue);
        few.cell[n] = cell + offer;
        few.decile[n] = static_cast<std::uint32_t>(rows.decile) + offer;
        few.venue[n] = static_cast<std::uint8_t>(venue);
        gravity += stride, actual += offers, cell += sold;
    }
    few.count = first + workloads;
}

NEPHOSCOPE_LANES Pair<Doubles> only(Pair<Integers> mask, Pair<Doubles> x) {
    const Pair<Integers> bits = bits_of(x);
    return from_bits(Pair<Integers>{bits.first & mask.first, bits.second & mask.second});
}

/// Outlay, surplus and units of all [USD/month, USD/month, units/month].
NEPHOSCOPE_LANES void find_desires(const DesireView& view, WorkloadSlots& few) {
    for (int n = few.count; n < few.count + kPair; ++n) {
        few.seller[n] = 1, few.foreign[n] = few.pull[n] = few.fixed[n] = few.budget[n] = few.share[n] = 0;
        few.weight[n] = few.data_gb[n] = 0, few.own[n] = 0, few.is_live[n] = 0;
    }
    const double per_excess = 1 / view.excess;
    for (int n = 0; n < few.count; n += kPair) {
        const auto price = load_pair<Doubles>(few.seller + n) +
                           load_pair<Doubles>(few.data_gb + n) * load_pair<Doubles>(few.foreign + n);
        const auto budget = load_pair<Doubles>(few.budget + n) * load_pair<Doubles>(few.share + n) * view.growth;
        const Pair<Doubles> own{to_doubles(few.own + n), to_doubles(few.own + n + kLanes)};
        const auto attraction =
            ((load_pair<Doubles>(few.fixed + n) - math::log_lanes(price)) - load_pair<Doubles>(few.pull + n)) + own;
        const auto gain = gain_of(attraction, view.excess);
        const auto outlay = view.excess == 0 ? budget : budget + budget * gain;
        const auto live = load_pair<Integers>(few.is_live + n);
        store(few.outlay + n, only(live, outlay));
        store(few.surplus + n, only(live, budget * (view.excess == 0 ? gain : gain * per_excess)));
        store(few.units + n, only(live, outlay / price));
    }
}

}  // namespace

}  // namespace nephoscope
