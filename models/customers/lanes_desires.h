#pragma once

#include "models/customers/kernels.h"
#include "models/customers/lanes_workloads.h"
#include "sim/core/lanes.h"
#include "sim/core/lanes_fours.h"

/// What customers desire and post, workloads in lanes. Part of kernel_lanes.cpp, which alone includes it.
namespace nephoscope {

namespace {

/// Copies a customer's columns of workloads to the slots from `first` on.
NEPHOSCOPE_LANES void copy_columns(const DesireView& view, std::size_t slot, int workloads, int first,
                                   WorkloadSlots& few) {
    for (int n = first; n < first + workloads; ++n, ++slot) {
        few.lab[n] = view.lab[slot], few.venue[n] = view.venue[slot];
        few.own[n] = view.own[slot], few.share[n] = view.workload_share[slot];
    }
}

void desires(const DesireView& view, const std::size_t* customers, std::size_t count, Desires* out) {
    const int workloads = view.terms.workloads;
    WorkloadSlots few;
    CustomerVenues venues;
    set_slots(view.terms, count, few);
    find_others(view.terms, venues);
    for (std::size_t first = 0; first < count; first += kCustomersTogether) {
        const std::size_t last = count - first < kCustomersTogether ? count : first + kCustomersTogether;
        few.count = 0;
        for (std::size_t c = first; c < last; ++c, few.count += workloads)
            copy_columns(view, customers[c] * static_cast<std::size_t>(workloads), workloads, few.count, few);
        find_offers(view.terms, few);
        for (std::size_t c = first; c < last; ++c) {
            const CustomerRows rows = rows_of(view, customers[c]);
            find_bases(view.terms, rows.base, rows.egress, venues);
            add_terms(view, customers[c], rows, venues, workloads, static_cast<int>(c - first) * workloads, few);
        }
        find_desires(view, few);
        for (std::size_t c = first, n = 0; c < last; ++c, n += static_cast<std::size_t>(workloads)) {
            __builtin_memcpy(out[c].outlay, few.outlay + n, sizeof out[c].outlay);  // also what is unspecified
            __builtin_memcpy(out[c].surplus, few.surplus + n, sizeof out[c].surplus);
            __builtin_memcpy(out[c].units, few.units + n, sizeof out[c].units);
        }
    }
}

inline constexpr std::size_t kMostFields = desire_fields(16);  ///< of 16 clouds, the most there may be

/// The fields of a cell, for all customers.
struct Fields {
    bool is_dense;  ///< the clouds are the first venues, in their order
    /// [venues] masks: 0 where a field is of that venue, out of which nothing moves.
    NEPHOSCOPE_LINES std::int64_t kept[64][kMostFields];
};

NEPHOSCOPE_LANES void set_fields(const DesireView& view, Fields& fields) {
    fields.is_dense = view.clouds == view.terms.base_venues;
    for (int v = 0; v < view.terms.venues; ++v) {
        for (std::int64_t& kept : fields.kept[v]) kept = -1;
        for (int c = 0; c < view.clouds; ++c)
            if (view.cloud[c] == v) fields.kept[v][3 + c] = 0;
    }
}

/// What a customer's postings are multiplied by, by field of a cell: 1 for outlay, surplus and units, g_c·fee_c for
/// every cloud; 0 beyond.
struct Fees {
    NEPHOSCOPE_LINES double field[kMostFields + kLanes];
};

NEPHOSCOPE_LANES void set_fees(const DesireView& view, const Fields& fields, const CustomerVenues& venues, Fees& fees) {
    if (fields.is_dense)
        for (int c = 0; c < view.clouds; c += kLanes) store(fees.field + 3 + c, load<Doubles>(venues.fee + c));
    else
        for (int c = 0; c < view.clouds; ++c) fees.field[3 + c] = venues.fee[view.cloud[c]];
}

/// What workloads post, weighed [ticks].
struct Postings {
    NEPHOSCOPE_LINES double field[kRoom][4];  ///< outlay, surplus, units, data moved [GB ticks]
    NEPHOSCOPE_LINES std::int64_t outlay[kRoom], surplus[kRoom];
    NEPHOSCOPE_LINES float desired[kRoom];  ///< outlay of one organisation [USD/month]
};

/// Absolute postings.
struct Sizes {
    Doubles total, largest;
};

NEPHOSCOPE_LANES void weigh(const WorkloadSlots& few, Postings& postings, Sizes& sizes) {
    for (int n = 0; n < few.count; n += kLanes) {
        const Doubles weight = load<Doubles>(few.weight + n), outlay = load<Doubles>(few.outlay + n);
        const Doubles posted[3] = {outlay * weight, load<Doubles>(few.surplus + n) * weight,
                                   load<Doubles>(few.units + n) * weight};
        NEPHOSCOPE_UNROLL
        for (int f = 0; f < 3; ++f) {
            const Doubles size = magnitude(posted[f]);
            sizes.total += size;
            sizes.largest = choose(size > sizes.largest, size, sizes.largest);
        }
        store_turned(postings.field + n, posted[0], posted[1], posted[2], posted[2] * load<Doubles>(few.data_gb + n));
        store(postings.outlay + n, to_nearest(posted[0]));
        store(postings.surplus + n, to_nearest(posted[1]));
        store_singles(postings.desired + n, outlay);
    }
}

/// Adds the postings of a customer from slot `first` on; those of workloads on no offer are 0, while fees are finite.
/// Addresses are known by then, so that loads need not wait for the stores before.
NEPHOSCOPE_LANES void add_posted(const WorkloadSlots& few, const Postings& postings, const Fees& fees,
                                 const Fields& fields, int count, std::size_t sold, int workloads, int first,
                                 std::int64_t* cells, std::int64_t* deciles) {
    NEPHOSCOPE_UNROLL_WHERE_KNOWN
    for (int n = first; n < first + workloads; ++n, cells += sold * static_cast<std::size_t>(count)) {
        const std::int64_t* kept = fields.kept[few.at[n]];
        std::int64_t* cell = cells + std::size_t{few.offer[n]} * static_cast<std::size_t>(count);
        NEPHOSCOPE_UNROLL_WHERE_KNOWN
        for (int f = 0; f < count; f += kLanes) {
            const Doubles posting = load_four(postings.field[n], f) * load<Doubles>(fees.field + f);
            const Doubles its = from_bits(bits_of(posting) & load<Integers>(kept + f));
            store(cell + f, load<Words64>(cell + f) + __builtin_bit_cast(Words64, to_nearest(its)));
        }
        std::int64_t& decile = deciles[few.offer[n]];
        decile = wrapped_plus(decile, postings.surplus[n]);
    }
}

/// What each workload posts and desires, for who asks; `first_slot` is where the few's workloads stand there.
NEPHOSCOPE_LANES void copy_out(const WorkloadSlots& few, const Postings& postings, std::size_t first_slot,
                               const DesireSums& sums) {
    const auto count = static_cast<std::size_t>(few.count);
    if (sums.outlay != nullptr) copy(sums.outlay + first_slot, postings.outlay, count);
    if (sums.desired != nullptr) copy(sums.desired + first_slot, postings.desired, count);
}

/// `workloads` and `count` (of fields) are told apart from the view, so that the loops over them may be unrolled.
NEPHOSCOPE_LANES void add_block(const DesireView& view, std::size_t begin, std::size_t end, int workloads, int count,
                                DesireSums& sums) {
    const TermsView& terms = view.terms;
    const auto each = static_cast<std::size_t>(workloads), sold = static_cast<std::size_t>(terms.labs * terms.venues);
    Fields fields;
    set_fields(view, fields);
    Sizes sizes{};
    WorkloadSlots few;
    Postings postings;
    CustomerVenues venues;
    Fees fees[kCustomersTogether] = {};
    for (Fees& its : fees) its.field[0] = its.field[1] = its.field[2] = 1;
    set_slots(terms, end - begin, few);
    find_others(terms, venues);
    for (std::size_t first = begin; first < end; first += kCustomersTogether) {
        const std::size_t together = end - first < kCustomersTogether ? end - first : kCustomersTogether;
        few.count = static_cast<int>(together * each);
        copy(few.lab, view.lab + first * each, together * each);
        copy(few.venue, view.venue + first * each, together * each);
        copy(few.own, view.own + first * each, together * each);
        copy(few.share, view.workload_share + first * each, together * each);
        find_offers(terms, few);
        for (std::size_t c = 0; c < together; ++c) {
            const CustomerRows rows = rows_of(view, first + c);
            find_bases(terms, rows.base, rows.egress, venues);
            set_fees(view, fields, venues, fees[c]);
            add_terms(view, first + c, rows, venues, workloads, static_cast<int>(c) * workloads, few);
        }
        find_desires(view, few);
        weigh(few, postings, sizes);
        for (std::size_t c = 0; c < together; ++c)
            add_posted(few, postings, fees[c], fields, count, sold, workloads, static_cast<int>(c) * workloads,
                       sums.cells + view.segment[first + c] * each * sold * static_cast<std::size_t>(count),
                       sums.surplus_decile + view.decile[first + c] * sold);
        copy_out(few, postings, (first - begin) * each, sums);
    }
    for (int lane = 0; lane < kLanes; ++lane) {
        sums.total += sizes.total[lane];
        sums.largest = sizes.largest[lane] > sums.largest ? sizes.largest[lane] : sums.largest;
    }
}

void desire_block(const DesireView& view, std::size_t begin, std::size_t end, DesireSums& sums) {
    const int workloads = view.terms.workloads, count = static_cast<int>(desire_fields(view.clouds));
    if (workloads == 5 && count == 8) return add_block(view, begin, end, 5, 8, sums);  // those of the shipped scenarios
    add_block(view, begin, end, workloads, count, sums);
}

}  // namespace

}  // namespace nephoscope
