#pragma once

#include <cstddef>
#include <cstdint>

#include "models/customers/customers.h"
#include "models/customers/standing.h"
#include "sim/core/exact.h"

/// What one customer contributes to the standing columns, piece by piece. Part of standing.cpp, which alone includes
/// it.
namespace nephoscope {

namespace {

/// 0, 1, 2 or, for more, 3 members.
int up_to_three(std::uint64_t set) {
    int members = 0;
    for (; set != 0 && members < 3; set &= set - 1) ++members;
    return members;
}

/// Venues and labs in use.
struct Use {
    std::uint64_t venues = 0;
    std::uint32_t labs = 0;
    bool single() const { return up_to_three(venues) == 1 && up_to_three(labs) == 1; }
};

/// Bit k: workload k.
bool holds(std::uint32_t workloads, std::size_t k) { return (workloads >> k & 1U) != 0; }

Use use_of(const Holding& holding) {
    Use use;
    for (std::uint32_t left = workloads_on_offer(holding); left != 0; left &= left - 1) {
        const auto k = static_cast<std::size_t>(__builtin_ctz(left));
        use.venues |= std::uint64_t{1} << holding.venue[k];
        use.labs |= 1U << holding.lab[k];
    }
    return use;
}

/// Adds and takes away what one customer contributes to standing columns.
class Count {
public:
    Count(const Customers& customers, const Scenario& scenario, std::size_t i, MonthTotals& totals)
        : customers_(customers),
          scenario_(scenario),
          totals_(totals),
          i_(i),
          segments_(static_cast<std::size_t>(totals.segments)),
          s_(customers.segment[i]),
          weight_(customers.weight[i]) {}

    void add_person(const Holding& holding, Weight sign) {
        if (!holding.born) return;
        totals_.born[s_] += sign * weight_;
        totals_.born_region[customers_.region[i_]] += sign * weight_;
        totals_.homes[holding.contract_cloud * segments_ + s_] += sign * weight_;
    }

    /// What workload k does: active, and the stocks.
    void add_workload(const Holding& holding, std::size_t k, Weight sign) {
        int venue = MonthTotals::absent_state(totals_.venues), lab = MonthTotals::absent_state(totals_.labs);
        if (holds(holding.active, k)) {
            totals_.active[k * segments_ + s_] += sign * weight_;
            venue = MonthTotals::legacy_state(totals_.venues), lab = MonthTotals::legacy_state(totals_.labs);
        }
        if (holds(workloads_on_offer(holding), k)) venue = holding.venue[k], lab = holding.lab[k];
        totals_.venue_stock[static_cast<std::size_t>(venue)] += sign * weight_;
        totals_.lab_stock[static_cast<std::size_t>(lab)] += sign * weight_;
    }

    /// Workload k's budget is in use.
    void add_budget(std::size_t k, std::int64_t sign) {
        totals_.budget_in_use += sign * to_money(organisations(weight_) * customers_.budget[i_] *
                                                 customers_.workload_share[customers_.slot(i_, static_cast<int>(k))]);
    }

    /// The offer of workload k has this user: once, however many workloads are there.
    void add_user(const Holding& holding, std::size_t k, Weight sign) {
        const auto offer = static_cast<std::size_t>(holding.lab[k] * totals_.venues + holding.venue[k]);
        totals_.users[offer * segments_ + s_] += sign * weight_;
    }

    /// Who is served, and by how many.
    void add_served(const Use& use, Weight sign) {
        if (use.labs == 0) return;
        const Weight weight = sign * weight_;
        const auto venues = static_cast<std::size_t>(up_to_three(use.venues)),
                   labs = static_cast<std::size_t>(up_to_three(use.labs));
        totals_.served[s_] += weight;
        totals_.by_venue_count[(venues - 1) * segments_ + s_] += weight;
        totals_.by_lab_count[(labs - 1) * segments_ + s_] += weight;
        if (use.single()) totals_.single_binding[s_] += weight;
    }

    /// Every venue and lab of `use` has this customer, and venues beside the contract cloud are paid for.
    void add_places(const Use& use, int contract_cloud, Weight sign) {
        const Weight weight = sign * weight_;
        Weight* paying = totals_.paying_venues.data() + (s_ * 10 + customers_.decile[i_]) * 2;
        for (std::uint64_t left = use.venues; left != 0; left &= left - 1) {
            const int v = __builtin_ctzll(left);
            totals_.venue_users[static_cast<std::size_t>(v) * segments_ + s_] += weight;
            if (v == contract_cloud) continue;
            paying[scenario_.venues[static_cast<std::size_t>(v)].kind == VenueKind::self_hosted ? 1 : 0] += weight;
        }
        for (std::uint32_t left = use.labs; left != 0; left &= left - 1) {
            const auto l = static_cast<std::size_t>(__builtin_ctz(left));
            totals_.lab_users[l * segments_ + s_] += weight;
            totals_.payers_region[l * static_cast<std::size_t>(totals_.regions) + customers_.region[i_]] += weight;
        }
    }

private:
    const Customers& customers_;
    const Scenario& scenario_;
    MonthTotals& totals_;
    std::size_t i_, segments_, s_;
    Weight weight_;
};

}  // namespace

}  // namespace nephoscope
