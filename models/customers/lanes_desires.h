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

/// What a posting is multiplied by, by field of a cell: 1 for outlay, surplus and units, g_c·fee_c for every cloud.
struct Fees {
    double field[kMostFields];
};

/// The fields of a cell, for all customers.
struct Fields {
    std::size_t count;
    std::int64_t cloud[kMostFields];  ///< venue of the cloud; −1 where a field is of none
};

NEPHOSCOPE_LANES Fields fields_of(const DesireView& view) {
    Fields fields;
    fields.count = desire_fields(view.clouds);
    for (std::int64_t& cloud : fields.cloud) cloud = -1;
    for (int c = 0; c < view.clouds; ++c) fields.cloud[3 + c] = view.cloud[c];
    return fields;
}

NEPHOSCOPE_LANES void fill_fees(const DesireView& view, const CustomerRows& rows, Fees& fees) {
    for (int f = 0; f < 3; ++f) fees.field[f] = 1;
    for (int c = 0; c < view.clouds; ++c) fees.field[3 + c] = rows.base[view.cloud[c]] * rows.egress[view.cloud[c]];
}

/// The first fields of a cell: {outlay, surplus, units, data moved, data moved, …}.
NEPHOSCOPE_LANES Doubles posting_of(double outlay, double surplus, double units, double data, int first) {
    const Integers field = lane_numbers() + first;
    Doubles posting = broadcast<Doubles>(data);
    if (first >= 3) return posting;
    posting = choose(field == 0, broadcast<Doubles>(outlay), posting);
    posting = choose(field == 1, broadcast<Doubles>(surplus), posting);
    return choose(field == 2, broadcast<Doubles>(units), posting);
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
        for (const Doubles& posting : postings) {
            const Doubles size = magnitude(posting);
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

/// Adds the postings of a few customers from `first` on to their cells.
NEPHOSCOPE_LANES void add_posted(const DesireView& view, std::size_t first, const LiveSlots& live, const Fees* fees,
                                 const Fields& fields, const std::int64_t* outlay, const std::int64_t* surplus,
                                 std::size_t in_block, DesireSums& sums) {
    const auto workloads = static_cast<std::size_t>(view.terms.workloads);
    const auto offers = static_cast<std::size_t>(view.terms.labs) * static_cast<std::size_t>(view.terms.venues);
    for (int n = 0; n < live.count; ++n) {
        const std::size_t c = live.customer[n], k = live.workload[n], o = live.offer[n], i = first + c;
        std::int64_t* cell = sums.cells + ((view.segment[i] * workloads + k) * offers + o) * fields.count;
        for (std::size_t f = 0; f < fields.count; f += kLanes) {
            const Doubles posting =
                posting_of(live.budget[n], live.surplus[n], live.units[n], live.data[n], static_cast<int>(f));
            const auto stays = load<Integers>(fields.cloud + f) == Integers{} + std::int64_t{live.venue[n]};
            const Doubles its = choose(stays, Doubles{}, posting * load<Doubles>(fees[c].field + f));
            store(cell + f, load<Words64>(cell + f) + __builtin_bit_cast(Words64, to_nearest(its)));
        }
        std::int64_t& decile = sums.surplus_decile[view.decile[i] * offers + o];
        decile = wrapped_plus(decile, surplus[n]);
        const std::size_t at = (in_block + c) * workloads + k;
        if (sums.outlay != nullptr) sums.outlay[at] = outlay[n];
        if (sums.desired != nullptr) sums.desired[at] = static_cast<float>(live.outlay[n]);
    }
}

void desire_block(const DesireView& view, std::size_t begin, std::size_t end, DesireSums& sums) {
    const auto workloads = static_cast<std::size_t>(view.terms.workloads);
    const Fields fields = fields_of(view);
    Sizes sizes{};
    LiveSlots live;
    Fees fees[kCustomersTogether] = {};
    std::int64_t outlay[kMostLive + kLanes], surplus[kMostLive + kLanes];
    for (std::size_t n = 0; n < (end - begin) * workloads && sums.outlay != nullptr; ++n) sums.outlay[n] = 0;
    for (std::size_t n = 0; n < (end - begin) * workloads && sums.desired != nullptr; ++n) sums.desired[n] = 0;
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
        add_posted(view, first, live, fees, fields, outlay, surplus, first - begin, sums);
    }
    for (int lane = 0; lane < kLanes; ++lane) {
        sums.total += sizes.total[lane];
        sums.largest = sizes.largest[lane] > sums.largest ? sizes.largest[lane] : sums.largest;
    }
}

}  // namespace

}  // namespace nephoscope
