#pragma once

#include "models/customers/kernels.h"
#include "models/customers/lanes_live.h"
#include "sim/core/lanes.h"

/// What customers desire and post, live workloads in lanes. Part of kernel_lanes.cpp, which alone includes it.
namespace nephoscope {

namespace {

void desires(const DesireView& view, const std::size_t* customers, std::size_t count, Desires* out) {
    LiveSlots live;
    for (std::size_t first = 0; first < count; first += kCustomersTogether) {
        const int few = static_cast<int>(count - first < kCustomersTogether ? count - first : kCustomersTogether);
        live.count = 0;
        for (int c = 0; c < few; ++c) {
            out[first + static_cast<std::size_t>(c)] = {};
            add_live(view, rows_of(view, customers[first + static_cast<std::size_t>(c)]), c, live);
        }
        find_desires(view, live);
        for (int n = 0; n < live.count; ++n) {
            Desires& its = out[first + live.customer[n]];
            const int k = live.workload[n];
            its.outlay[k] = live.outlay[n];
            its.surplus[k] = live.surplus[n];
            its.units[k] = live.units[n];
        }
    }
}

inline constexpr std::size_t kMostFields = 24;
inline constexpr int kFirstFields = kLanes < 4 ? 4 : kLanes;  ///< whole registers that hold outlay, surplus and units

/// What a posting is multiplied by, by field of a cell: 1 for outlay, surplus and units, g_c·fee_c for every cloud.
struct Fees {
    double field[kMostFields];
};

/// The fields of a cell, for all customers.
struct Fields {
    int count;
    std::int64_t cloud[kMostFields];  ///< venue of the cloud; −1 where a field is of none
};

NEPHOSCOPE_LANES Fields fields_of(const DesireView& view) {
    Fields fields;
    fields.count = static_cast<int>(desire_fields(view.clouds));
    for (std::int64_t& cloud : fields.cloud) cloud = -1;
    for (int c = 0; c < view.clouds; ++c) fields.cloud[3 + c] = view.cloud[c];
    return fields;
}

NEPHOSCOPE_LANES void fill_fees(const DesireView& view, const CustomerRows& rows, Fees& fees) {
    for (int f = 0; f < 3; ++f) fees.field[f] = 1;
    for (int c = 0; c < view.clouds; ++c) fees.field[3 + c] = rows.base[view.cloud[c]] * rows.egress[view.cloud[c]];
}

/// Lanes first, first + 1, … of {outlay, surplus, units, data moved, data moved, …} of the live workload n, as weighed.
NEPHOSCOPE_LANES Doubles posting_of(const LiveSlots& live, int n, int first) {
    Doubles posting;
    NEPHOSCOPE_UNROLL
    for (int lane = 0; lane < kLanes; ++lane)
        posting[lane] = (first + lane == 0   ? live.budget
                         : first + lane == 1 ? live.surplus
                         : first + lane == 2 ? live.units
                                             : live.data)[n];
    return posting;
}

/// Adds to the fields of a cell from the first register's on; nothing moves out of the cloud of `venue`.
NEPHOSCOPE_LANES void add_fields(Doubles posting, const double* fees, const std::int64_t* cloud, std::int64_t venue,
                                 std::int64_t* cell) {
    const Doubles its = choose(load<Integers>(cloud) == Integers{} + venue, Doubles{}, posting * load<Doubles>(fees));
    store(cell, load<Words64>(cell) + __builtin_bit_cast(Words64, to_nearest(its)));
}

/// Absolute postings.
struct Sizes {
    Doubles total, largest;
};

/// Weighs what was found; ticks of outlay and surplus.
NEPHOSCOPE_LANES void weigh(LiveSlots& live, std::int64_t* outlay, std::int64_t* surplus, Sizes& sizes) {
    for (int n = 0; n < live.count; n += kLanes) {
        const Doubles weight = load<Doubles>(live.weight + n);
        const Doubles postings[3] = {load<Doubles>(live.outlay + n) * weight, load<Doubles>(live.surplus + n) * weight,
                                     load<Doubles>(live.units + n) * weight};
        NEPHOSCOPE_UNROLL
        for (int f = 0; f < 3; ++f) {
            const Doubles size = magnitude(postings[f]);
            sizes.total += size;
            sizes.largest = choose(size > sizes.largest, size, sizes.largest);
        }
        store(outlay + n, to_nearest(postings[0]));
        store(surplus + n, to_nearest(postings[1]));
        store(live.budget + n, postings[0]);  // no longer needed
        store(live.surplus + n, postings[1]);
        store(live.units + n, postings[2]);
        store(live.data + n, postings[2] * load<Doubles>(live.data + n));
    }
}

/// Adds the postings of a few customers to cells whose addresses are known by then, so that their loads need not wait
/// for the stores before; `first_slot` is where the first one's workloads stand in
/// outlay and desired.
NEPHOSCOPE_LANES void add_posted(const LiveSlots& live, const Fees* fees, const Fields& fields, int workloads,
                                 const std::int64_t* outlay, const std::int64_t* surplus, std::size_t first_slot,
                                 const DesireSums& sums) {
    std::int64_t *const cells = sums.cells, *const deciles = sums.surplus_decile, *const posted = sums.outlay;
    float* const desired = sums.desired;
    for (int n = 0; n < live.count; ++n) {
        const double* fee = fees[live.customer[n]].field;
        std::int64_t* cell = cells + std::size_t{live.cell[n]} * static_cast<std::size_t>(fields.count);
        NEPHOSCOPE_UNROLL
        for (int f = 0; f < kFirstFields; f += kLanes)
            add_fields(posting_of(live, n, f), fee + f, fields.cloud + f, live.venue[n], cell + f);
        for (int f = kFirstFields; f < fields.count; f += kLanes)
            add_fields(broadcast<Doubles>(live.data[n]), fee + f, fields.cloud + f, live.venue[n], cell + f);
        std::int64_t& decile = deciles[live.decile[n]];
        decile = wrapped_plus(decile, surplus[n]);
        const std::size_t slot = first_slot + static_cast<std::size_t>(live.customer[n] * workloads + live.workload[n]);
        if (posted != nullptr) posted[slot] = outlay[n];
        if (desired != nullptr) desired[slot] = static_cast<float>(live.outlay[n]);
    }
}

void desire_block(const DesireView& view, std::size_t begin, std::size_t end, DesireSums& sums) {
    const auto workloads = static_cast<std::size_t>(view.terms.workloads);
    const Fields fields = fields_of(view);
    Sizes sizes{};
    LiveSlots live;
    Fees fees[kCustomersTogether] = {};
    std::int64_t outlay[kMostLive + kPair], surplus[kMostLive + kPair];
    if (sums.outlay != nullptr) __builtin_memset(sums.outlay, 0, (end - begin) * workloads * sizeof *sums.outlay);
    if (sums.desired != nullptr) __builtin_memset(sums.desired, 0, (end - begin) * workloads * sizeof *sums.desired);
    for (std::size_t first = begin; first < end; first += kCustomersTogether) {
        const int few = static_cast<int>(end - first < kCustomersTogether ? end - first : kCustomersTogether);
        live.count = 0;
        for (int c = 0; c < few; ++c) {
            const CustomerRows rows = rows_of(view, first + static_cast<std::size_t>(c));
            add_live(view, rows, c, live);
            fill_fees(view, rows, fees[c]);
        }
        find_desires(view, live);
        weigh(live, outlay, surplus, sizes);
        add_posted(live, fees, fields, view.terms.workloads, outlay, surplus, (first - begin) * workloads, sums);
    }
    for (int lane = 0; lane < kLanes; ++lane) {
        sums.total += sizes.total[lane];
        sums.largest = sizes.largest[lane] > sums.largest ? sizes.largest[lane] : sums.largest;
    }
}

}  // namespace

}  // namespace nephoscope
