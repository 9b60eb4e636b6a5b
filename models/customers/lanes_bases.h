#pragma once

#include "models/customers/base_steps.h"
#include "models/customers/kernels.h"
#include "models/customers/lanes_workloads.h"
#include "sim/core/lanes.h"

/// Bases, and how short customers were served, customers in lanes. Part of kernel_lanes.cpp, which alone includes it.
namespace nephoscope {

namespace {

/// Whether nothing but growth happens to kLanes customers from i on: what base_steps.h does is the same for all.
NEPHOSCOPE_LANES bool all_grow(const BaseView& view, std::size_t i, int t) {
    bool grow = true;
    NEPHOSCOPE_UNROLL
    for (std::size_t lane = 0; lane < kLanes; ++lane)
        grow &= base_grows(view, i + lane, t) & (view.migration_left[i + lane] == 0);
    return grow;
}

/// kLanes customers from i on, as grow_base without a migration.
NEPHOSCOPE_LANES void grow_together(const BaseView& view, std::size_t i) {
    const auto row = static_cast<std::size_t>(view.base_venues);
    const double per_grown = 1 / (1 + view.growth);
    const Integers growth_cloud = to_integers(view.growth_cloud + i);
    double* share = view.base_share + i * row;
    Doubles left = broadcast<Doubles>(1);
    for (int n = 0; n + 1 < view.clouds; ++n) {
        double* its = share + view.cloud[n];
        Doubles there = load_spaced(its, row);
        there = choose(growth_cloud == std::int64_t{view.cloud[n]}, there + view.growth, there) * per_grown;
        there = choose(there < 0.0, Doubles{}, there);
        there = choose(left < there, left, there);
        store_spaced(its, row, there);
        left -= there;
    }
    store_spaced(share + view.cloud[view.clouds - 1], row, left);
    store(view.base_spend + i, load<Doubles>(view.base_spend + i) * (1 + view.growth));
}

void grow_bases(const BaseView& view, std::size_t first, std::size_t last, int t) {
    std::size_t i = first;
    while (i < last) {
        if (i + kLanes <= last && all_grow(view, i, t)) {
            grow_together(view, i);
            i += kLanes;
            continue;
        }
        for (const std::size_t end = i + kLanes < last ? i + kLanes : last; i < end; ++i)
            if (base_grows(view, i, t)) grow_base(view, i);
    }
}

/// base_ticks of kLanes customers.
NEPHOSCOPE_LANES Doubles ticks_together(const BaseView& view, std::size_t i, int t) {
    Doubles ticks;
    NEPHOSCOPE_UNROLL
    for (int lane = 0; lane < kLanes; ++lane) ticks[lane] = base_ticks(view, i + static_cast<std::size_t>(lane), t);
    return ticks;
}

/// As post_base, for sums by lane.
struct PostedTogether {
    Doubles total{}, largest{};

    NEPHOSCOPE_LANES Words64 post(Doubles ticks) {
        const Doubles size = magnitude(ticks);
        total += size;
        largest = choose(size > largest, size, largest);
        return __builtin_bit_cast(Words64, to_nearest(ticks));
    }
    NEPHOSCOPE_LANES void finish(BasePayments& payments) const {
        for (int lane = 0; lane < kLanes; ++lane) {
            payments.total += total[lane];
            payments.largest = largest[lane] > payments.largest ? largest[lane] : payments.largest;
        }
    }
};

void pay_bases(const BaseView& view, std::size_t first, std::size_t last, int t, BasePayments& payments) {
    const auto row = static_cast<std::size_t>(view.base_venues);
    PostedTogether posted;
    Words64 paid[16]{};  // of 16 clouds, the most there may be
    std::size_t i = first;
    for (; i + kLanes <= last; i += kLanes) {
        const Doubles ticks = ticks_together(view, i, t);
        const double* share = view.base_share + i * row;
        for (int n = 0; n < view.clouds; ++n) paid[n] += posted.post(ticks * load_spaced(share + view.cloud[n], row));
        std::int64_t moved[kLanes];
        store(moved, posted.post(ticks * view.growth));
        NEPHOSCOPE_UNROLL
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            std::int64_t& its = payments.moved[view.growth_cloud[i + lane]];
            its = wrapped_plus(its, moved[lane]);
        }
    }
    for (int n = 0; n < view.clouds; ++n)
        for (int lane = 0; lane < kLanes; ++lane) {
            std::int64_t& its = payments.paid[view.cloud[n]];
            its = wrapped_plus(its, static_cast<std::int64_t>(paid[n][lane]));
        }
    posted.finish(payments);
    for (; i < last; ++i) pay_base(view, i, t, payments);
}

/// Served shares of a few customers, whose offers and desires stand from the first one's on.
NEPHOSCOPE_LANES void serve_together(const ServedView& view, const std::uint16_t* offer, const float* desired,
                                     double* fill) {
    const auto workloads = static_cast<std::size_t>(view.workloads);
    Doubles asked{}, served{};
    for (std::size_t k = 0; k < workloads; ++k) {
        Doubles outlay, its_fill;
        NEPHOSCOPE_UNROLL
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            outlay[lane] = static_cast<double>(desired[lane * workloads + k]);
            its_fill[lane] = view.fill[offer[lane * workloads + k]];
        }
        asked += outlay;
        served += outlay * its_fill;
    }
    store(fill, choose(served < asked, served / asked, broadcast<Doubles>(1)));
}

void serve(const ServedView& view, std::size_t first, std::size_t last, double* fill) {
    const auto workloads = static_cast<std::size_t>(view.workloads);
    std::uint8_t lab[kRoom], venue[kRoom];
    std::uint16_t offer[kRoom];
    float desired[kRoom] = {};
    double its_fill[kCustomersTogether];
    __builtin_memset(lab, 255, sizeof lab);  // beyond the last customers anything that can be looked up will do
    for (std::size_t i = first; i < last; i += kCustomersTogether) {
        const std::size_t together = last - i < kCustomersTogether ? last - i : kCustomersTogether;
        const std::size_t count = together * workloads;
        copy(lab, view.lab + i * workloads, count);
        copy(venue, view.venue + i * workloads, count);
        copy(desired, view.desired + i * workloads, count);
        for (std::size_t n = 0; n < kCustomersTogether * workloads; n += kPlaces) {
            const OfferPlaces places = offer_places(lab + n, venue + n);
            store(offer + n, places.lab * static_cast<std::uint16_t>(view.venues) + places.venue);
        }
        for (std::size_t c = 0; c < together; c += kLanes)
            serve_together(view, offer + c * workloads, desired + c * workloads, its_fill + c);
        copy(fill + (i - first), its_fill, together);
    }
}

}  // namespace

}  // namespace nephoscope
