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

inline constexpr int kCustomersTogether = 16, kMostSlots = kCustomersTogether * 8, kPair = 2 * kLanes, kPlaces = 8;
inline constexpr int kRoom = kMostSlots + (kPair > kPlaces ? kPair : kPlaces);

/// One value per workload; loads of whole registers come long after the stores of single values.
struct WorkloadSlots {
    int count = 0;
    NEPHOSCOPE_LINES double seller[kRoom], foreign[kRoom], pull[kRoom], fixed[kRoom], budget[kRoom], share[kRoom],
        weight[kRoom], data_gb[kRoom];
    NEPHOSCOPE_LINES float own[kRoom];
    NEPHOSCOPE_LINES std::uint8_t lab[kRoom], venue[kRoom];  ///< as in the columns
    NEPHOSCOPE_LINES std::uint16_t term[kRoom];              ///< lab·stride + venue; this and the next are 0 on none
    NEPHOSCOPE_LINES std::uint16_t offer[kRoom], at[kRoom];  ///< lab·venues + venue; venue
    NEPHOSCOPE_LINES std::int16_t is_live[kRoom];            ///< −1: on an offer; 0: then the rest is of another
    NEPHOSCOPE_LINES double outlay[kRoom], surplus[kRoom], units[kRoom];  ///< 0 on no offer
};

/// Where a customer's rows start.
struct CustomerRows {
    std::size_t seller, contract;
    const double *egress, *base;
};

NEPHOSCOPE_LANES CustomerRows rows_of(const DesireView& view, std::size_t i) {
    const TermsView& terms = view.terms;
    CustomerRows rows;
    rows.seller = std::size_t{view.segment[i]} * static_cast<std::size_t>(terms.venues) + view.contract_cloud[i];
    rows.contract = rows.seller * 2 + view.regulated[i];
    rows.egress = terms.egress + std::size_t{view.region[i]} * static_cast<std::size_t>(terms.stride);
    rows.base = view.base_share + i * static_cast<std::size_t>(terms.base_venues);
    return rows;
}

/// What does not depend on the customers, for `most` of them.
NEPHOSCOPE_LANES void set_slots(const TermsView& terms, std::size_t most, WorkloadSlots& few) {
    const int end = static_cast<int>(most < kCustomersTogether ? most : kCustomersTogether) * terms.workloads + kPair;
    for (int n = 0, k = 0; n < end; ++n, k = k + 1 < terms.workloads ? k + 1 : 0) few.data_gb[n] = terms.data_gb[k];
}

typedef std::uint16_t Places __attribute__((vector_size(2 * kPlaces)));

/// Where workloads are, eight at once; `live` has all bits set of those on an offer, the others are at 0.
struct OfferPlaces {
    Places lab, venue, live;
};

NEPHOSCOPE_LANES OfferPlaces offer_places(const std::uint8_t* lab, const std::uint8_t* venue) {
    typedef std::uint8_t Bytes __attribute__((vector_size(kPlaces)));
    const Places its = __builtin_convertvector(load<Bytes>(lab), Places);
    const Places live = __builtin_bit_cast(Places, its != 255);
    return {its & live, __builtin_convertvector(load<Bytes>(venue), Places) & live, live};
}

NEPHOSCOPE_LANES void find_offers(const TermsView& terms, WorkloadSlots& few) {
    const auto stride = static_cast<std::uint16_t>(terms.stride), venues = static_cast<std::uint16_t>(terms.venues);
    __builtin_memset(few.lab + few.count, 255, kPlaces);
    for (int n = 0; n < few.count; n += kPlaces) {
        const OfferPlaces places = offer_places(few.lab + n, few.venue + n);
        store(few.term + n, places.lab * stride + places.venue);
        store(few.offer + n, places.lab * venues + places.venue);
        store(few.at + n, places.venue);
        store(few.is_live + n, places.live);
    }
}

/// Terms of the workloads of one customer, from slot `first` on. Without branches: whether one is on an offer cannot be
/// foreseen.
NEPHOSCOPE_LANES void add_terms(const DesireView& view, std::size_t i, const CustomerRows& rows,
                                const CustomerVenues& venues, int workloads, int first, WorkloadSlots& few) {
    const TermsView& terms = view.terms;
    const auto stride = static_cast<std::size_t>(terms.stride);
    const std::size_t offers = static_cast<std::size_t>(terms.labs) * stride;
    const double* seller = terms.seller + rows.seller * offers;
    const double* actual = terms.actual + rows.contract * static_cast<std::size_t>(terms.workloads) * offers;
    const double* gravity = terms.gravity;
    const Doubles budget = broadcast<Doubles>(view.budget[i]),
                  weight = broadcast<Doubles>(ticks_per_usd(view.weight[i]));
    for (int n = first; n < first + workloads; n += kLanes)  // beyond the last the next customer's follow
        store(few.budget + n, budget), store(few.weight + n, weight);
    NEPHOSCOPE_UNROLL_WHERE_KNOWN
    for (int n = first; n < first + workloads; ++n, gravity += stride, actual += offers) {
        const std::size_t venue = few.at[n], term = few.term[n];
        few.seller[n] = seller[term];
        few.foreign[n] = venues.foreign[venue];
        few.pull[n] = gravity[venue] * venues.distance[venue];
        few.fixed[n] = actual[term];
    }
}

NEPHOSCOPE_LANES Pair<Doubles> only(Pair<Integers> mask, Pair<Doubles> x) {
    const Pair<Integers> bits = bits_of(x);
    return from_bits(Pair<Integers>{bits.first & mask.first, bits.second & mask.second});
}

/// Outlay, surplus and units of all [USD/month, USD/month, units/month].
NEPHOSCOPE_LANES void find_desires(const DesireView& view, WorkloadSlots& few) {
    for (int n = few.count; n < few.count + kPair; ++n) {
        few.seller[n] = 1, few.foreign[n] = few.pull[n] = few.fixed[n] = few.budget[n] = few.share[n] = 0;
        few.weight[n] = 0, few.own[n] = 0, few.is_live[n] = 0;
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
        const Pair<Integers> live{to_integers(few.is_live + n), to_integers(few.is_live + n + kLanes)};
        store(few.outlay + n, only(live, outlay));
        store(few.surplus + n, only(live, budget * (view.excess == 0 ? gain : gain * per_excess)));
        store(few.units + n, only(live, outlay / price));
    }
}

}  // namespace

}  // namespace nephoscope
