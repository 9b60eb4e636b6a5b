#pragma once

#include <cstdint>
#include <vector>

#include "models/scenario/scenario.h"
#include "sim/core/exact.h"
#include "sim/core/random.h"

namespace nephoscope {

inline constexpr std::uint8_t kNone = 255;  ///< lab or venue of a workload on legacy or inactive

/// What inversion finds, once per population and parameter set (docs/model.md#inversion).
struct StartValues {
    std::vector<double> lab_fit;       ///< [labs] θ_ℓ [log points]
    std::vector<double> venue_appeal;  ///< [venues] γ_v [log points]
    double budget_factor = 1;
};

/// The customers: one column per attribute; index i is customer i in every column. N customers at the start, then N_e
/// newcomers with later entry months. `K` workloads, `C` venues.
struct Customers {
    int workloads = 0, venues = 0;

    // Static after the population is built.
    std::vector<std::uint32_t> id;            ///< stable: keys the draws; never the position
    std::vector<Weight> weight;               ///< organisations that the customer stands for [2^-20]
    std::vector<double> budget;               ///< A_i, scaled reference AI budget [USD/month]
    std::vector<std::uint8_t> segment, region, regulated;
    std::vector<std::uint8_t> term;           ///< T_i [months]
    std::vector<std::uint8_t> phase;          ///< 0…T_i − 1
    std::vector<std::int16_t> entry;          ///< month number t of entry; −32768 for those there from the start
    std::vector<double> workload_share;       ///< [N×K] a_ik, sums to 1
    std::vector<double> lab_taste;            ///< [N×labs] σ_L ζ_iℓ [log points]
    std::vector<double> venue_taste;          ///< [N×venues] σ_V ζ_iv [log points]
    std::vector<double> base_share;           ///< [N×venues] g_iv; 0 at venues that are no cloud
    std::vector<std::uint8_t> contract_cloud; ///< h_i (frozen at this stage)

    // State.
    std::vector<std::uint8_t> active;         ///< [N×K] 1: the workload buys or may buy AI
    std::vector<std::uint8_t> lab, venue;     ///< [N×K] current offer, kNone = legacy or inactive
    std::vector<std::uint16_t> epoch;         ///< [N×K] projects so far
    std::vector<double> shock;                ///< [N×K] ε of the current offer (derived: recomputed when epoch or offer changes)
    std::vector<std::uint16_t> months_in_place;   ///< [N×K]

    std::size_t size() const { return id.size(); }
    std::size_t slot(std::size_t i, int k) const { return i * static_cast<std::size_t>(workloads) + static_cast<std::size_t>(k); }
    bool born(std::size_t i, int t) const { return t >= entry[i]; }
};

/// What customers know of the others at the end of the month before.
struct LaggedStatistics {
    std::vector<double> lab_in_use;      ///< [labs×segments] E_ℓ,seg: share of the segment's customers (by weight) with ℓ in use
    std::vector<double> active_share;    ///< [workloads×segments] by weight
    double fill = 1;                     ///< served / asked, 1 at this stage
};

/// Exact totals of one month, summed over customers as integers. Indices: o = lab·venues + venue; s = segment.
/// One per thread, merged by addition.
struct MonthTotals {
    MonthTotals() = default;
    MonthTotals(int labs, int venues, int workloads, int segments);
    void add(const MonthTotals& other);

    int labs = 0, venues = 0, workloads = 0, segments = 0;
    std::vector<Money> seller_paid;      ///< [offers×segments] M1: seller part of served outlay
    std::vector<Money> egress_paid;      ///< [offers×segments] M2 by the offer that caused it
    std::vector<Money> egress_received;  ///< [venues] M2 by the cloud that holds the data
    std::vector<Money> list_value;       ///< [offers] p_ℓ·x [1e-4 USD]
    std::vector<Money> workload_paid;    ///< [offers×workloads] seller part plus egress
    std::vector<Compute> compute;        ///< [offers] κ_ℓ·x
    std::vector<Weight> users;           ///< [offers×segments] customers with a workload on the offer
    std::vector<Weight> venue_users;     ///< [venues×segments] customers with a workload at the venue
    std::vector<Weight> lab_users;       ///< [labs×segments] customers with a workload on the lab
    std::vector<Weight> served;          ///< [segments] customers with at least one workload on an offer
    std::vector<Weight> born;            ///< [segments] customers born by this month
    std::vector<Weight> active;          ///< [workloads×segments]
    std::vector<Weight> by_venue_count;  ///< [3×segments] customers on 1, 2, 3+ venues
    std::vector<Weight> by_lab_count;    ///< [3×segments] customers on 1, 2, 3+ labs
    std::vector<Weight> single_binding;  ///< [segments] exactly one lab at one venue
    std::vector<Money> surplus;          ///< [segments] Σ weight·CS, gross of M14
    std::vector<Money> venue_cost, onboarding_cost, switching_cost;   ///< [segments] M14: F, F_on, SC
    std::vector<Weight> venue_flow;      ///< [(venues+2)²] workloads from (row) to (column): venues, legacy, inactive or not born
    std::vector<Weight> lab_flow;        ///< [(labs+2)²]
    std::int64_t evaluations = 0, decisions = 0, portfolio_solves = 0, switches = 0, births = 0, projects = 0;   ///< agents, unweighted
    Money contestable = 0, desired = 0;  ///< outlay of workloads in D, and of all: λ_c = contestable / desired
};

}  // namespace nephoscope
