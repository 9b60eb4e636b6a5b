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

void desires(const DesireView& view, std::size_t i, Desires& out) {
    const CustomerRows rows = rows_of(view, i);
    for (int first = 0; first < view.terms.workloads; first += kLanes) {
        const DesireLanes its = desire_lanes(view, rows, first);
        store(out.outlay + first, its.outlay);
        store(out.surplus + first, its.surplus);
        store(out.units + first, its.units);
    }
}

NEPHOSCOPE_LANES Doubles magnitude(Doubles x) { return choose(x < 0.0, -x, x); }

/// Adds the ticks of one lane to its cell.
NEPHOSCOPE_LANES void add_to_cell(std::int64_t* cell, const std::int64_t (&ticks)[19][kLanes], std::size_t fields,
                                  int lane) {
    for (std::size_t f = 0; f < fields; ++f) cell[f] = wrapped_plus(cell[f], ticks[f][lane]);
}

/// What one customer's workloads post, in ticks.
struct Posted {
    std::int64_t ticks[19][kLanes], offer[kLanes], live[kLanes];
    double outlay[kLanes];
};

/// Adds a customer's postings to the sums.
NEPHOSCOPE_LANES void add_posted(const DesireView& view, std::size_t i, int first, std::size_t in_block,
                                 const Posted& posted, DesireSums& sums) {
    const TermsView& terms = view.terms;
    const auto workloads = static_cast<std::size_t>(terms.workloads);
    const auto offers = static_cast<std::size_t>(terms.labs) * static_cast<std::size_t>(terms.venues);
    const std::size_t fields = 3 + static_cast<std::size_t>(view.clouds);
    std::int64_t* row = sums.cells + std::size_t{view.segment[i]} * workloads * offers * fields;
    std::int64_t* decile = sums.surplus_decile + std::size_t{view.decile[i]} * offers;
    for (int lane = 0; lane < at_most_lanes(terms.workloads - first); ++lane) {
        const auto k = static_cast<std::size_t>(first + lane);
        if (sums.outlay != nullptr) sums.outlay[in_block * workloads + k] = posted.ticks[0][lane];
        if (sums.desired != nullptr) sums.desired[in_block * workloads + k] = static_cast<float>(posted.outlay[lane]);
        if (posted.live[lane] == 0) continue;
        const auto o = static_cast<std::size_t>(posted.offer[lane]);
        add_to_cell(row + (k * offers + o) * fields, posted.ticks, fields, lane);
        decile[o] = wrapped_plus(decile[o], posted.ticks[1][lane]);
    }
}

void desire_block(const DesireView& view, std::size_t begin, std::size_t end, DesireSums& sums) {
    constexpr std::size_t at_once = 2;  // one customer alone waits for its own logarithms
    const TermsView& terms = view.terms;
    Doubles total{}, largest{};
    for (std::size_t i = begin; i < end; i += at_once)
        for (int first = 0; first < terms.workloads; first += kLanes) {
            Posted posted[at_once];
            for (std::size_t n = 0; n < at_once; ++n) {
                const std::size_t customer = i + n < end ? i + n : i;
                const CustomerRows rows = rows_of(view, customer);
                const double weight = static_cast<double>(view.weight[customer]) * 0x1p-20 * kTicks;
                const DesireLanes its = desire_lanes(view, rows, first);
                const Doubles postings[3] = {its.outlay * weight, its.surplus * weight, its.units * weight};
                for (int f = 0; f < 3; ++f) {
                    store(posted[n].ticks[f], to_nearest(postings[f]));
                    const Doubles size = magnitude(postings[f]);
                    if (i + n < end) total += size;
                    largest = choose(size > largest, size, largest);
                }
                const Doubles data = postings[2] * load<Doubles>(terms.data_gb + first);
                for (int c = 0; c < view.clouds; ++c) {
                    const int cloud = view.cloud[c];
                    const Doubles moved = data * (rows.base[cloud] * rows.egress[cloud]);
                    store(posted[n].ticks[3 + c], to_nearest(choose(its.venue == cloud, Doubles{}, moved)));
                }
                store(posted[n].outlay, its.outlay);
                store(posted[n].offer, its.offer);
                store(posted[n].live, its.live);
            }
            for (std::size_t n = 0; n < at_once && i + n < end; ++n)
                add_posted(view, i + n, first, i + n - begin, posted[n], sums);
        }
    for (int lane = 0; lane < kLanes; ++lane) {
        sums.total += total[lane];
        sums.largest = largest[lane] > sums.largest ? largest[lane] : sums.largest;
    }
}

}  // namespace

}  // namespace nephoscope
