#pragma once

#include "models/customers/kernels.h"
#include "models/customers/lanes_workloads.h"
#include "sim/core/lanes.h"

/// What customers desire and post, workloads in lanes. Part of kernel_lanes.cpp, which alone includes it.
namespace nephoscope {

namespace {

void desires(const DesireView& view, const std::size_t* customers, std::size_t count, Desires* out) {
    const auto workloads = static_cast<std::size_t>(view.terms.workloads);
    WorkloadSlots few;
    CustomerVenues venues;
    for (std::size_t first = 0; first < count; first += kCustomersTogether) {
        const std::size_t last = count - first < kCustomersTogether ? count : first + kCustomersTogether;
        few.count = 0;
        for (std::size_t c = first; c < last; ++c) {
            const CustomerRows rows = rows_of(view, customers[c]);
            find_venues(view.terms, rows.base, rows.egress, venues);
            add_customer<true>(view, rows, venues, few);
        }
        find_desires(view, few);
        for (std::size_t c = first, n = 0; c < last; ++c, n += workloads) {  // also what is unspecified
            __builtin_memcpy(out[c].outlay, few.outlay + n, sizeof out[c].outlay);
            __builtin_memcpy(out[c].surplus, few.surplus + n, sizeof out[c].surplus);
            __builtin_memcpy(out[c].units, few.units + n, sizeof out[c].units);
        }
    }
}

inline constexpr std::size_t kMostFields = desire_fields(16);  ///< of 16 clouds, the most there may be
inline constexpr int kFirstFields = kLanes < 4 ? 4 : kLanes;   ///< whole registers that hold outlay, surplus and units

/// The fields of a cell, for all customers.
struct Fields {
    int count;
    std::int64_t kept[64]
                     [kMostFields];  ///< [venues] masks: 0 where a field is of that venue, out of which nothing moves
};

NEPHOSCOPE_LANES void set_fields(const DesireView& view, Fields& fields) {
    fields.count = static_cast<int>(desire_fields(view.clouds));
    for (int v = 0; v < view.terms.venues; ++v) {
        for (std::int64_t& kept : fields.kept[v]) kept = -1;
        for (int c = 0; c < view.clouds; ++c)
            if (view.cloud[c] == v) fields.kept[v][3 + c] = 0;
    }
}

/// What a customer's postings are multiplied by, by field of a cell: 1 for outlay, surplus and units, g_c·fee_c for
/// every cloud.
struct Fees {
    double field[kMostFields];
};

/// What workloads post, weighed.
struct Postings {
    double outlay[kMostSlots + kPair], surplus[kMostSlots + kPair], units[kMostSlots + kPair],
        data[kMostSlots + kPair];  ///< [ticks], data in GB ticks
    std::int64_t outlay_ticks[kMostSlots + kPair], surplus_ticks[kMostSlots + kPair];
};

/// Absolute postings.
struct Sizes {
    Doubles total, largest;
};

NEPHOSCOPE_LANES void weigh(const WorkloadSlots& few, Postings& postings, Sizes& sizes) {
    for (int n = 0; n < few.count; n += kLanes) {
        const Doubles weight = load<Doubles>(few.weight + n);
        const Doubles posted[3] = {load<Doubles>(few.outlay + n) * weight, load<Doubles>(few.surplus + n) * weight,
                                   load<Doubles>(few.units + n) * weight};
        NEPHOSCOPE_UNROLL
        for (int f = 0; f < 3; ++f) {
            const Doubles size = magnitude(posted[f]);
            sizes.total += size;
            sizes.largest = choose(size > sizes.largest, size, sizes.largest);
        }
        store(postings.outlay + n, posted[0]);
        store(postings.surplus + n, posted[1]);
        store(postings.units + n, posted[2]);
        store(postings.data + n, posted[2] * load<Doubles>(few.data_gb + n));
        store(postings.outlay_ticks + n, to_nearest(posted[0]));
        store(postings.surplus_ticks + n, to_nearest(posted[1]));
    }
}

/// Lanes first, first + 1, … of {outlay, surplus, units, data moved, data moved, …} of workload n.
NEPHOSCOPE_LANES Doubles posting_of(const Postings& postings, int n, int first) {
    Doubles posting;
    NEPHOSCOPE_UNROLL
    for (int lane = 0; lane < kLanes; ++lane)
        posting[lane] = (first + lane == 0   ? postings.outlay
                         : first + lane == 1 ? postings.surplus
                         : first + lane == 2 ? postings.units
                                             : postings.data)[n];
    return posting;
}

/// Adds to the fields of a cell from the first register's on.
NEPHOSCOPE_LANES void add_fields(Doubles posting, const double* fees, const std::int64_t* kept, std::int64_t* cell) {
    const Doubles its = from_bits(bits_of(posting * load<Doubles>(fees)) & load<Integers>(kept));
    store(cell, load<Words64>(cell) + __builtin_bit_cast(Words64, to_nearest(its)));
}

/// Adds the postings of a few customers; those of workloads on no offer are 0, while fees
/// are finite. Addresses are known by then, so that
/// loads need not wait for the stores before.
NEPHOSCOPE_LANES void add_posted(const WorkloadSlots& few, const Postings& postings, const Fees* fees,
                                 const Fields& fields, int workloads, const DesireSums& sums) {
    std::int64_t *const cells = sums.cells, *const deciles = sums.surplus_decile;
    for (int n = 0, k = 0; n < few.count; ++n) {
        const double* fee = fees->field;
        const std::int64_t* kept = fields.kept[few.venue[n]];
        std::int64_t* cell = cells + std::size_t{few.cell[n]} * static_cast<std::size_t>(fields.count);
        NEPHOSCOPE_UNROLL
        for (int f = 0; f < kFirstFields; f += kLanes)
            add_fields(posting_of(postings, n, f), fee + f, kept + f, cell + f);
        for (int f = kFirstFields; f < fields.count; f += kLanes)
            add_fields(broadcast<Doubles>(postings.data[n]), fee + f, kept + f, cell + f);
        std::int64_t& decile = deciles[few.decile[n]];
        decile = wrapped_plus(decile, postings.surplus_ticks[n]);
        if (++k == workloads) k = 0, ++fees;
    }
}

/// What each workload posts and desires, for who asks; `first_slot` is where the few's workloads stand there.
NEPHOSCOPE_LANES void copy_out(const WorkloadSlots& few, const Postings& postings, std::size_t first_slot,
                               const DesireSums& sums) {
    const auto count = static_cast<std::size_t>(few.count);
    if (sums.outlay != nullptr)
        __builtin_memcpy(sums.outlay + first_slot, postings.outlay_ticks, count * sizeof *sums.outlay);
    if (sums.desired == nullptr) return;
    for (std::size_t n = 0; n < count; ++n) sums.desired[first_slot + n] = static_cast<float>(few.outlay[n]);
}

void desire_block(const DesireView& view, std::size_t begin, std::size_t end, DesireSums& sums) {
    const auto workloads = static_cast<std::size_t>(view.terms.workloads);
    Fields fields;
    set_fields(view, fields);
    Sizes sizes{};
    WorkloadSlots few;
    Postings postings;
    CustomerVenues venues;
    Fees fees[kCustomersTogether] = {};
    for (Fees& its : fees) its.field[0] = its.field[1] = its.field[2] = 1;
    for (std::size_t first = begin; first < end; first += kCustomersTogether) {
        const std::size_t together = end - first < kCustomersTogether ? end - first : kCustomersTogether;
        few.count = 0;
        for (std::size_t c = 0; c < together; ++c) {
            const CustomerRows rows = rows_of(view, first + c);
            find_venues(view.terms, rows.base, rows.egress, venues);
            add_customer<false>(view, rows, venues, few);
            for (int cloud = 0; cloud < view.clouds; ++cloud) fees[c].field[3 + cloud] = venues.fee[view.cloud[cloud]];
        }
        __builtin_memcpy(few.own, view.own + first * workloads, together * workloads * sizeof *few.own);
        __builtin_memcpy(few.share, view.workload_share + first * workloads, together * workloads * sizeof *few.share);
        find_desires(view, few);
        weigh(few, postings, sizes);
        add_posted(few, postings, fees, fields, view.terms.workloads, sums);
        copy_out(few, postings, (first - begin) * workloads, sums);
    }
    for (int lane = 0; lane < kLanes; ++lane) {
        sums.total += sizes.total[lane];
        sums.largest = sizes.largest[lane] > sums.largest ? sizes.largest[lane] : sums.largest;
    }
}

}  // namespace

}  // namespace nephoscope
