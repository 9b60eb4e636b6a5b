#pragma once

#include "models/customers/kernels.h"
#include "models/customers/lanes_offers.h"
#include "sim/core/lanes.h"
#include "sim/core/lanes_pair.h"
#include "sim/core/math_inline.h"

/// What workloads that are on an offer desire, packed side by side whichever customers they belong to. Part of
/// kernel_lanes.cpp, which alone includes it.
namespace nephoscope {

namespace {

inline constexpr int kCustomersTogether = 16, kMostLive = kCustomersTogether * 8, kPair = 2 * kLanes;

/// Live workloads of a few customers, in order. One value each is loaded and stored by itself: that costs no more than
/// gathering them, and the loads of whole registers come long after.
struct LiveSlots {
    int count = 0;
    double price[kMostLive + kPair], fixed[kMostLive + kPair], pull[kMostLive + kPair], own[kMostLive + kPair],
        budget[kMostLive + kPair], weight[kMostLive + kPair], data[kMostLive + kPair];
    std::uint32_t cell[kMostLive + 1];     ///< (segment·workloads + workload)·offers + lab·venues + venue
    std::uint32_t decile[kMostLive + 1];   ///< decile·offers + lab·venues + venue
    std::uint8_t customer[kMostLive + 1];  ///< which of the few
    std::uint8_t workload[kMostLive + 1];
    std::uint8_t venue[kMostLive + 1];
    double outlay[kMostLive + kPair], surplus[kMostLive + kPair], units[kMostLive + kPair];
};

/// Where a customer's rows start.
struct CustomerRows {
    std::size_t slot, seller, contract, cell, decile;
    const double *egress, *base;
    double fee, budget, weight;
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
    rows.base = view.base_share + i * static_cast<std::size_t>(terms.venues);
    rows.fee = fee_of_base(terms, rows.base, rows.egress);
    rows.budget = view.budget[i];
    rows.weight = static_cast<double>(view.weight[i]) * 0x1p-20 * kTicks;
    return rows;
}

/// Adds the live workloads of the few's customer `number`. Without branches: whether one is live cannot be foreseen;
/// one that is not is overwritten by the next.
NEPHOSCOPE_LANES void add_live(const DesireView& view, const CustomerRows& rows, int number, LiveSlots& live) {
    const TermsView& terms = view.terms;
    const std::size_t offers = static_cast<std::size_t>(terms.labs * terms.stride);
    const double* seller = terms.seller + rows.seller * offers;
    const double* actual = terms.actual + rows.contract * static_cast<std::size_t>(terms.workloads) * offers;
    int n = live.count;
    for (int k = 0; k < terms.workloads; ++k) {
        const std::size_t slot = rows.slot + static_cast<std::size_t>(k);
        const unsigned is_live = (view.active[slot] != 0 ? 1U : 0U) & (view.lab[slot] != 255 ? 1U : 0U);
        const unsigned lab = view.lab[slot] & (0U - is_live), venue = view.venue[slot] & (0U - is_live);
        const std::size_t at = std::size_t{lab} * static_cast<std::size_t>(terms.stride) + venue;
        const double share = rows.base[venue], data_gb = terms.data_gb[k];
        const double foreign = rows.fee - share * rows.egress[venue];
        const double distance = 1.0 - (terms.near[venue] + share);
        live.price[n] = seller[at] + data_gb * foreign;
        live.pull[n] = terms.gravity[static_cast<std::size_t>(k * terms.stride) + venue] * distance;
        live.fixed[n] = actual[static_cast<std::size_t>(k) * offers + at];
        live.own[n] = static_cast<double>(view.own[slot]);
        live.budget[n] = (rows.budget * view.workload_share[slot]) * view.growth;
        live.weight[n] = rows.weight;
        live.data[n] = data_gb;
        const unsigned offer = lab * static_cast<unsigned>(terms.venues) + venue;
        live.cell[n] = static_cast<unsigned>(rows.cell) + static_cast<unsigned>(k * terms.labs * terms.venues) + offer;
        live.decile[n] = static_cast<unsigned>(rows.decile) + offer;
        live.customer[n] = static_cast<std::uint8_t>(number);
        live.workload[n] = static_cast<std::uint8_t>(k);
        live.venue[n] = static_cast<std::uint8_t>(venue);
        n += static_cast<int>(is_live);
    }
    live.count = n;
}

/// Outlay, surplus and units of all [USD/month, USD/month, units/month]. Lanes beyond the last become 0.
NEPHOSCOPE_LANES void find_desires(const DesireView& view, LiveSlots& live) {
    for (int n = live.count; n < live.count + kPair; ++n)
        live.price[n] = 1, live.fixed[n] = live.pull[n] = live.own[n] = live.budget[n] = live.weight[n] = 0;
    const double per_excess = 1 / view.excess;
    for (int n = 0; n < live.count; n += kPair) {
        const auto price = load_pair<Doubles>(live.price + n), budget = load_pair<Doubles>(live.budget + n);
        const auto attraction =
            ((load_pair<Doubles>(live.fixed + n) - math::log_lanes(price)) - load_pair<Doubles>(live.pull + n)) +
            load_pair<Doubles>(live.own + n);
        const auto gain = gain_of(attraction, view.excess);
        const auto outlay = view.excess == 0 ? budget : budget + budget * gain;
        store(live.outlay + n, outlay);
        store(live.surplus + n, budget * (view.excess == 0 ? gain : gain * per_excess));
        store(live.units + n, outlay / price);
    }
}

}  // namespace

}  // namespace nephoscope
