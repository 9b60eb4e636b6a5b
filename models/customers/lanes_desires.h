#pragma once

#include "models/customers/kernels.h"
#include "models/customers/lanes_offers.h"
#include "sim/core/lanes.h"
#include "sim/core/math_inline.h"

/// What customers desire, workloads in lanes. Part of kernel_lanes.cpp, which alone includes it.
namespace nephoscope {

namespace {

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

constexpr std::size_t kCustomersAtOnce = 2;  ///< one customer alone waits for its own logarithms

void desires(const DesireView& view, const std::size_t* customers, std::size_t count, Desires* out) {
    for (std::size_t i = 0; i < count; i += kCustomersAtOnce)
        for (int first = 0; first < view.terms.workloads; first += kLanes) {
            DesireLanes its[kCustomersAtOnce];
            for (std::size_t n = 0; n < kCustomersAtOnce; ++n)
                its[n] = desire_lanes(view, rows_of(view, customers[i + n < count ? i + n : i]), first);
            for (std::size_t n = 0; n < kCustomersAtOnce && i + n < count; ++n) {
                store(out[i + n].outlay + first, its[n].outlay);
                store(out[i + n].surplus + first, its[n].surplus);
                store(out[i + n].units + first, its[n].units);
            }
        }
}

NEPHOSCOPE_LANES Doubles magnitude(Doubles x) { return choose(x < 0.0, -x, x); }

/// What one customer's workloads post, before rounding, and its fees.
struct Posted {
    double outlay[kLanes], surplus[kLanes], units[kLanes], data[kLanes];
    std::int64_t surplus_ticks[kLanes], offer[kLanes], venue[kLanes], live[kLanes];
    double per_field[24];  ///< by field of a cell: 1 for outlay, surplus and units, then g_c·fee_c of every cloud
};

/// The clouds by field of a cell, −1 where a field is not of a cloud; what such a field is multiplied by.
struct CloudFields {
    std::int64_t cloud[24];
    double other[24];
};

NEPHOSCOPE_LANES CloudFields cloud_fields(const DesireView& view) {
    CloudFields fields;
    for (int f = 0; f < 24; ++f) fields.cloud[f] = -1, fields.other[f] = f < 3 ? 1 : 0;
    for (int c = 0; c < view.clouds; ++c) fields.cloud[3 + c] = view.cloud[c];
    return fields;
}

NEPHOSCOPE_LANES void fill_fees(const DesireView& view, const CustomerRows& rows, const CloudFields& clouds,
                                double (&per_field)[24]) {
#if NEPHOSCOPE_REGISTER == 64
    const int venues = view.terms.venues;
    if (venues <= kLanes && desire_fields(view.clouds) == kLanes) {  // never through memory, as above
        const Doubles fee = load_first(rows.base, venues) * load_first(rows.egress, venues);
        const Integers cloud = load<Integers>(clouds.cloud);
        store(per_field, choose(cloud < 0, load<Doubles>(clouds.other), permuted(fee, cloud)));
        return;
    }
#endif
    for (int f = 0; f < 3; ++f) per_field[f] = clouds.other[f];
    for (int c = 0; c < view.clouds; ++c) per_field[3 + c] = rows.base[view.cloud[c]] * rows.egress[view.cloud[c]];
}

/// Adds one workload to its cell: fields first, first + 1, ….
NEPHOSCOPE_LANES void add_to_cell(std::int64_t* cell, const Posted& posted, int lane, int first,
                                  const CloudFields& fields) {
    const Integers field = lane_numbers() + first;
    Doubles posting = broadcast<Doubles>(posted.data[lane]);
    if (first < 3) {
        posting = choose(field == 0, broadcast<Doubles>(posted.outlay[lane]), posting);
        posting = choose(field == 1, broadcast<Doubles>(posted.surplus[lane]), posting);
        posting = choose(field == 2, broadcast<Doubles>(posted.units[lane]), posting);
    }
    const auto stays = load<Integers>(fields.cloud + first) == Integers{} + posted.venue[lane];
    const Doubles moved = choose(stays, Doubles{}, posting * load<Doubles>(posted.per_field + first));
    store(cell + first, load<Words64>(cell + first) + __builtin_bit_cast(Words64, to_nearest(moved)));
}

/// Adds a customer's postings to the sums.
NEPHOSCOPE_LANES void add_posted(const DesireView& view, std::size_t i, int first, const Posted& posted,
                                 const CloudFields& clouds, DesireSums& sums) {
    const TermsView& terms = view.terms;
    const auto workloads = static_cast<std::size_t>(terms.workloads);
    const auto offers = static_cast<std::size_t>(terms.labs) * static_cast<std::size_t>(terms.venues);
    const std::size_t fields = desire_fields(view.clouds);
    std::int64_t* row = sums.cells + std::size_t{view.segment[i]} * workloads * offers * fields;
    std::int64_t* decile = sums.surplus_decile + std::size_t{view.decile[i]} * offers;
    for (int lane = 0; lane < at_most_lanes(terms.workloads - first); ++lane) {
        if (posted.live[lane] == 0) continue;
        const auto k = static_cast<std::size_t>(first + lane), o = static_cast<std::size_t>(posted.offer[lane]);
        for (int f = 0; f < static_cast<int>(fields); f += kLanes)
            add_to_cell(row + (k * offers + o) * fields, posted, lane, f, clouds);
        decile[o] = wrapped_plus(decile[o], posted.surplus_ticks[lane]);
    }
}

/// Absolute postings of a block.
struct Sizes {
    Doubles total, largest;
};

/// What workloads first, first + 1, … of customer i post; those that nobody else reads go to the sums at once.
NEPHOSCOPE_LANES void post(const DesireView& view, std::size_t i, int first, std::size_t in_block, bool counts,
                           const CloudFields& clouds, const DesireSums& sums, Sizes& sizes, Posted& posted) {
    const CustomerRows rows = rows_of(view, i);
    const double weight = static_cast<double>(view.weight[i]) * 0x1p-20 * kTicks;
    const DesireLanes its = desire_lanes(view, rows, first);
    const Doubles postings[3] = {its.outlay * weight, its.surplus * weight, its.units * weight};
    for (const Doubles& posting : postings) {
        const Doubles size = magnitude(posting);
        if (counts) sizes.total += size;
        sizes.largest = choose(size > sizes.largest, size, sizes.largest);
    }
    store(posted.outlay, postings[0]);
    store(posted.surplus, postings[1]);
    store(posted.units, postings[2]);
    store(posted.data, postings[2] * load<Doubles>(view.terms.data_gb + first));
    store(posted.surplus_ticks, to_nearest(postings[1]));
    store(posted.offer, its.offer);
    store(posted.venue, its.venue);
    store(posted.live, its.live);
    fill_fees(view, rows, clouds, posted.per_field);
    if (!counts) return;
    const std::size_t at = in_block * static_cast<std::size_t>(view.terms.workloads) + static_cast<std::size_t>(first);
    const int count = at_most_lanes(view.terms.workloads - first);
    if (sums.outlay != nullptr) store_first(sums.outlay + at, to_nearest(postings[0]), count);
    if (sums.desired != nullptr) store_first(sums.desired + at, its.outlay, count);
}

void desire_block(const DesireView& view, std::size_t begin, std::size_t end, DesireSums& sums) {
    const CloudFields clouds = cloud_fields(view);
    Sizes sizes{};
    Posted posted[kCustomersAtOnce] = {};
    for (std::size_t i = begin; i < end; i += kCustomersAtOnce)
        for (int first = 0; first < view.terms.workloads; first += kLanes) {
            for (std::size_t n = 0; n < kCustomersAtOnce; ++n)
                post(view, i + n < end ? i + n : i, first, i + n - begin, i + n < end, clouds, sums, sizes, posted[n]);
            for (std::size_t n = 0; n < kCustomersAtOnce && i + n < end; ++n)
                add_posted(view, i + n, first, posted[n], clouds, sums);
        }
    for (int lane = 0; lane < kLanes; ++lane) {
        sums.total += sizes.total[lane];
        sums.largest = sizes.largest[lane] > sums.largest ? sizes.largest[lane] : sums.largest;
    }
}

}  // namespace

}  // namespace nephoscope
